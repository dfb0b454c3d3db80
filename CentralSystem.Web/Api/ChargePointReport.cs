namespace CentralSystem.Web.Api;

/// <summary>A row that keeps one message of a Charge Point; such rows are only ever added.</summary>
internal interface IChargePointReport
{
    /// <summary>Rises with the order of arrival.</summary>
    long Id { get; }

    int ChargePointKey { get; }

    DateTimeOffset ReceivedAt { get; }
}

/// <summary>Which reports are asked for, whatever they report.</summary>
internal abstract record ReportFilter
{
    public string? ChargePointId { get; init; }

    /// <summary>First instant of receipt, ISO 8601.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant of receipt that is left out, ISO 8601.</summary>
    public Instant? To { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>Reads what Charge Points reported.</summary>
internal static class ChargePointReports
{
    /// <param name="reports">All rows of their kind, less what the kind's own filter leaves out.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="chargePointKey">Key of the Charge Point the filter names; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="view">A row as the REST interface shows it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public static Task<Page<TView>> ToReportPageAsync<TRow, TView>(
        this IQueryable<TRow> reports, ReportFilter filter, int? chargePointKey, PageQuery page, Func<TRow, TView> view, CancellationToken cancellationToken)
        where TRow : class, IChargePointReport
    {
        if (chargePointKey is { } key)
        {
            reports = reports.Where(r => r.ChargePointKey == key);
        }

        return reports.Within(r => r.ReceivedAt, filter.From, filter.To)
            .InOrder(r => r.Id, filter.Order ?? ListOrder.Newest, page)
            .ToPageAsync(page, view, r => PageQuery.CursorOf(r.Id), cancellationToken);
    }
}
