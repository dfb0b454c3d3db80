using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Reads idTags, and the inbox of those nobody registered.</summary>
internal sealed class IdTagReader(IDbContextFactory<CentralSystemDbContext> contexts)
{
    public async Task<IdTagView> GetAsync(string idTag, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.IdTags.SingleOrDefaultAsync(t => t.Id == idTag, cancellationToken) is { } row ? IdTagView.Of(row) : throw IdTagRegister.Unknown(idTag);
    }

    public async Task<Page<IdTagView>> ListAsync(IdTagFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tags = db.IdTags.AsQueryable();
        if (filter.ParentIdTag is { } parent)
        {
            tags = tags.Where(t => t.ParentIdTag == parent);
        }

        if (filter.Status is { } status)
        {
            tags = tags.Where(t => t.Status == status);
        }

        if (page.IsAfter(out string after))
        {
            tags = tags.Where(t => string.Compare(t.Id, after) > 0);
        }

        return await tags.OrderBy(t => t.Id).ToPageAsync(page, IdTagView.Of, t => PageQuery.CursorOf(t.Id), cancellationToken);
    }

    public async Task<Page<UnknownIdTagView>> UnknownAsync(PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tags = db.UnknownIdTags.AsQueryable();
        if (page.IsAfter(out string after))
        {
            tags = tags.Where(t => string.Compare(t.Id, after) > 0);
        }

        return await tags.OrderBy(t => t.Id).ToPageAsync(
            page, t => new UnknownIdTagView(t.Id, t.FirstSeenAt, t.LastSeenAt, t.Count, t.LastChargePointId), t => PageQuery.CursorOf(t.Id), cancellationToken);
    }
}

/// <summary>Which idTags are asked for.</summary>
internal sealed record IdTagFilter
{
    public string? ParentIdTag { get; init; }

    public AuthorizationStatus? Status { get; init; }
}

/// <summary>An idTag as the REST interface shows it.</summary>
internal sealed record IdTagView(
    string IdTag, string? ParentIdTag, AuthorizationStatus Status, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions, string? Note, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static IdTagView Of(IdTag row) =>
        new(row.Id, row.ParentIdTag, row.Status, row.ExpiryDate, row.MaxActiveTransactions, row.Note, row.CreatedAt, row.UpdatedAt);
}

/// <summary>An idTag that was presented but is not registered.</summary>
internal sealed record UnknownIdTagView(string IdTag, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, int Count, string LastChargePointId);
