using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.MeterValues;

/// <summary>Reads the hours and days of a Charge Point's meter values; only hours that are over have any.</summary>
internal sealed class MeterValueHourReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, TimeProvider time)
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(7);

    /// <summary>A page of days covers whole days, about as many entries as asked for.</summary>
    private const int SeriesGuess = 8;

    public async Task<Page<MeterValueSpanView>> HoursAsync(MeterValueFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hours = Filtered(db, filter);
        if (page.IsAfter(filter.IsNewestFirst ? "desc-hour" : "asc-hour", out long afterMs, out long series))
        {
            var (after, connectorId, kindId) = (DateTimeOffset.FromUnixTimeMilliseconds(afterMs), (int)(series >> 32), (int)series);
            hours = filter.IsNewestFirst
                ? hours.Where(h => h.Hour <= after && (h.Hour < after || h.ConnectorId < connectorId || (h.ConnectorId == connectorId && h.KindId < kindId)))
                : hours.Where(h => h.Hour >= after && (h.Hour > after || h.ConnectorId > connectorId || (h.ConnectorId == connectorId && h.KindId > kindId)));
        }

        var ordered = filter.IsNewestFirst
            ? hours.OrderByDescending(h => h.Hour).ThenByDescending(h => h.ConnectorId).ThenByDescending(h => h.KindId)
            : hours.OrderBy(h => h.Hour).ThenBy(h => h.ConnectorId).ThenBy(h => h.KindId);
        return await Rows(ordered).ToPageAsync(
            page,
            row => row.View(row.Hour),
            row => PageQuery.CursorOf(row.Hour.ToUnixTimeMilliseconds(), ((long)row.ConnectorId << 32) | (uint)row.KindId),
            cancellationToken);
    }

    /// <summary>Days in UTC; pages hold whole days.</summary>
    public async Task<Page<MeterValueSpanView>> DaysAsync(MeterValueFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hours = Filtered(db, filter);
        if (page.IsAfter(filter.IsNewestFirst ? "desc-day" : "asc-day", out long nextMs))
        {
            var next = DateTimeOffset.FromUnixTimeMilliseconds(nextMs);
            hours = filter.IsNewestFirst ? hours.Where(h => h.Hour < next) : hours.Where(h => h.Hour >= next);
        }

        var first = filter.IsNewestFirst ? hours.MaxAsync(h => (DateTimeOffset?)h.Hour, cancellationToken) : hours.MinAsync(h => (DateTimeOffset?)h.Hour, cancellationToken);
        if (await first is not { } hour)
        {
            return new Page<MeterValueSpanView>([], null);
        }

        // The first instant that is left to the next page, or going back, the last one that is not.
        var count = Math.Max(1, page.Take() / SeriesGuess);
        var end = filter.IsNewestFirst ? DayOf(hour).AddDays(1 - count) : DayOf(hour).AddDays(count);
        var rows = await Rows(filter.IsNewestFirst ? hours.Where(h => h.Hour >= end) : hours.Where(h => h.Hour < end)).ToListAsync(cancellationToken);
        var days = rows.GroupBy(row => (Day: DayOf(row.Hour), row.ConnectorId, row.KindId)).OrderBy(day => day.Key)
            .Select(day => Merged(day.OrderBy(row => row.Hour).ToList()).View(day.Key.Day));
        var more = filter.IsNewestFirst ? await hours.AnyAsync(h => h.Hour < end, cancellationToken) : await hours.AnyAsync(h => h.Hour >= end, cancellationToken);
        return new Page<MeterValueSpanView>([.. filter.IsNewestFirst ? days.Reverse() : days], more ? page.NextCursor(PageQuery.CursorOf(end.ToUnixTimeMilliseconds())) : null);
    }

    private static DateTimeOffset DayOf(DateTimeOffset hour) => new(hour.UtcDateTime.Date, TimeSpan.Zero);

    private static Row Merged(List<Row> hours)
    {
        var count = hours.Sum(h => h.Count);
        return hours[^1] with { Min = hours.Min(h => h.Min), Max = hours.Max(h => h.Max), Average = hours.Sum(h => h.Average * h.Count) / count, Count = count };
    }

    private IQueryable<MeterValueHour> Filtered(CentralSystemDbContext db, MeterValueFilter filter)
    {
        if (filter.TransactionId is not null)
        {
            throw Problems.Invalid("transactionId", "is for resolution raw; hours do not know transactions");
        }

        var key = directory.GetEvenRemoved(filter.ChargePointId ?? throw Problems.Invalid("chargePointId", "is required for resolution hour or day")).Key;
        var to = filter.To?.Value ?? time.GetUtcNow();
        var from = filter.From?.Value ?? to - DefaultPeriod;
        var hours = db.MeterValueHours.Where(h => h.ChargePointKey == key && h.Hour >= from && h.Hour < to);
        if (filter.ConnectorId is { } connectorId)
        {
            hours = hours.Where(h => h.ConnectorId == connectorId);
        }

        var (measurand, phase) = (filter.Measurand, filter.Phase);
        return hours.Where(h => (measurand == null || h.Kind.Measurand == measurand) && (phase == null || h.Kind.Phase == phase));
    }

    private static IQueryable<Row> Rows(IQueryable<MeterValueHour> hours) => hours.Select(h => new Row(
        h.Hour, h.ConnectorId, h.KindId, h.Kind.Measurand, h.Kind.Phase, h.Kind.Location, h.Kind.Unit, h.Min, h.Max, h.Average, h.Last, h.Count));

    private sealed record Row(
        DateTimeOffset Hour, int ConnectorId, int KindId, string Measurand, string Phase, string Location, string Unit, double Min, double Max, double Average, double Last,
        long Count)
    {
        public MeterValueSpanView View(DateTimeOffset from) =>
            new(from, ConnectorId, Measurand, Phase.Length > 0 ? Phase : null, Location, Unit.Length > 0 ? Unit : null, Min, Max, Average, Last, Count);
    }
}

/// <summary>What the samples of one series said within an hour or a day.</summary>
internal sealed record MeterValueSpanView(
    DateTimeOffset From, int ConnectorId, string Measurand, string? Phase, string Location, string? Unit, double Min, double Max, double Average, double Last, long Count);
