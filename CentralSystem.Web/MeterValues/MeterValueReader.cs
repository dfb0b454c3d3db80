using System.Globalization;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.MeterValues;

/// <summary>Reads meter values in the words of OCPP.</summary>
internal sealed class MeterValueReader(IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time)
{
    private const int NewestTaken = 5;

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(1);

    /// <summary>Those of a transaction, in the order they came.</summary>
    public async Task<Page<MeterValueView>> OfTransactionAsync(int transactionId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var values = db.MeterValues.Where(v => v.TransactionId == transactionId);
        if (page.IsAfter(out long after))
        {
            values = values.Where(v => v.Id > after);
        }

        return await Rows(values.OrderBy(v => v.Id)).ToPageAsync(page, ViewOf, v => PageQuery.CursorOf(v.Id), cancellationToken);
    }

    /// <summary>The newest of a transaction, newest first: enough to find each measurand in, also where they come in turns.</summary>
    public async Task<IReadOnlyList<MeterValueView>> NewestOfTransactionAsync(int transactionId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = db.MeterValues.Where(v => v.TransactionId == transactionId).OrderByDescending(v => v.Id).Take(NewestTaken);
        return [.. (await Rows(newest).ToListAsync(cancellationToken)).Select(ViewOf)];
    }

    /// <summary>Those of a Charge Point within a period, in the order of their time; the last day when none is given.</summary>
    public async Task<Page<MeterValueView>> OfChargePointAsync(ChargePointState chargePoint, MeterValueFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // The index is one over time: a period keeps the query from reading all there is.
        var to = filter.To?.Value ?? time.GetUtcNow();
        var from = filter.From?.Value ?? to - DefaultPeriod;
        var values = db.MeterValues.Where(v => v.Timestamp >= from && v.Timestamp < to && v.ChargePointKey == chargePoint.Key);
        if (filter.ConnectorId is { } connectorId)
        {
            values = values.Where(v => v.ConnectorId == connectorId);
        }

        if (page.IsAfter(out long afterMs, out long afterId))
        {
            var after = DateTimeOffset.FromUnixTimeMilliseconds(afterMs);
            values = values.Where(v => v.Timestamp > after || (v.Timestamp == after && v.Id > afterId));
        }

        return await Rows(values.OrderBy(v => v.Timestamp).ThenBy(v => v.Id))
            .ToPageAsync(page, ViewOf, v => PageQuery.CursorOf(v.Timestamp.ToUnixTimeMilliseconds(), v.Id), cancellationToken);
    }

    private static IQueryable<Row> Rows(IQueryable<StoredMeterValue> values) => values.Select(v => new Row(
        v.Id, v.Timestamp, v.ConnectorId, v.TransactionId,
        v.Samples.OrderBy(s => s.Ordinal)
            .Select(s => new SampleRow(s.Value, s.Text, s.Kind.Context, s.Kind.Format, s.Kind.Measurand, s.Kind.Phase, s.Kind.Location, s.Kind.Unit)).ToList()));

    private static MeterValueView ViewOf(Row row) => new(row.Timestamp, row.ConnectorId, row.TransactionId, [.. row.Samples.Select(ViewOf)]);

    private static SampledValueView ViewOf(SampleRow sample) => new(
        sample.Value?.ToString(CultureInfo.InvariantCulture) ?? sample.Text ?? "", sample.Context, sample.Format, sample.Measurand,
        OrAbsent(sample.Phase), sample.Location, OrAbsent(sample.Unit));

    private static string? OrAbsent(string text) => text.Length > 0 ? text : null;

    private sealed record Row(long Id, DateTimeOffset Timestamp, int ConnectorId, int? TransactionId, List<SampleRow> Samples);

    private sealed record SampleRow(double? Value, string? Text, string Context, string Format, string Measurand, string Phase, string Location, string Unit);
}

/// <summary>Which meter values are asked for.</summary>
internal sealed record MeterValueFilter
{
    /// <summary>First instant.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant that is left out.</summary>
    public Instant? To { get; init; }

    public int? ConnectorId { get; init; }
}

/// <summary>A meterValue as the REST interface shows it (OCPP 1.6 §7.33).</summary>
internal sealed record MeterValueView(DateTimeOffset Timestamp, int ConnectorId, int? TransactionId, IReadOnlyList<SampledValueView> SampledValue);

/// <summary>A sampledValue with the defaults filled in (§7.43).</summary>
internal sealed record SampledValueView(string Value, string Context, string Format, string Measurand, string? Phase, string Location, string? Unit);
