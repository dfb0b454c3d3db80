using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>Which transactions are asked for; the same for lists, totals, reports and exports.</summary>
internal sealed record TransactionFilter
{
    public string? ChargePointId { get; init; }

    /// <summary>A tag of the Charge Point.</summary>
    public string? ChargePointTag { get; init; }

    public int? ConnectorId { get; init; }

    /// <summary>The idTag that was authorized: what the Charge Point sent, after its policy.</summary>
    public string? IdTag { get; init; }

    /// <summary>The group: transactions of authorized idTags with this parent.</summary>
    public string? ParentIdTag { get; init; }

    /// <summary>Whether it still runs.</summary>
    public bool? Open { get; init; }

    /// <summary>Whether something did not fit.</summary>
    public bool? Flagged { get; init; }

    /// <summary>Whether this did not fit.</summary>
    public TransactionFlags? Flag { get; init; }

    /// <summary>First instant of the start, by the Charge Point's clock.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant of the start that is left out.</summary>
    public Instant? To { get; init; }

    /// <summary>Least energy in Wh.</summary>
    public long? MinEnergyWh { get; init; }

    internal IQueryable<Transaction> In(CentralSystemDbContext db, ChargePointDirectory directory)
    {
        var transactions = db.Transactions.AsQueryable();
        if (directory.KeyOf(ChargePointId) is { } key)
        {
            transactions = transactions.Where(t => t.ChargePointKey == key);
        }

        if (ChargePointTag is { } tag)
        {
            transactions = transactions.Where(t => db.ChargePointTags.Any(x => x.ChargePointKey == t.ChargePointKey && x.Tag == tag));
        }

        if (ConnectorId is { } connectorId)
        {
            transactions = transactions.Where(t => t.ConnectorId == connectorId);
        }

        return ByIdTag(db, ByState(transactions));
    }

    /// <summary>The same, to be read in the order of ids.</summary>
    internal async Task<IQueryable<Transaction>> ByIdAsync(CentralSystemDbContext db, ChargePointDirectory directory, CancellationToken cancellationToken)
    {
        var transactions = In(db, directory);
        if ((From is null && To is null) || ChargePointId is not null || IdTag is not null)
        {
            return transactions;
        }

        var span = await IdSpan.OfAsync(db, InPeriod(db.Transactions).Select(t => (long)t.TransactionId + 0), cancellationToken);

        // In the type of the column: a converted one is no bound to SQLite.
        var (first, last) = ((int)Math.Max(span.First, int.MinValue), (int)Math.Min(span.Last, int.MaxValue));
        return transactions.Where(t => t.TransactionId >= first && t.TransactionId <= last);
    }

    /// <summary>Those whose idTag is looked up as it was sent, and those whose policy changes it.</summary>
    /// <remarks>
    /// Two halves, each along an index in the order of ids, that the database merges. As one condition (<c>OR</c>) it would read all transactions of the idTag and sort them for each page.
    /// </remarks>
    private IQueryable<Transaction> ByIdTag(CentralSystemDbContext db, IQueryable<Transaction> transactions)
    {
        if (IdTag is null && ParentIdTag is null)
        {
            return transactions;
        }

        var asSent = transactions.Where(t => t.NormalizedIdTag == null);
        var changed = transactions.Where(t => t.NormalizedIdTag != null);
        if (IdTag is { } idTag)
        {
            asSent = asSent.Where(t => t.IdTag == idTag);
            changed = changed.Where(t => t.NormalizedIdTag == idTag);
        }

        if (ParentIdTag is { } parent)
        {
            var members = db.IdTags.Where(i => i.ParentIdTag == parent).Select(i => i.Id);
            asSent = asSent.Where(t => members.Contains(t.IdTag));
            changed = changed.Where(t => members.Contains(t.NormalizedIdTag!));
        }

        return asSent.Concat(changed);
    }

    private IQueryable<Transaction> ByState(IQueryable<Transaction> transactions)
    {
        if (Open is { } open)
        {
            transactions = open ? transactions.Where(t => t.StopReceivedAt == null) : transactions.Where(t => t.StopReceivedAt != null);
        }

        if (Flagged is { } flagged)
        {
            transactions = flagged ? transactions.Where(t => t.Flags != TransactionFlags.None) : transactions.Where(t => t.Flags == TransactionFlags.None);
        }

        if (Flag is { } flag)
        {
            transactions = transactions.Where(t => (t.Flags & flag) == flag);
        }

        if (MinEnergyWh is { } least)
        {
            transactions = transactions.Where(t => t.EnergyWh >= least);
        }

        return InPeriod(transactions);
    }

    private IQueryable<Transaction> InPeriod(IQueryable<Transaction> transactions) => transactions.Within(t => t.StartTimestamp, From, To);
}

/// <summary>In which order transactions are asked for.</summary>
internal sealed record TransactionOrder
{
    /// <summary>The newest first when absent; by energy, those whose energy is unknown are left out. Tables are always in the order of their ids.</summary>
    public TransactionSort? Order { get; init; }

    /// <summary>Older name of <c>order</c>.</summary>
    public TransactionSort? Sort { get; init; }

    internal TransactionSort Value => Order ?? Sort ?? TransactionSort.Newest;
}

/// <summary>Orders of the list of transactions.</summary>
internal enum TransactionSort
{
    Newest,
    Oldest,

    /// <summary>Most energy first; those whose energy is unknown are left out.</summary>
    Energy,
}
