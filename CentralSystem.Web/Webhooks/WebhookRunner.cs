using System.Threading.Channels;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Webhooks;

/// <summary>What every webhook's deliveries need.</summary>
internal sealed record WebhookServices(
    EventFeed Feed, WebhookSender Sender, GroupCommitWriter Writer, IDbContextFactory<CentralSystemDbContext> Contexts, ChargePointDirectory Directory,
    IOptions<WebhookOptions> Options, TimeProvider Time);

/// <summary>Delivers to one webhook: follows the events, posts what it wants, tries again what failed, and notes how far it came.</summary>
/// <remarks>
/// One task owns everything here; attempts run beside it and report back. What is held is bounded: while too much is fresh or parked,
/// no further events are read, and they wait where they are, in the table of events. At least once: an attempt that a crash cut off is made again.
/// </remarks>
internal sealed class WebhookRunner(Webhook webhook, WebhookServices services, SemaphoreSlim slots)
{
    private const int MostFresh = 512;
    private const int MostParked = 10_000;

    /// <summary>Events that nobody here wants are passed over without a write, but for one in so many.</summary>
    private const int MostUnwritten = 1_000;

    private readonly EventSelection _selection = webhook.ToSelection();
    private readonly HashSet<string> _types = [.. EventSelection.TypesOf(webhook.EventTypes, "eventTypes")];
    private readonly TimeSpan _giveUpAfter = TimeSpan.FromHours(services.Options.Value.GiveUpAfterHours);
    private readonly int _concurrency = services.Options.Value.ConcurrencyPerWebhook;
    private readonly DeliveryLines _lines = new();
    private readonly Dictionary<string, long> _settled = new(StringComparer.OrdinalIgnoreCase);
    private readonly Channel<(PendingDelivery Delivery, DeliveryOutcome? Outcome)> _outcomes = Channel.CreateUnbounded<(PendingDelivery, DeliveryOutcome?)>();
    private WebhookProgress _progress = new(webhook.Id);
    private long _written = webhook.ReachedEventId;
    private DateTimeOffset _succeededAt = webhook.LastSuccessAt ?? webhook.CreatedAt;
    private bool _isFailing;
    private bool _isNoteLost;
    private int _underWay;

    private bool HasRoom => _lines.Fresh < MostFresh && _lines.Parked < MostParked;

    /// <summary>Delivers until it is told to stop; what was delivered by then is noted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ResumeAsync(cancellationToken);
        using var cursor = services.Feed.Follow(webhook.ReachedEventId);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                TakeOutcomes();
                while (HasRoom && await cursor.ReadAsync(cancellationToken) is { Count: > 0 } events)
                {
                    Take(events);
                }

                StartDue(cancellationToken);
                await WriteAsync(cursor, isLast: false);
                await WaitAsync(cursor, cancellationToken);
            }
        }
        finally
        {
            while (_underWay > 0)
            {
                Take(await _outcomes.Reader.ReadAsync(CancellationToken.None));
            }

            await WriteAsync(cursor, isLast: true);
        }
    }

    /// <summary>Takes up what has a row since the last time.</summary>
    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await using var db = await services.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.WebhookDeliveries.Where(d => d.WebhookId == webhook.Id && (d.State == DeliveryState.Pending || d.EventId > webhook.ReachedEventId))
            .OrderBy(d => d.EventId).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            if (row.State == DeliveryState.Pending)
            {
                _lines.Add(new PendingDelivery(row.EventId, row.ChargePointId, row.GiveUpAt)
                {
                    IsParked = true,
                    Attempts = row.Attempts,
                    NextAttemptAt = row.NextAttemptAt,
                    LastAttemptAt = row.LastAttemptAt,
                    LastOutcome = new DeliveryOutcome(row.LastStatusCode, row.LastError, TimeSpan.Zero, null),
                });
            }

            // Whatever of this line came before a row is done with: it only is read again because other lines were behind.
            _settled[row.ChargePointId] = row.EventId;
        }
    }

    private void Take(IReadOnlyList<EventMessage> events)
    {
        var now = services.Time.GetUtcNow();
        foreach (var message in events)
        {
            var line = message.ChargePointId ?? "";
            if ((_settled.TryGetValue(line, out var settled) && message.Id <= settled) || !_selection.Takes(message, _types, services.Directory))
            {
                continue;
            }

            var delivery = new PendingDelivery(message.Id, line, now + _giveUpAfter) { Message = message, NextAttemptAt = now };
            if (_isFailing && now - _succeededAt > _giveUpAfter && now - message.At > _giveUpAfter)
            {
                // Gone for longer than deliveries are tried, and tried in vain just now: a backlog that nobody takes must not grow for ever.
                delivery.LastOutcome = new DeliveryOutcome(null, "Not tried: the receiver has been failing for too long.", TimeSpan.Zero, null);
                _progress.GaveUp(delivery);
                continue;
            }

            Keep(_lines.Add(delivery));
        }
    }

    private void StartDue(CancellationToken cancellationToken)
    {
        var now = services.Time.GetUtcNow();
        while (_underWay < _concurrency && _lines.TakeDue(now) is { } delivery)
        {
            _underWay++;
            _ = AttemptAsync(delivery, delivery.Message, cancellationToken);
        }
    }

    /// <summary>Ends always, with an outcome or, when the runner was stopped, without.</summary>
    private async Task AttemptAsync(PendingDelivery delivery, EventMessage? message, CancellationToken cancellationToken)
    {
        DeliveryOutcome? outcome = null;
        try
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                message ??= await FindAsync(delivery.EventId, cancellationToken);
                outcome = message is null
                    ? new DeliveryOutcome(null, "The event is not kept any more.", TimeSpan.Zero, null)
                    : await services.Sender.SendAsync(webhook, message.Id, message.Json, delivery.Attempts + 1, readAnswer: false, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // No outcome: the attempt is made again when deliveries go on.
        }
        catch (Exception e)
        {
            outcome = new DeliveryOutcome(null, e.Message, TimeSpan.Zero, null);
        }

        _outcomes.Writer.TryWrite((delivery, outcome));
    }

    private async Task<EventMessage?> FindAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var db = await services.Contexts.CreateDbContextAsync(cancellationToken);
        return await db.Events.SingleOrDefaultAsync(e => e.Id == eventId, cancellationToken) is { } stored ? EventMessage.Of(stored) : null;
    }

    private void TakeOutcomes()
    {
        while (_outcomes.Reader.TryRead(out var result))
        {
            Take(result);
        }
    }

    private void Take((PendingDelivery Delivery, DeliveryOutcome? Outcome) result)
    {
        _underWay--;
        if (result.Outcome is not { } outcome)
        {
            return;
        }

        var (delivery, now) = (result.Delivery, services.Time.GetUtcNow());
        delivery.Attempts++;
        (delivery.LastAttemptAt, delivery.LastOutcome) = (now, outcome);
        if (outcome.IsDelivered)
        {
            (_succeededAt, _isFailing) = (now, false);
            _progress.Delivered(delivery, now);
            _lines.Finish(delivery);
            return;
        }

        _isFailing = true;
        _progress.Failed(now, outcome.Error!);
        if (now >= delivery.GiveUpAt)
        {
            _progress.GaveUp(delivery);
            _lines.Finish(delivery);
            return;
        }

        delivery.NextAttemptAt = now + RetryPause.After(delivery.Attempts, Random.Shared.NextDouble());
        _progress.Keeps(delivery);
        Keep(_lines.Retry(delivery));
    }

    private void Keep(IReadOnlyList<PendingDelivery> parked)
    {
        foreach (var delivery in parked)
        {
            _progress.Keeps(delivery);
        }
    }

    /// <summary>Notes how far it came. While it is written, attempts go on; what they bring makes the next note.</summary>
    private async Task WriteAsync(EventCursor cursor, bool isLast)
    {
        var reached = _lines.OldestFresh is { } oldest ? oldest - 1 : cursor.Position;
        var isWorth = _progress.IsWorthWriting || reached - _written >= MostUnwritten || (isLast && reached > _written);
        if (isWorth && !_isNoteLost)
        {
            // Until it is stored nothing after it may be noted: what it says must wait would be passed over. The next run begins at the last note.
            _isNoteLost = true;
            var progress = _progress;
            progress.ReachedEventId = Math.Max(reached, _written);
            _progress = new WebhookProgress(webhook.Id);
            await services.Writer.WriteAsync(progress);
            _written = progress.ReachedEventId;
            _isNoteLost = false;
        }
    }

    private async Task WaitAsync(EventCursor cursor, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> reasons = [_outcomes.Reader.WaitToReadAsync(waiting.Token).AsTask()];
        if (HasRoom)
        {
            reasons.Add(cursor.News);
        }

        if (_underWay < _concurrency && _lines.NextDue is { } due)
        {
            var pause = due - services.Time.GetUtcNow();
            reasons.Add(Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, services.Time, waiting.Token));
        }

        await Task.WhenAny(reasons);
        await waiting.CancelAsync();
    }
}
