using CentralSystem.Web.Connections;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.Transactions;

/// <summary>Registers transactions, and what is done about those that do not fit.</summary>
internal static class TransactionsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddTransactions()
        {
            builder.AddSettings<TransactionOptions>(TransactionOptions.Section);
            builder.Services.AddSingleton<TransactionReader>();
            builder.Services.AddSingleton<TransactionCorrections>();
            builder.Services.AddSingleton<StopServices>();
            builder.Services.AddSingleton<UnmatchedMessages>();
            builder.Services.AddSingleton<AnomalyInbox>();
            builder.Services.AddSingleton<LateMeterValues>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<LateMeterValues>());
            builder.Services.AddSingleton<TransactionResolver>();
            builder.Services.AddHostedService(services => services.GetRequiredService<TransactionResolver>());
            builder.Services
                .Handle<StartTransactionRequest, StartTransactionResponse, StartTransactionHandler>()
                .Handle<StopTransactionRequest, StopTransactionResponse, StopTransactionHandler>();
        }
    }
}
