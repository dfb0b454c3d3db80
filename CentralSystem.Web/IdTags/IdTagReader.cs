using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Reads idTags, and the inbox of those nobody registered.</summary>
internal sealed class IdTagReader(IDbContextFactory<CentralSystemDbContext> contexts, EnergyBudgets budgets, TimeProvider time)
{
    private const int ChunkSize = 1_000;

    public async Task<(IdTagView View, int Revision)> GetAsync(string idTag, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.IdTags.AsNoTracking().SingleOrDefaultAsync(t => t.Id == idTag, cancellationToken) is { } row
            ? (ViewOf(row), row.Revision)
            : throw IdTagRegister.Unknown(idTag);
    }

    public async Task<Page<IdTagView>> ListAsync(IdTagFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var order = filter.Order ?? IdTagOrder.Ascending;
        return await Filtered(db, filter).InOrder(t => t.Id, t => t.CreatedAt, order, page).ToPageAsync(page, ViewOf, t => order.CursorOf(t.Id, t.CreatedAt), cancellationToken);
    }

    /// <summary>Every idTag that fits, in the order of the list, read in chunks that each follow the last one: no reading transaction outlives a chunk, however slow the caller is.</summary>
    public async IAsyncEnumerable<IdTag> AllAsync(
        IdTagFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<IdTag> chunk;
        var after = "";
        do
        {
            await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            {
                chunk = await Filtered(db, filter).Where(t => string.Compare(t.Id, after) > 0).OrderBy(t => t.Id).Take(ChunkSize).ToListAsync(cancellationToken);
            }

            foreach (var tag in chunk)
            {
                yield return tag;
            }

            after = chunk.Count > 0 ? chunk[^1].Id : after;
        }
        while (chunk.Count == ChunkSize);
    }

    public async Task<Page<UnknownIdTagView>> UnknownAsync(UnknownIdTagFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var order = filter.Order ?? IdTagOrder.Ascending;
        return await db.UnknownIdTags.InOrder(t => t.Id, t => t.LastSeenAt, order, page).ToPageAsync(
            page, t => new UnknownIdTagView(t.Id, t.FirstSeenAt, t.LastSeenAt, t.Count, t.LastChargePointId), t => order.CursorOf(t.Id, t.LastSeenAt), cancellationToken);
    }

    /// <summary>As the REST interface shows it.</summary>
    public IdTagView ViewOf(IdTag row) => new(
        row.Id, row.ParentIdTag, row.Status, row.ExpiryDate, row.MaxActiveTransactions, row.Rules?.PermittedChargePoints ?? [], row.Rules?.PermittedChargePointTags ?? [],
        row.Rules?.TimeWindows ?? [], row.Rules?.EnergyBudget,
        row.Rules?.EnergyBudget is { } budget ? budgets.UsedWh(row.Id, budget, time.GetUtcNow()) : null, row.Note, row.CreatedAt, row.UpdatedAt);

    private IQueryable<IdTag> Filtered(CentralSystemDbContext db, IdTagFilter filter)
    {
        var tags = db.IdTags.AsNoTracking();
        if (filter.ParentIdTag is { } parent)
        {
            tags = tags.Where(t => t.ParentIdTag == parent);
        }

        if (filter.Status is { } status)
        {
            tags = tags.Where(t => t.Status == status);
        }

        if (filter.Prefix is { Length: > 0 } prefix)
        {
            // Ids are compared as the column orders them: what follows the last possible id with this prefix lies outside.
            var end = prefix + "\uffff";
            tags = tags.Where(t => string.Compare(t.Id, prefix) >= 0 && string.Compare(t.Id, end) < 0);
        }

        if (filter.Expired is { } expired)
        {
            var now = time.GetUtcNow();
            tags = expired ? tags.Where(t => t.ExpiryDate != null && t.ExpiryDate <= now) : tags.Where(t => t.ExpiryDate == null || t.ExpiryDate > now);
        }

        if (filter.InTransaction is { } inTransaction)
        {
            var running = db.Transactions.Where(t => t.StopReceivedAt == null).Select(t => t.NormalizedIdTag ?? t.IdTag);
            tags = inTransaction ? tags.Where(t => running.Contains(t.Id)) : tags.Where(t => !running.Contains(t.Id));
        }

        return tags;
    }
}

/// <summary>Which idTags are asked for.</summary>
internal sealed record IdTagFilter
{
    public string? ParentIdTag { get; init; }

    public AuthorizationStatus? Status { get; init; }

    /// <summary>What the idTag begins with, in any letter case.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether its expiryDate is over.</summary>
    public bool? Expired { get; init; }

    /// <summary>Whether a transaction of it runs.</summary>
    public bool? InTransaction { get; init; }

    /// <summary>By idTag or by createdAt; ascending by idTag when absent. The export as CSV is always by idTag.</summary>
    public IdTagOrder? Order { get; init; }
}

/// <summary>Which idTags that are not registered are asked for.</summary>
internal sealed record UnknownIdTagFilter
{
    /// <summary>By idTag or by lastSeenAt; ascending by idTag when absent. One that is presented while pages are read moves to the newest.</summary>
    public IdTagOrder? Order { get; init; }
}

/// <summary>An idTag as the REST interface shows it.</summary>
/// <param name="IdTag">The identifier.</param>
/// <param name="ParentIdTag">Its group.</param>
/// <param name="Status">The operator's verdict.</param>
/// <param name="ExpiryDate">Its end.</param>
/// <param name="MaxActiveTransactions">Transactions that may run at once.</param>
/// <param name="PermittedChargePoints">Where it may charge; with the next one empty for everywhere.</param>
/// <param name="PermittedChargePointTags">Tags of the charge points where it may charge.</param>
/// <param name="TimeWindows">When it may charge; empty for always.</param>
/// <param name="EnergyBudget">How much it may charge.</param>
/// <param name="EnergyBudgetUsedWh">What it used of its budget in the present period, in Wh.</param>
/// <param name="Note">Free text.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record IdTagView(
    string IdTag, string? ParentIdTag, AuthorizationStatus Status, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions, IReadOnlyList<string> PermittedChargePoints,
    IReadOnlyList<string> PermittedChargePointTags, IReadOnlyList<TimeWindow> TimeWindows, EnergyBudget? EnergyBudget, long? EnergyBudgetUsedWh, string? Note,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>An idTag that was presented but is not registered.</summary>
/// <param name="IdTag">The identifier.</param>
/// <param name="FirstSeenAt">When it was first presented.</param>
/// <param name="LastSeenAt">When it was last presented.</param>
/// <param name="Count">How often it was presented.</param>
/// <param name="LastChargePointId">The Charge Point where it was last presented.</param>
internal sealed record UnknownIdTagView(string IdTag, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, int Count, string LastChargePointId);
