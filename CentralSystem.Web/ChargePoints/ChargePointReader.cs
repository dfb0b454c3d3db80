using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Reads Charge Points: rows of the database, and from memory whether they are there right now.</summary>
internal sealed class ChargePointReader(
    IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, ChargePointRegistry registry, ConnectorReader connectors)
{
    /// <summary>Deviations shown with a Charge Point; the full list has a page of its own.</summary>
    private const int MostDeviations = 50;

    public async Task<Page<ChargePointView>> ListAsync(ChargePointFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var chargePoints = filter.ApplyTo(db);
        if (filter.Connected is { } connected)
        {
            // Only memory knows who is connected.
            var keys = directory.All.Where(c => connected == IsConnected(c.Identity)).Select(c => c.Key).ToArray();
            chargePoints = chargePoints.Where(c => keys.Contains(c.Key));
        }

        var sort = filter.SortKey;
        return await ChargePointOrder.After(chargePoints, sort, filter.IsDescending, page)
            .ToPageAsync(page, ViewOf, c => ChargePointOrder.CursorOf(c, sort), cancellationToken);
    }

    public async Task<ChargePointDetails> GetAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.ChargePoints.SingleAsync(c => c.Key == chargePoint.Key, cancellationToken);
        var newest = await db.StatusReports.Where(r => r.ChargePointKey == chargePoint.Key).GroupBy(r => r.Action).Select(g => g.Max(r => r.Id)).ToListAsync(cancellationToken);
        var reports = await db.StatusReports.Where(r => newest.Contains(r.Id)).OrderBy(r => r.Action)
            .Select(r => new LatestReport(r.Action, r.Status, r.RequestId, r.ReceivedAt)).ToListAsync(cancellationToken);
        var deviations = await db.ProtocolDeviations.Where(d => d.ChargePointKey == chargePoint.Key).OrderByDescending(d => d.Count).Take(MostDeviations)
            .Select(DeviationView.Of).ToListAsync(cancellationToken);
        var session = registry.Find(chargePoint.Identity);
        return new ChargePointDetails(
            ViewOf(row),
            await connectors.AllOfAsync(chargePoint, cancellationToken),
            session is null ? null : new ConnectionView(session.RemoteAddress, session.ConnectedAt, session.SecurityProfile, session.Connection.Mode),
            reports,
            deviations);
    }

    /// <summary>What was tolerated of one Charge Point; there are only so many kinds, and they come in one page.</summary>
    public async Task<Page<DeviationView>> DeviationsAsync(ChargePointState chargePoint, KeyOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var deviations = db.ProtocolDeviations.Where(d => d.ChargePointKey == chargePoint.Key);

        // Kind, action and field are words without a line break: joined by one they sort and compare as the key they are.
        return await deviations.InOrder(d => d.Kind + "\n" + d.Action, d => d.Field, order == KeyOrder.Descending, page).Select(DeviationView.Of)
            .ToPageAsync(page, d => d, d => PageQuery.CursorOf($"{d.Kind}\n{d.Action}", d.Field), cancellationToken);
    }

    private bool IsConnected(string identity) => registry.Find(identity) is not null;

    private ChargePointView ViewOf(ChargePoint row)
    {
        var known = directory.Find(row.Key);
        return new ChargePointView(
            row.Identity, row.Registration, IsConnected(row.Identity), known?.LastSeenAt ?? row.LastSeenAt, row.PasswordHash is not null,
            row.SecurityProfile, row.NextSecurityProfile, row.NextPasswordHashes is not null, row.ValidationMode,
            row.Name, row.Description, row.Location, row.Latitude, row.Longitude, row.Notes, known is null ? [] : [.. known.Tags.Order(StringComparer.OrdinalIgnoreCase)],
            row.ChargePointVendor, row.ChargePointModel, row.ChargePointSerialNumber, row.ChargeBoxSerialNumber, row.FirmwareVersion, row.Iccid, row.Imsi, row.MeterType,
            row.MeterSerialNumber, row.BootedAt, row.AcceptedAt, row.CreatedAt, row.Revision);
    }
}
