using CentralSystem.Web.Connections;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.Transactions;

/// <summary>Registers transactions and their meter values.</summary>
internal static class TransactionsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddTransactions()
        {
            builder.Services.AddSingleton<SampleKinds>();
            builder.Services.AddSingleton<NewestMeterValueAtStart>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<NewestMeterValueAtStart>());
            builder.Services.AddSingleton<MeterValueReader>();
            builder.Services.AddSingleton<TransactionReader>();
            builder.Services
                .Handle<StartTransactionRequest, StartTransactionResponse, StartTransactionHandler>()
                .Handle<StopTransactionRequest, StopTransactionResponse, StopTransactionHandler>()
                .Handle<MeterValuesRequest, MeterValuesResponse, MeterValuesHandler>();
        }
    }
}
