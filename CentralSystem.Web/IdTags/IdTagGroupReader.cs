using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Reads what is said of groups of idTags.</summary>
internal sealed class IdTagGroupReader(IDbContextFactory<CentralSystemDbContext> contexts, IdTagDirectory directory, EnergyBudgets budgets, TimeProvider time)
{
    public async Task<(IdTagGroupView View, int Revision)> GetAsync(string parentIdTag, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.IdTagGroups.AsNoTracking().SingleOrDefaultAsync(g => g.ParentIdTag == parentIdTag, cancellationToken) is { } row
            ? (ViewOf(row), row.Revision)
            : throw IdTagGroupRegister.Unknown(parentIdTag);
    }

    public async Task<Page<IdTagGroupView>> ListAsync(IdTagGroupFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = db.IdTagGroups.AsNoTracking();
        if (filter.Status is { } status)
        {
            groups = groups.Where(g => g.Status == status);
        }

        var order = filter.Order ?? IdTagOrder.Ascending;
        return await groups.InOrder(g => g.ParentIdTag, g => g.CreatedAt, order, page)
            .ToPageAsync(page, ViewOf, g => order.CursorOf(g.ParentIdTag, g.CreatedAt), cancellationToken);
    }

    /// <summary>As the REST interface shows it.</summary>
    public IdTagGroupView ViewOf(IdTagGroup row) => new(
        row.ParentIdTag, row.Name, row.Status, row.ExpiryDate, row.MaxActiveTransactions, row.Rules?.PermittedChargePoints ?? [],
        row.Rules?.PermittedChargePointTags ?? [], row.Rules?.TimeWindows ?? [], row.Rules?.EnergyBudget,
        row.Rules?.EnergyBudget is { } budget ? budgets.UsedByGroupWh(row.ParentIdTag, budget, time.GetUtcNow()) : null,
        directory.MembersOf(row.ParentIdTag).Count(), row.Note, row.CreatedAt, row.UpdatedAt);
}

/// <summary>Which groups are asked for.</summary>
internal sealed record IdTagGroupFilter
{
    public AuthorizationStatus? Status { get; init; }

    /// <summary>By parentIdTag or by createdAt; ascending by parentIdTag when absent.</summary>
    public IdTagOrder? Order { get; init; }
}

/// <summary>A group of idTags as the REST interface shows it.</summary>
/// <param name="ParentIdTag">The group's identifier.</param>
/// <param name="Name">For people.</param>
/// <param name="Status">Anything but Accepted holds for every idTag of the group.</param>
/// <param name="ExpiryDate">The end of all its idTags.</param>
/// <param name="MaxActiveTransactions">Transactions of all its idTags that may run at once.</param>
/// <param name="PermittedChargePoints">Where they may charge; with the next one empty for everywhere.</param>
/// <param name="PermittedChargePointTags">Tags of the charge points where they may charge.</param>
/// <param name="TimeWindows">When they may charge; empty for always.</param>
/// <param name="EnergyBudget">How much they may charge together.</param>
/// <param name="EnergyBudgetUsedWh">What they used of the budget in the present period, in Wh.</param>
/// <param name="IdTags">How many idTags it has.</param>
/// <param name="Note">Free text.</param>
/// <param name="CreatedAt">When it was first described.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record IdTagGroupView(
    string ParentIdTag, string? Name, AuthorizationStatus Status, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions, IReadOnlyList<string> PermittedChargePoints,
    IReadOnlyList<string> PermittedChargePointTags, IReadOnlyList<TimeWindow> TimeWindows, EnergyBudget? EnergyBudget, long? EnergyBudgetUsedWh, int IdTags, string? Note,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
