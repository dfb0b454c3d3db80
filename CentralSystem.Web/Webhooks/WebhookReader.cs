using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Webhooks;

/// <summary>Reads webhooks and what they did not get.</summary>
internal sealed class WebhookReader(IDbContextFactory<CentralSystemDbContext> contexts, IOptions<WebhookOptions> options)
{
    public int GiveUpAfterHours => options.Value.GiveUpAfterHours;

    public static ProblemException NotFound(int id) => Problems.NotFound($"There is no webhook {id}.");

    /// <summary>The webhook with this id.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<Webhook> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Webhooks.SingleOrDefaultAsync(w => w.Id == id, cancellationToken) ?? throw NotFound(id);
    }

    /// <inheritdoc cref="FindAsync"/>
    public async Task<Tagged<WebhookView>> GetAsync(int id, CancellationToken cancellationToken)
    {
        var webhook = await FindAsync(id, cancellationToken);
        return new(await ViewAsync(webhook, cancellationToken), webhook.Revision);
    }

    public async Task<WebhookView> ViewAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return WebhookView.Of(webhook, await CountsAsync(db, [webhook.Id], cancellationToken), await NewestAsync(db, cancellationToken));
    }

    public async Task<Page<WebhookView>> ListAsync(WebhookFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var webhooks = db.Webhooks.AsQueryable();
        if (filter.Enabled is { } enabled)
        {
            webhooks = webhooks.Where(w => w.Enabled == enabled);
        }

        var found = await webhooks.InOrder(w => w.Id, filter.Order ?? ListOrder.Oldest, page).ToPageAsync(page, w => w, w => PageQuery.CursorOf(w.Id), cancellationToken);
        var counts = await CountsAsync(db, [.. found.Items.Select(w => w.Id)], cancellationToken);
        var newest = await NewestAsync(db, cancellationToken);
        return new Page<WebhookView>([.. found.Items.Select(w => WebhookView.Of(w, counts, newest))], found.NextCursor);
    }

    /// <summary>What it did not get, in the order of the events.</summary>
    public async Task<Page<DeliveryView>> DeliveriesAsync(int id, DeliveryState? state, ListOrder? order, PageQuery page, CancellationToken cancellationToken)
    {
        await FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var deliveries = db.WebhookDeliveries.Where(d => d.WebhookId == id && (state == null || d.State == state));
        return await deliveries.InOrder(d => d.EventId, order ?? ListOrder.Oldest, page)
            .Select(d => new { Delivery = d, Type = db.Events.Where(e => e.Id == d.EventId).Select(e => e.Type).FirstOrDefault() })
            .ToPageAsync(page, d => DeliveryView.Of(d.Delivery, d.Type), d => PageQuery.CursorOf(d.Delivery.EventId), cancellationToken);
    }

    private static async Task<long> NewestAsync(CentralSystemDbContext db, CancellationToken cancellationToken) =>
        await db.Events.MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0;

    private static async Task<ILookup<int, (DeliveryState State, int Count)>> CountsAsync(CentralSystemDbContext db, int[] ids, CancellationToken cancellationToken)
    {
        var counts = await db.WebhookDeliveries.Where(d => ids.Contains(d.WebhookId)).GroupBy(d => new { d.WebhookId, d.State })
            .Select(g => new { g.Key.WebhookId, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken);
        return counts.ToLookup(c => c.WebhookId, c => (c.State, c.Count));
    }
}

/// <summary>Which webhooks are asked for.</summary>
internal sealed record WebhookFilter
{
    /// <summary>Only those that get something, or nothing.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>Which deliveries are asked for.</summary>
internal sealed record DeliveryFilter
{
    public DeliveryState? State { get; init; }

    /// <summary>By their events; the oldest first when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A webhook as the REST interface shows it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Url">Where events are posted to.</param>
/// <param name="Description">What it is for.</param>
/// <param name="EventTypes">Types it gets; none is all.</param>
/// <param name="ChargePointIds">Charge Points it gets events of; none is all.</param>
/// <param name="ChargePointTags">Tags of Charge Points it gets events of; none is all.</param>
/// <param name="Enabled">Whether it gets anything.</param>
/// <param name="Secret">Shown once, when it is new.</param>
/// <param name="PreviousSecretUntil">Until when the secret before signs as well.</param>
/// <param name="ReachedEventId">Every event up to this one is delivered, not wanted, or among the deliveries.</param>
/// <param name="NewestEventId">The newest event there is: how far behind it is.</param>
/// <param name="LastSuccessAt">When an event was last delivered.</param>
/// <param name="LastFailureAt">When an attempt last failed.</param>
/// <param name="LastFailure">Why.</param>
/// <param name="Pending">Deliveries that are tried again, or wait behind one that is.</param>
/// <param name="DeadLetters">Deliveries that were given up and can be replayed.</param>
/// <param name="GivenUp">Deliveries ever given up.</param>
/// <param name="CreatedAt">Since when it exists.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record WebhookView(
    int Id, string Url, string? Description, IReadOnlyList<string> EventTypes, IReadOnlyList<string> ChargePointIds, IReadOnlyList<string> ChargePointTags, bool Enabled,
    string? Secret, DateTimeOffset? PreviousSecretUntil, long ReachedEventId, long NewestEventId, DateTimeOffset? LastSuccessAt, DateTimeOffset? LastFailureAt,
    string? LastFailure, int Pending, int DeadLetters, long GivenUp, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
    : ISecretAnswer
{
    bool ISecretAnswer.ShowsSecret => Secret is not null;

    public static WebhookView Of(Webhook row, ILookup<int, (DeliveryState State, int Count)> counts, long newest) => new(
        row.Id, row.Url, row.Description, row.EventTypes, row.ChargePointIds, row.ChargePointTags, row.Enabled, null, row.PreviousSecretUntil, row.ReachedEventId, newest,
        row.LastSuccessAt, row.LastFailureAt, row.LastFailure, CountOf(counts[row.Id], DeliveryState.Pending), CountOf(counts[row.Id], DeliveryState.DeadLetter), row.GivenUp, row.CreatedAt, row.UpdatedAt);

    private static int CountOf(IEnumerable<(DeliveryState State, int Count)> counts, DeliveryState state) => counts.FirstOrDefault(c => c.State == state).Count;
}

/// <summary>A delivery that did not succeed so far.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Type">Its type; absent once the event is not kept any more.</param>
/// <param name="ChargePointId">The Charge Point it is about; its events are delivered in order. Absent for none.</param>
/// <param name="State">What becomes of it.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttemptAt">When it is tried next; absent once it is given up.</param>
/// <param name="GiveUpAt">When it is given up, unless it succeeds.</param>
/// <param name="LastAttemptAt">When it was last tried; absent for never.</param>
/// <param name="LastStatusCode">HTTP status of the last answer; absent when none came.</param>
/// <param name="LastError">What went wrong last, in a sentence.</param>
internal sealed record DeliveryView(
    long EventId, string? Type, string? ChargePointId, DeliveryState State, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset GiveUpAt,
    DateTimeOffset? LastAttemptAt, int? LastStatusCode, string? LastError)
{
    public static DeliveryView Of(WebhookDelivery row, string? type) => new(
        row.EventId, type, row.ChargePointId.Length > 0 ? row.ChargePointId : null, row.State, row.Attempts,
        row.State == DeliveryState.Pending ? row.NextAttemptAt : null, row.GiveUpAt, row.LastAttemptAt, row.LastStatusCode, row.LastError);
}
