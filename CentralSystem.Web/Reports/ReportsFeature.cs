namespace CentralSystem.Web.Reports;

/// <summary>Registers reports and exports.</summary>
internal static class ReportsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddReports()
        {
            builder.Services.AddSingleton<EnergyReport>();
            builder.Services.AddSingleton<TransactionExport>();
            builder.Services.AddSingleton<MeterValueExport>();
            builder.Services.AddSingleton<MessageExport>();
        }
    }
}
