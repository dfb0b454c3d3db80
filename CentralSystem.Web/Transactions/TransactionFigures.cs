namespace CentralSystem.Web.Transactions;

/// <summary>What can be corrected of a transaction, and what follows from it; registers and energy in Wh.</summary>
internal sealed record TransactionFigures(
    int ConnectorId, string IdTag, long MeterStart, DateTimeOffset StartTimestamp, long? MeterStop, DateTimeOffset? StopTimestamp, string? StopReason, long? EnergyWh,
    EnergySource? EnergySource, long? DurationSeconds)
{
    public static TransactionFigures Of(Transaction row) => new(
        row.ConnectorId, row.IdTag, row.MeterStart, row.StartTimestamp, row.MeterStop, row.StopTimestamp, row.StopReason, row.EnergyWh, row.EnergySource, row.DurationSeconds);
}
