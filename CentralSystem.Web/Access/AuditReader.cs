using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access;

/// <summary>Reads the audit trail.</summary>
internal sealed class AuditReader(IDbContextFactory<CentralSystemDbContext> contexts)
{
    public async Task<Page<AuditView>> ListAsync(AuditFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = db.AuditEntries.AsQueryable();
        if (filter.Caller is { } caller)
        {
            entries = entries.Where(e => e.CallerName == caller);
        }

        if (filter.Action is { } action)
        {
            entries = entries.Where(e => e.Action == action);
        }

        if (filter.Subject is { } subject)
        {
            entries = entries.Where(e => e.Subject == subject);
        }

        if (filter.HasPeriod)
        {
            entries = filter.InPeriod(entries);
            if (filter.Subject is null)
            {
                var span = await IdSpan.OfAsync(db, filter.InPeriod(db.AuditEntries).Select(e => e.Id + 0), cancellationToken);
                entries = entries.Where(e => e.Id >= span.First && e.Id <= span.Last);
            }
        }

        return await entries.InOrder(e => e.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(
            page,
            e => new AuditView(e.Id, e.At, e.CallerKind, e.CallerName, e.Address, e.Action, e.Subject, ApiJson.Embedded(e.Detail)),
            e => PageQuery.CursorOf(e.Id),
            cancellationToken);
    }
}

/// <summary>Which entries are asked for.</summary>
internal sealed record AuditFilter
{
    /// <summary>Name of the user or API key.</summary>
    public string? Caller { get; init; }

    /// <summary>Such as <c>user.created</c>.</summary>
    public string? Action { get; init; }

    /// <summary>What it was done to.</summary>
    public string? Subject { get; init; }

    public Instant? From { get; init; }

    /// <summary>Up to this instant, which is not part of it.</summary>
    public Instant? To { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }

    internal bool HasPeriod => From is not null || To is not null;

    internal IQueryable<AuditEntry> InPeriod(IQueryable<AuditEntry> entries) => entries.Within(e => e.At, From, To);
}

/// <summary>An entry as others see it.</summary>
/// <param name="Id">Its id; rises with time.</param>
/// <param name="At">When it was done.</param>
/// <param name="CallerKind">What kind of caller did it.</param>
/// <param name="Caller">Name of the user or of the API key.</param>
/// <param name="Address">IP address it was asked from; absent for what the central system did by itself.</param>
/// <param name="Action">What was done: noun and verb, such as <c>id-tag.created</c>.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Detail">The particulars, secrets left out; absent when there are none.</param>
internal sealed record AuditView(
    long Id, DateTimeOffset At, CallerKind CallerKind, string Caller, string? Address, string Action, string Subject, JsonElement? Detail);
