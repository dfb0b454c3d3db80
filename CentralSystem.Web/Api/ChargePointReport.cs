namespace CentralSystem.Web.Api;

/// <summary>A row that keeps one message of a Charge Point; such rows are only ever added.</summary>
internal interface IChargePointReport
{
    /// <summary>Rises with the order of arrival.</summary>
    long Id { get; }

    int ChargePointKey { get; }
}

/// <summary>Reads what Charge Points reported, newest first.</summary>
internal static class ChargePointReports
{
    /// <param name="reports">All rows of their kind.</param>
    /// <param name="chargePointKey">Only those of this Charge Point; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="view">A row as the REST interface shows it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public static Task<Page<TView>> ToNewestFirstPageAsync<TRow, TView>(
        this IQueryable<TRow> reports, int? chargePointKey, PageQuery page, Func<TRow, TView> view, CancellationToken cancellationToken)
        where TRow : class, IChargePointReport
    {
        if (chargePointKey is { } key)
        {
            reports = reports.Where(r => r.ChargePointKey == key);
        }

        if (page.IsAfter(out long after))
        {
            reports = reports.Where(r => r.Id < after);
        }

        return reports.OrderByDescending(r => r.Id).ToPageAsync(page, view, r => PageQuery.CursorOf(r.Id), cancellationToken);
    }
}
