using CentralSystem.Web.Api;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Reads connectors: the status as it was stored, the open transaction from memory.</summary>
internal sealed class ConnectorReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, MeterValueReader meterValues)
{
    public async Task<Page<ConnectorView>> ListAsync(ConnectorFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var connectors = db.Connectors.Where(c => db.ChargePoints.Any(p => p.Key == c.ChargePointKey && p.RemovedAt == null));
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            connectors = connectors.Where(c => c.ChargePointKey == key);
        }

        if (filter.Status is { } status)
        {
            connectors = connectors.Where(c => c.Status == status);
        }

        if (filter.ErrorCode is { } errorCode)
        {
            connectors = connectors.Where(c => c.ErrorCode == errorCode);
        }

        return await connectors.InOrder(c => c.ChargePointKey, c => c.ConnectorId, filter.Order is KeyOrder.Descending, page)
            .ToPageAsync(page, c => ViewOf(c, directory.Find(c.ChargePointKey)!), c => PageQuery.CursorOf(c.ChargePointKey, c.ConnectorId), cancellationToken);
    }

    /// <summary>All connectors of one Charge Point, by their ids.</summary>
    public async Task<IReadOnlyList<ConnectorView>> AllOfAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Connectors.Where(c => c.ChargePointKey == chargePoint.Key).OrderBy(c => c.ConnectorId).ToListAsync(cancellationToken);
        return [.. rows.Select(c => ViewOf(c, chargePoint))];
    }

    /// <summary>One connector, with what the running transaction last measured.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when nothing was ever heard of it.</remarks>
    public async Task<ConnectorDetails> GetAsync(ChargePointState chargePoint, int connectorId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Connectors.SingleOrDefaultAsync(c => c.ChargePointKey == chargePoint.Key && c.ConnectorId == connectorId, cancellationToken)
            ?? throw Problems.NotFound($"{chargePoint.Identity} has reported no connector {connectorId}.");
        var connector = ViewOf(row, chargePoint);
        if (connector.TransactionId is not { } transactionId)
        {
            return new ConnectorDetails(connector, null);
        }

        var meterStart = await db.Transactions.Where(t => t.TransactionId == transactionId).Select(t => t.MeterStart).SingleAsync(cancellationToken);
        return new ConnectorDetails(connector, LatestMeasurement.Of(await meterValues.NewestOfTransactionAsync(transactionId, cancellationToken), meterStart));
    }

    private static ConnectorView ViewOf(Connector row, ChargePointState chargePoint) => new(
        chargePoint.Identity, row.ConnectorId, row.Status, row.ErrorCode, row.Info, row.VendorId, row.VendorErrorCode, row.StatusTimestamp, row.RequestedAvailability,
        chargePoint.Connectors.FirstOrDefault(c => c.ConnectorId == row.ConnectorId)?.OpenTransactionId is > 0 and var open ? open : null);
}

/// <summary>Which connectors are asked for.</summary>
internal sealed record ConnectorFilter
{
    public string? ChargePointId { get; init; }

    public string? Status { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>By registration of the Charge Point and connectorId; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }
}

/// <summary>The last status of a connector; 0 is the Charge Point itself.</summary>
/// <param name="ChargePointId">Identity of its Charge Point.</param>
/// <param name="ConnectorId">Counted from 1.</param>
/// <param name="Status">As it was reported; absent before the first report.</param>
/// <param name="ErrorCode">As it was reported.</param>
/// <param name="Info">What the Charge Point says of the error.</param>
/// <param name="VendorId">Whose vendorErrorCode it is.</param>
/// <param name="VendorErrorCode">The vendor's own code.</param>
/// <param name="StatusTimestamp">Since when it has this status.</param>
/// <param name="RequestedAvailability">What the last accepted ChangeAvailability asked for.</param>
/// <param name="TransactionId">The transaction that runs here.</param>
internal record ConnectorView(
    string ChargePointId, int ConnectorId, string? Status, string? ErrorCode, string? Info, string? VendorId, string? VendorErrorCode, DateTimeOffset? StatusTimestamp,
    string? RequestedAvailability, int? TransactionId);

/// <summary>A connector with what its running transaction last measured.</summary>
/// <param name="Connector">What the list says of it.</param>
/// <param name="Latest">What its running transaction last measured; absent without one.</param>
internal sealed record ConnectorDetails([property: System.Text.Json.Serialization.JsonIgnore] ConnectorView Connector, LatestMeasurement? Latest) : ConnectorView(Connector);
