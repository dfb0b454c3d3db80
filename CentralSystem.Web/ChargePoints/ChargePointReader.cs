using System.Linq.Expressions;
using System.Text.Json.Serialization;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Reads Charge Points and their connectors: rows of the database, and from memory whether they are there right now.</summary>
internal sealed class ChargePointReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, ChargePointRegistry registry)
{
    /// <summary>Deviations shown with a Charge Point; the full list has a page of its own.</summary>
    private const int MostDeviations = 50;

    public async Task<Page<ChargePointView>> ListAsync(ChargePointFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var chargePoints = db.ChargePoints.AsQueryable();
        if (filter.RegistrationStatus is { } status)
        {
            chargePoints = chargePoints.Where(c => c.Registration == status);
        }

        var isContinued = page.IsAfter(out int after);
        if (isContinued)
        {
            chargePoints = chargePoints.Where(c => c.Key > after);
        }

        if (filter.Connected is { } connected)
        {
            // Only memory knows who is connected: it picks the keys of the page, the database fills it.
            var keys = directory.All
                .Where(c => c.Key > (isContinued ? after : 0) && connected == IsConnected(c.Identity) && (filter.RegistrationStatus ?? c.Registration) == c.Registration)
                .Select(c => c.Key).Order().Take(page.Take() + 1).ToArray();
            chargePoints = chargePoints.Where(c => keys.Contains(c.Key));
        }

        return await chargePoints.OrderBy(c => c.Key).ToPageAsync(page, ViewOf, c => PageQuery.CursorOf(c.Key), cancellationToken);
    }

    public async Task<ChargePointDetails> GetAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.ChargePoints.SingleAsync(c => c.Key == chargePoint.Key, cancellationToken);
        var connectors = await db.Connectors.Where(c => c.ChargePointKey == chargePoint.Key).OrderBy(c => c.ConnectorId).ToListAsync(cancellationToken);
        var newest = await db.StatusReports.Where(r => r.ChargePointKey == chargePoint.Key).GroupBy(r => r.Action).Select(g => g.Max(r => r.Id)).ToListAsync(cancellationToken);
        var reports = await db.StatusReports.Where(r => newest.Contains(r.Id)).OrderBy(r => r.Action)
            .Select(r => new LatestReport(r.Action, r.Status, r.RequestId, r.ReceivedAt)).ToListAsync(cancellationToken);
        var deviations = await db.ProtocolDeviations.Where(d => d.ChargePointKey == chargePoint.Key).OrderByDescending(d => d.Count).Take(MostDeviations)
            .Select(DeviationView.Of).ToListAsync(cancellationToken);
        var session = registry.Find(chargePoint.Identity);
        return new ChargePointDetails(
            ViewOf(row),
            [.. connectors.Select(c => ViewOf(c, chargePoint))],
            session is null ? null : new ConnectionView(session.RemoteAddress, session.ConnectedAt, session.Connection.Mode),
            reports,
            deviations);
    }

    public async Task<Page<ConnectorView>> ConnectorsAsync(ConnectorFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var connectors = db.Connectors.AsQueryable();
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            connectors = connectors.Where(c => c.ChargePointKey == key);
        }

        if (filter.Status is { } status)
        {
            connectors = connectors.Where(c => c.Status == status);
        }

        if (page.IsAfter(out int afterKey, out int afterConnector))
        {
            connectors = connectors.Where(c => c.ChargePointKey > afterKey || (c.ChargePointKey == afterKey && c.ConnectorId > afterConnector));
        }

        return await connectors.OrderBy(c => c.ChargePointKey).ThenBy(c => c.ConnectorId)
            .ToPageAsync(page, c => ViewOf(c, directory.Find(c.ChargePointKey)!), c => PageQuery.CursorOf(c.ChargePointKey, c.ConnectorId), cancellationToken);
    }

    /// <summary>What was tolerated of one Charge Point; there are only so many kinds, and they come in one page.</summary>
    public async Task<Page<DeviationView>> DeviationsAsync(ChargePointState chargePoint, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var deviations = db.ProtocolDeviations.Where(d => d.ChargePointKey == chargePoint.Key);
        if (page.IsAfter(out string after, out string afterField))
        {
            // Kind, action and field are words without a line break: joined by one they sort and compare as the key they are.
            deviations = deviations.Where(d => string.Compare(d.Kind + "\n" + d.Action, after) > 0
                || (d.Kind + "\n" + d.Action == after && string.Compare(d.Field, afterField) > 0));
        }

        return await deviations.OrderBy(d => d.Kind + "\n" + d.Action).ThenBy(d => d.Field).Select(DeviationView.Of)
            .ToPageAsync(page, d => d, d => PageQuery.CursorOf($"{d.Kind}\n{d.Action}", d.Field), cancellationToken);
    }

    private bool IsConnected(string identity) => registry.Find(identity) is not null;

    private ChargePointView ViewOf(ChargePoint row) => new(
        row.Identity, row.Registration, IsConnected(row.Identity), directory.Find(row.Key)?.LastSeenAt ?? row.LastSeenAt, row.PasswordHash is not null, row.ValidationMode,
        row.ChargePointVendor, row.ChargePointModel, row.ChargePointSerialNumber, row.ChargeBoxSerialNumber, row.FirmwareVersion, row.Iccid, row.Imsi, row.MeterType,
        row.MeterSerialNumber, row.BootedAt, row.AcceptedAt, row.CreatedAt);

    private static ConnectorView ViewOf(Connector row, ChargePointState chargePoint) => new(
        chargePoint.Identity, row.ConnectorId, row.Status, row.ErrorCode, row.Info, row.VendorId, row.VendorErrorCode, row.StatusTimestamp, row.RequestedAvailability,
        chargePoint.Connectors.FirstOrDefault(c => c.ConnectorId == row.ConnectorId)?.OpenTransactionId is > 0 and var open ? open : null);
}

/// <summary>Which Charge Points are asked for.</summary>
internal sealed record ChargePointFilter
{
    public bool? Connected { get; init; }

    public RegistrationStatus? RegistrationStatus { get; init; }
}

/// <summary>Which connectors are asked for.</summary>
internal sealed record ConnectorFilter
{
    public string? ChargePointId { get; init; }

    public string? Status { get; init; }
}

/// <summary>A Charge Point as the REST interface shows it.</summary>
internal record ChargePointView(
    string ChargePointId, RegistrationStatus RegistrationStatus, bool Connected, DateTimeOffset? LastSeenAt, bool HasPassword, ValidationMode? ValidationMode,
    string? ChargePointVendor, string? ChargePointModel, string? ChargePointSerialNumber, string? ChargeBoxSerialNumber, string? FirmwareVersion, string? Iccid,
    string? Imsi, string? MeterType, string? MeterSerialNumber, DateTimeOffset? BootedAt, DateTimeOffset? AcceptedAt, DateTimeOffset CreatedAt);

/// <summary>A Charge Point with everything that says how it is right now.</summary>
internal sealed record ChargePointDetails(
    [property: JsonIgnore] ChargePointView ChargePoint, IReadOnlyList<ConnectorView> Connectors, ConnectionView? Connection, IReadOnlyList<LatestReport> StatusReports,
    IReadOnlyList<DeviationView> Deviations)
    : ChargePointView(ChargePoint);

/// <summary>The last status of a connector; 0 is the Charge Point itself.</summary>
internal sealed record ConnectorView(
    string ChargePointId, int ConnectorId, string? Status, string? ErrorCode, string? Info, string? VendorId, string? VendorErrorCode, DateTimeOffset? StatusTimestamp,
    string? RequestedAvailability, int? TransactionId);

/// <summary>The connection of a Charge Point that is there.</summary>
internal sealed record ConnectionView(string RemoteAddress, DateTimeOffset ConnectedAt, ValidationMode ValidationMode);

/// <summary>The newest progress report of one kind.</summary>
internal sealed record LatestReport(string Action, string Status, int? RequestId, DateTimeOffset ReceivedAt);

/// <summary>How often a Charge Point deviated in one way.</summary>
internal sealed record DeviationView(string Kind, string Action, string Field, long Count, string LastText, DateTimeOffset LastAt)
{
    public static Expression<Func<ProtocolDeviation, DeviationView>> Of { get; } = d => new DeviationView(d.Kind, d.Action, d.Field, d.Count, d.LastText, d.LastAt);
}
