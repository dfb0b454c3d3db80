using System.Globalization;
using System.Runtime.CompilerServices;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Reports;

/// <summary>What transactions come to, by one of their properties. Reckoned from the transactions themselves, so a correction shows at once.</summary>
internal sealed class EnergyReport(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, IdTagDirectory idTags)
{
    private static readonly string[] Columns = ["key", "transactions", "energyWh", "durationSeconds"];

    /// <summary>One page of the rows, by key.</summary>
    public async Task<Page<EnergyReportRow>> PageAsync(EnergyReportQuery query, TransactionFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var limit = page.Take();
        var rows = await RowsAsync(query, filter, cancellationToken);
        var isAfter = page.IsAfter($"{query.Order ?? KeyOrder.Ascending}-{query.GroupBy}", out string after);
        var items = rows.Where(row => !isAfter || query.Compare(row.Key, after) > 0).Take(limit + 1).ToList();
        return items.Count > limit ? new([.. items.Take(limit)], page.NextCursor(PageQuery.CursorOf(items[limit - 1].Key))) : new(items, null);
    }

    /// <summary>All rows as a table.</summary>
    public async Task<IResult> TableAsync(EnergyReportQuery query, TransactionFilter filter, TableFormat format, CancellationToken cancellationToken) =>
        new TableResult(new Table("energy", Columns, CellsAsync(await RowsAsync(query, filter, cancellationToken), CancellationToken.None)), format);

    /// <summary>The database adds up; only groups of its keys are put together here.</summary>
    private async Task<List<EnergyReportRow>> RowsAsync(EnergyReportQuery query, TransactionFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var transactions = filter.In(db, directory);
        switch (query.GroupBy)
        {
            case ReportGroup.IdTag or ReportGroup.Group:
                // By the idTag that was authorized, whatever text was sent for it, and in the spelling in which it is registered. Each spelling by itself, for the smallest one to be found.
                var bySpelling = db is PostgresDbContext
                    ? transactions.GroupBy(t => EF.Functions.Collate(t.NormalizedIdTag ?? t.IdTag, Collations.PostgresBytes))
                    : transactions.GroupBy(t => t.NormalizedIdTag ?? t.IdTag);
                var byIdTag = await bySpelling
                    .Select(g => new Sum<string>(g.Key, g.Count(), g.Sum(t => t.EnergyWh) ?? 0, g.Sum(t => t.DurationSeconds) ?? 0)).ToListAsync(cancellationToken);
                return Folded(query, byIdTag, query.GroupBy is ReportGroup.IdTag ? idTag => [idTags.Find(idTag)?.Id ?? idTag] : idTag => [idTags.Find(idTag)?.ParentIdTag ?? ""]);
            case ReportGroup.ChargePoint or ReportGroup.ChargePointTag:
                // Grouped by an expression: along the index of the column itself SQLite would fetch row after row from all over the table.
                var byChargePoint = await transactions.GroupBy(t => t.ChargePointKey + 0)
                    .Select(g => new Sum<int>(g.Key, g.Count(), g.Sum(t => t.EnergyWh) ?? 0, g.Sum(t => t.DurationSeconds) ?? 0)).ToListAsync(cancellationToken);
                return Folded(query, byChargePoint, query.GroupBy is ReportGroup.ChargePoint ? key => [directory.IdentityOf(key)] : TagsOf);
            default:
                var byQuarter = await transactions.GroupBy(t => SqlTime.QuarterHour(t.StartTimestamp))
                    .Select(g => new Sum<long>(g.Key, g.Count(), g.Sum(t => t.EnergyWh) ?? 0, g.Sum(t => t.DurationSeconds) ?? 0)).ToListAsync(cancellationToken);
                var (zone, form) = (query.Zone(), query.GroupBy is ReportGroup.Month ? "yyyy-MM" : "yyyy-MM-dd");
                return Folded(query, byQuarter, quarter => [TimeZoneInfo.ConvertTime(SqlTime.OfQuarterHour(quarter), zone).ToString(form, CultureInfo.InvariantCulture)]);
        }
    }

    /// <summary>A Charge Point of several tags counts for each of them; one without for the empty one.</summary>
    private IEnumerable<string> TagsOf(int chargePointKey) => directory.Find(chargePointKey)?.Tags is { Count: > 0 } tags ? tags : [""];

    /// <summary>Keys are equal in either case; of several spellings the smallest one is shown, whichever the database found first.</summary>
    private static List<EnergyReportRow> Folded<TKey>(EnergyReportQuery query, List<Sum<TKey>> sums, Func<TKey, IEnumerable<string>> keysOf)
    {
        var rows = new Dictionary<string, EnergyReportRow>(StringComparer.OrdinalIgnoreCase);
        foreach (var sum in sums)
        {
            foreach (var key in keysOf(sum.Key))
            {
                var row = rows.GetValueOrDefault(key) ?? new EnergyReportRow(key, 0, 0, 0);
                rows[key] = row with
                {
                    Key = string.CompareOrdinal(key, row.Key) < 0 ? key : row.Key,
                    Transactions = row.Transactions + sum.Count,
                    EnergyWh = row.EnergyWh + sum.EnergyWh,
                    DurationSeconds = row.DurationSeconds + sum.DurationSeconds,
                };
            }
        }

        return [.. rows.Values.OrderBy(row => row.Key, Comparer<string>.Create(query.Compare))];
    }

    private static async IAsyncEnumerable<object?[]> CellsAsync(List<EnergyReportRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return [row.Key, row.Transactions, row.EnergyWh, row.DurationSeconds];
        }

        await Task.CompletedTask;
    }

    private sealed record Sum<TKey>(TKey Key, int Count, long EnergyWh, long DurationSeconds);
}

/// <summary>How a report is cut.</summary>
internal sealed record EnergyReportQuery
{
    public ReportGroup GroupBy { get; init; }

    /// <summary>IANA name of the zone in which days and months are counted, such as <c>Europe/Berlin</c>; UTC when absent.</summary>
    public string? TimeZone { get; init; }

    /// <summary>By key; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }

    /// <summary>The order of the rows, in which a page begins behind a key, however it is spelled by then.</summary>
    internal int Compare(string key, string other) =>
        Order is KeyOrder.Descending ? StringComparer.OrdinalIgnoreCase.Compare(other, key) : StringComparer.OrdinalIgnoreCase.Compare(key, other);

    internal TimeZoneInfo Zone() => TimeZone is null
        ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : throw Problems.Invalid("timeZone", "must be an IANA time zone such as Europe/Berlin");
}

/// <summary>By what transactions are put together.</summary>
internal enum ReportGroup
{
    /// <summary>The one that was authorized.</summary>
    IdTag,

    /// <summary>The parentIdTag of the authorized idTag; empty for none.</summary>
    Group,

    ChargePoint,

    /// <summary>Each tag of the Charge Point; empty for none.</summary>
    ChargePointTag,

    /// <summary>Of the start.</summary>
    Month,

    /// <summary>Of the start.</summary>
    Day,
}

/// <summary>A line of the report; the key is empty for what belongs to no group.</summary>
/// <param name="Key">What the row stands for, by groupBy: an identity, an idTag, a group, a tag, a day or a month.</param>
/// <param name="Transactions">How many there are.</param>
/// <param name="EnergyWh">Their energy in Wh, as far as it is known.</param>
/// <param name="DurationSeconds">Their durations together, in seconds; what still runs has none.</param>
internal sealed record EnergyReportRow(string Key, int Transactions, long EnergyWh, long DurationSeconds);
