using System.Globalization;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.MeterValues;

/// <summary>Reads meter values in the words of OCPP.</summary>
internal sealed class MeterValueReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, TimeProvider time)
{
    private const int NewestTaken = 5;

    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(1);

    /// <summary>The part of a period that is searched first; each one after it is twice as long.</summary>
    private static readonly TimeSpan FirstSpan = TimeSpan.FromDays(1);

    /// <summary>A search that took as long ends its page: the next part takes twice as long as all before it.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMilliseconds(20);

    /// <summary>Those of a transaction, by the order they came in.</summary>
    public async Task<Page<MeterValueView>> OfTransactionAsync(int transactionId, ListOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var values = db.MeterValues.Where(v => v.TransactionId == transactionId).InOrder(v => v.Id, order, page);
        return await PageAsync(db, values, page, v => PageQuery.CursorOf(v.Id), null, cancellationToken);
    }

    /// <summary>The newest of a transaction, newest first: enough to find each measurand in, also where they come in turns.</summary>
    public async Task<IReadOnlyList<MeterValueView>> NewestOfTransactionAsync(int transactionId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = db.MeterValues.Where(v => v.TransactionId == transactionId).OrderByDescending(v => v.Id).Take(NewestTaken);
        var rows = await Rows(newest).ToListAsync(cancellationToken);
        return ViewsOf(rows, await KindsAsync(db, rows, cancellationToken), null);
    }

    /// <summary>The same of several transactions, each with its own, in as many questions as one takes.</summary>
    public async Task<ILookup<int, MeterValueView>> NewestOfTransactionsAsync(IReadOnlyCollection<int> transactionIds, CancellationToken cancellationToken)
    {
        if (transactionIds.Count == 0)
        {
            return Array.Empty<MeterValueView>().ToLookup(_ => 0);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // A part for each, which the index answers: ranked as one, all values that those transactions ever had would be read.
        var ids = await transactionIds
            .Select(transactionId => db.MeterValues.Where(v => v.TransactionId == transactionId).OrderByDescending(v => v.Id).Select(v => v.Id).Take(NewestTaken))
            .Aggregate((all, next) => all.Concat(next)).ToListAsync(cancellationToken);
        var rows = await Rows(db.MeterValues.Where(v => ids.Contains(v.Id)).OrderByDescending(v => v.Id)).ToListAsync(cancellationToken);
        return ViewsOf(rows, await KindsAsync(db, rows, cancellationToken), null).ToLookup(value => value.TransactionId!.Value);
    }

    /// <summary>Those of a filter, by their time; the last day when neither a period nor a transaction is given.</summary>
    /// <remarks>
    /// The index is one over time, since an index by Charge Point would cost every message (docs/decisions/0002). So where a filter finds little in much, the period is searched
    /// part by part and a page ends early, with fewer entries and the cursor of what is left.
    /// </remarks>
    public async Task<Page<MeterValueView>> ListAsync(MeterValueFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var kindIds = await KindIdsAsync(db, filter, cancellationToken);
        if (kindIds is { Count: 0 })
        {
            // Nobody ever sent such a sample: no need to look at each value.
            return new Page<MeterValueView>([], null);
        }

        var values = Filtered(db, filter, kindIds);
        DateTimeOffset? after = null;
        if (page.IsAfter(filter.IsNewestFirst ? "desc-time" : "asc-time", out long afterMs, out long afterId))
        {
            after = DateTimeOffset.FromUnixTimeMilliseconds(afterMs);
            values = filter.IsNewestFirst
                ? values.Where(v => v.Timestamp < after || (v.Timestamp == after && v.Id < afterId))
                : values.Where(v => v.Timestamp > after || (v.Timestamp == after && v.Id > afterId));
        }

        if (filter.TransactionId is not null)
        {
            return await PageAsync(db, InOrder(values.Within(v => v.Timestamp, filter.From, filter.To), filter.IsNewestFirst), page, CursorOf, kindIds, cancellationToken);
        }

        // The bounds of the parts are the only ones: of two, SQLite would enter the index by either.
        var end = filter.To?.Value ?? time.GetUtcNow();
        var start = filter.From?.Value ?? end - DefaultPeriod;
        if (filter.IsNewestFirst)
        {
            end = after < end ? after.Value.AddMilliseconds(1) : end;
        }
        else
        {
            start = after > start ? after.Value : start;
        }

        var (rows, nextCursor) = await SearchAsync(db, values, start, end, filter.IsNewestFirst, page, cancellationToken);
        return new(ViewsOf(rows, await KindsAsync(db, rows, cancellationToken), kindIds), nextCursor);
    }

    private async Task<(List<Row> Rows, string? NextCursor)> SearchAsync(
        CentralSystemDbContext db, IQueryable<StoredMeterValue> values, DateTimeOffset start, DateTimeOffset end, bool isNewestFirst, PageQuery page, CancellationToken cancellationToken)
    {
        var (limit, rows, began, length) = (page.Take(), new List<Row>(), time.GetTimestamp(), FirstSpan);
        if (end - start > FirstSpan)
        {
            // Over emptiness the parts would grow at no cost, and the first one with values in it would be a long one.
            var all = db.MeterValues.Where(v => v.Timestamp >= start && v.Timestamp < end).Select(v => (DateTimeOffset?)v.Timestamp);
            var first = await (isNewestFirst ? all.OrderByDescending(at => at) : all.OrderBy(at => at)).FirstOrDefaultAsync(cancellationToken);
            (start, end) = first is null ? (end, end) : isNewestFirst ? (start, first.Value.AddMilliseconds(1)) : (first.Value, end);
        }

        while (start < end)
        {
            var span = end - start < length ? end - start : length;
            var (from, to) = isNewestFirst ? (end - span, end) : (start, start + span);
            rows.AddRange(await Rows(InOrder(values.Where(v => v.Timestamp >= from && v.Timestamp < to), isNewestFirst)).Take(limit + 1 - rows.Count).ToListAsync(cancellationToken));
            if (rows.Count > limit)
            {
                rows.RemoveAt(limit);
                return (rows, page.NextCursor(CursorOf(rows[^1])));
            }

            (start, end, length) = isNewestFirst ? (start, from, length * 2) : (to, end, length * 2);
            if (start < end && time.GetElapsedTime(began) > LongestSearch)
            {
                // No value has such an id: before the first one of that instant, or, going back, after the last one before it.
                return (rows, page.NextCursor(PageQuery.CursorOf((isNewestFirst ? end : start).ToUnixTimeMilliseconds(), 0)));
            }
        }

        return (rows, null);
    }

    private static IQueryable<StoredMeterValue> InOrder(IQueryable<StoredMeterValue> values, bool isNewestFirst) =>
        isNewestFirst ? values.OrderByDescending(v => v.Timestamp).ThenByDescending(v => v.Id) : values.OrderBy(v => v.Timestamp).ThenBy(v => v.Id);

    private static string CursorOf(Row row) => PageQuery.CursorOf(row.Timestamp.ToUnixTimeMilliseconds(), row.Id);

    /// <summary>The kinds that a filter over samples lets through; null where all are wanted.</summary>
    private static async Task<List<int>?> KindIdsAsync(CentralSystemDbContext db, MeterValueFilter filter, CancellationToken cancellationToken)
    {
        var (measurand, phase) = (filter.Measurand, filter.Phase);
        return measurand is null && phase is null
            ? null
            : await db.SampleKinds.Where(k => (measurand == null || k.Measurand == measurand) && (phase == null || k.Phase == phase)).Select(k => k.Id).ToListAsync(cancellationToken);
    }

    private async Task<Page<MeterValueView>> PageAsync(
        CentralSystemDbContext db, IQueryable<StoredMeterValue> ordered, PageQuery page, Func<Row, string> cursor, List<int>? kindIds, CancellationToken cancellationToken)
    {
        var (rows, nextCursor) = await Rows(ordered).ToPageAsync(page, row => row, cursor, cancellationToken);
        return new(ViewsOf(rows, await KindsAsync(db, rows, cancellationToken), kindIds), nextCursor);
    }

    /// <summary>Kinds are looked up for a page as a whole: joined to each sample, SQLite would join all samples there are before it picks the page's.</summary>
    private static Task<Dictionary<int, SampleKind>> KindsAsync(CentralSystemDbContext db, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        var ids = rows.SelectMany(row => row.Samples).Select(s => s.KindId).Distinct().ToList();
        return db.SampleKinds.Where(k => ids.Contains(k.Id)).ToDictionaryAsync(k => k.Id, cancellationToken);
    }

    private IQueryable<StoredMeterValue> Filtered(CentralSystemDbContext db, MeterValueFilter filter, List<int>? kindIds)
    {
        var values = db.MeterValues.AsQueryable();
        if (filter.TransactionId is { } transactionId)
        {
            values = values.Where(v => v.TransactionId == transactionId);
        }

        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            values = values.Where(v => v.ChargePointKey == key);
        }

        if (filter.ConnectorId is { } connectorId)
        {
            values = values.Where(v => v.ConnectorId == connectorId);
        }

        return kindIds is null ? values : values.Where(v => v.Samples.Any(s => kindIds.Contains(s.KindId)));
    }

    private static IQueryable<Row> Rows(IQueryable<StoredMeterValue> values) => values.Select(v => new Row(
        v.Id, v.Timestamp, v.ChargePointKey, v.ConnectorId, v.TransactionId, v.Samples.OrderBy(s => s.Ordinal).Select(s => new SampleRow(s.KindId, s.Value, s.Text)).ToList()));

    private List<MeterValueView> ViewsOf(IReadOnlyList<Row> rows, Dictionary<int, SampleKind> kinds, List<int>? kindIds) =>
    [
        .. rows.Select(row => new MeterValueView(
            row.Timestamp, directory.IdentityOf(row.ChargePointKey), row.ConnectorId, row.TransactionId,
            [.. row.Samples.Where(s => kindIds is null || kindIds.Contains(s.KindId)).Select(s => ViewOf(s, kinds[s.KindId]))])),
    ];

    private static SampledValueView ViewOf(SampleRow sample, SampleKind kind) => new(
        sample.Value?.ToString(CultureInfo.InvariantCulture) ?? sample.Text ?? "", kind.Context, kind.Format, kind.Measurand,
        OrAbsent(kind.Phase), kind.Location, OrAbsent(kind.Unit))
    {
        Number = sample.Value,
    };

    private static string? OrAbsent(string text) => text.Length > 0 ? text : null;

    private sealed record Row(long Id, DateTimeOffset Timestamp, int ChargePointKey, int ConnectorId, int? TransactionId, List<SampleRow> Samples);

    private sealed record SampleRow(int KindId, double? Value, string? Text);
}

/// <summary>Which meter values are asked for.</summary>
internal sealed record MeterValueFilter
{
    /// <summary>First instant.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant that is left out.</summary>
    public Instant? To { get; init; }

    public string? ChargePointId { get; init; }

    public int? ConnectorId { get; init; }

    public int? TransactionId { get; init; }

    /// <summary>As OCPP spells it, such as <c>Power.Active.Import</c>.</summary>
    public string? Measurand { get; init; }

    /// <summary>As OCPP spells it, such as <c>L1</c>; empty for values over all phases.</summary>
    public string? Phase { get; init; }

    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }

    internal bool IsNewestFirst => Order is ListOrder.Newest;
}

/// <summary>How fine meter values are shown.</summary>
internal enum MeterValueResolution
{
    /// <summary>As they came.</summary>
    Raw,

    Hour,

    Day,
}

/// <summary>A meterValue as the REST interface shows it (OCPP 1.6 §7.33).</summary>
/// <param name="Timestamp">When it was measured, by the Charge Point's clock.</param>
/// <param name="ChargePointId">Who measured.</param>
/// <param name="ConnectorId">Where; 0 is the main meter of the Charge Point (§6.31).</param>
/// <param name="TransactionId">The transaction it belongs to, by the message or by us; absent outside transactions.</param>
/// <param name="SampledValue">The values of this instant.</param>
internal sealed record MeterValueView(DateTimeOffset Timestamp, string ChargePointId, int ConnectorId, int? TransactionId, IReadOnlyList<SampledValueView> SampledValue);

/// <summary>A sampledValue with the defaults filled in (§7.43).</summary>
/// <param name="Value">The value as text, of which most are decimal numbers.</param>
/// <param name="Context">What it was taken for, such as Sample.Periodic (§7.35).</param>
/// <param name="Format">Raw or SignedData (§7.49).</param>
/// <param name="Measurand">What was measured, such as Energy.Active.Import.Register (§7.31).</param>
/// <param name="Phase">Phase it is about; absent for all of them together (§7.34).</param>
/// <param name="Location">Where it was measured, such as Outlet (§7.30).</param>
/// <param name="Unit">Unit of the value, such as Wh (§7.45); absent where it has none.</param>
internal sealed record SampledValueView(string Value, string Context, string Format, string Measurand, string? Phase, string Location, string? Unit)
{
    /// <summary>The value where it is a number.</summary>
    internal double? Number { get; init; }
}
