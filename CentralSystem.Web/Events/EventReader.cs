using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Events;

/// <summary>Reads the events that are kept.</summary>
internal sealed class EventReader(IDbContextFactory<CentralSystemDbContext> contexts)
{
    public async Task<Page<EventView>> ListAsync(EventQuery query, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var events = Filtered(db, query);
        if (query is { HasPeriod: true, ChargePointId: null })
        {
            var span = await IdSpan.OfAsync(db, query.InPeriod(db.Events).Select(e => e.Id + 0), cancellationToken);
            events = events.Where(e => e.Id >= span.First && e.Id <= span.Last);
        }

        return await events.InOrder(e => e.Id, query.Order ?? ListOrder.Newest, page).ToPageAsync(page, EventView.Of, e => PageQuery.CursorOf(e.Id), cancellationToken);
    }

    /// <summary>The ids of the oldest and the newest event that are kept; 0 when there is none.</summary>
    public async Task<(long Oldest, long Newest)> KeptAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await db.Events.MinAsync(e => (long?)e.Id, cancellationToken) ?? 0, await db.Events.MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0);
    }

    private static IQueryable<DomainEvent> Filtered(CentralSystemDbContext db, EventQuery query)
    {
        var events = db.Events.AsQueryable();
        if (query.TypeNames() is { Length: > 0 } types)
        {
            events = events.Where(e => types.Contains(e.Type));
        }

        if (query.ChargePointId is { } chargePointId)
        {
            events = events.Where(e => e.ChargePointId == chargePointId);
        }

        if (query.ChargePointTag is { } tag)
        {
            var tagged = db.ChargePoints.Where(c => db.ChargePointTags.Any(t => t.ChargePointKey == c.Key && t.Tag == tag)).Select(c => c.Identity);
            events = events.Where(e => tagged.Contains(e.ChargePointId!));
        }

        if (query.After is { } after)
        {
            events = events.Where(e => e.Id > after);
        }

        return query.InPeriod(events);
    }
}

/// <summary>Which events are asked for.</summary>
internal sealed record EventQuery
{
    /// <summary>Types, or prefixes such as <c>transaction.*</c>; several, repeated or separated by commas.</summary>
    public string[]? Type { get; init; }

    public string? ChargePointId { get; init; }

    /// <summary>A tag that the Charge Point has now.</summary>
    public string? ChargePointTag { get; init; }

    /// <summary>Only events with a higher id; where a stream begins.</summary>
    public long? After { get; init; }

    /// <summary>First instant.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant that is left out.</summary>
    public Instant? To { get; init; }

    public ListOrder? Order { get; init; }

    internal bool HasPeriod => From is not null || To is not null;

    internal IQueryable<DomainEvent> InPeriod(IQueryable<DomainEvent> events) => events.Within(e => e.At, From, To);

    internal string[] TypeNames() =>
        EventSelection.TypesOf((Type ?? []).SelectMany(type => type.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), "type");

    internal EventSelection ToSelection() => new([], ChargePointId is null ? [] : [ChargePointId], ChargePointTag is null ? [] : [ChargePointTag]);
}

/// <summary>An event as the REST interface shows it.</summary>
/// <param name="Id">Rises with the order of the commits; readers resume after it.</param>
/// <param name="Type">What happened, such as <c>transaction.started</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="ChargePointId">The Charge Point it is about; absent for none.</param>
/// <param name="Data">The particulars, in the field names of this API.</param>
internal sealed record EventView(long Id, string Type, DateTimeOffset At, string? ChargePointId, System.Text.Json.JsonElement? Data)
{
    public static EventView Of(DomainEvent row) => new(row.Id, row.Type, row.At, row.ChargePointId, ApiJson.Embedded(row.Data));
}
