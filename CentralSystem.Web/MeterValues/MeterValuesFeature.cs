using CentralSystem.Web.Connections;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.MeterValues;

/// <summary>Registers meter values: keeping, reading, rolling up, deleting.</summary>
internal static class MeterValuesFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddMeterValues()
        {
            builder.AddSettings<MeterValueOptions>(MeterValueOptions.Section);
            builder.Services.AddSingleton<SampleKinds>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<SampleKinds>());
            builder.Services.AddSingleton<NewestMeterValueAtStart>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<NewestMeterValueAtStart>());
            builder.Services.AddSingleton<MeterValueNews>();
            builder.Services.AddSingleton<MeterValueReader>();
            builder.Services.AddSingleton<MeterValueHourReader>();
            builder.Services.AddSingleton<MeterValueRetention>();
            builder.Services.AddSingleton<MeterValueRollUp>();
            builder.Services.AddHostedService(services => services.GetRequiredService<MeterValueRollUp>());
            builder.Services.Handle<MeterValuesRequest, MeterValuesResponse, MeterValuesHandler>();
        }
    }
}
