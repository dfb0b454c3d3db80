using System.Text.Json;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.Transactions;

/// <summary>What can be corrected of a transaction, and what follows from it; registers and energy in Wh. It counts for its authorizedIdTag, which is absent in history from before it was kept.</summary>
/// <param name="ConnectorId">Connector, counted from 1.</param>
/// <param name="IdTag">The idTag that started it, as it was sent or corrected.</param>
/// <param name="AuthorizedIdTag">The idTag for which it counts; absent in history from before it was kept.</param>
/// <param name="MeterStart">Register at the start, in Wh.</param>
/// <param name="StartTimestamp">When it began, by the Charge Point's clock.</param>
/// <param name="MeterStop">Register at the end, in Wh; absent while it runs.</param>
/// <param name="StopTimestamp">When it ended, by the Charge Point's clock; absent while it runs.</param>
/// <param name="StopReason">Why it ended (§7.36); absent where no StopTransaction told.</param>
/// <param name="EnergyWh">Its energy in Wh, never negative; absent while it is unknown.</param>
/// <param name="EnergySource">How the energy was found.</param>
/// <param name="DurationSeconds">From start to stop, in seconds; absent while it runs.</param>
internal sealed record TransactionFigures(
    int ConnectorId, string IdTag, string? AuthorizedIdTag, long MeterStart, DateTimeOffset StartTimestamp, long? MeterStop, DateTimeOffset? StopTimestamp, string? StopReason, long? EnergyWh,
    EnergySource? EnergySource, long? DurationSeconds)
{
    /// <summary>Those that the history keeps.</summary>
    public static TransactionFigures? Read(string json) => JsonSerializer.Deserialize<TransactionFigures>(json, ApiJson.Options);

    public static TransactionFigures Of(Transaction row) => new(
        row.ConnectorId, row.IdTag, row.AuthorizedIdTag, row.MeterStart, row.StartTimestamp, row.MeterStop, row.StopTimestamp, row.StopReason, row.EnergyWh, row.EnergySource, row.DurationSeconds);
}
