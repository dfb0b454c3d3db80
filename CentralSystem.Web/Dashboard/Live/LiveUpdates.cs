using System.Collections.Concurrent;
using System.Threading.Channels;
using CentralSystem.Web.Events;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>Tells open pages what was committed: one follower of the event feed for all of them.</summary>
/// <remarks>
/// While no page is open nothing is followed, but for the event that the last one waited for. A listener must return at once; pages coalesce what they are told
/// (<see cref="LivePage"/>). After trouble of the database all pages look again, since events may have been missed.
/// </remarks>
internal sealed partial class LiveUpdates(EventFeed feed, EventReader events, TimeProvider time, ILogger<LiveUpdates> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<LiveSubscription, byte> _subscriptions = new();
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Open pages.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>Listens until the subscription is disposed of.</summary>
    /// <param name="told">Told each event.</param>
    /// <param name="missed">Told that there may have been others.</param>
    public LiveSubscription Subscribe(Action<EventMessage> told, Action missed)
    {
        var subscription = new LiveSubscription(this, told, missed);
        _subscriptions[subscription] = 0;
        _wanted.Writer.TryWrite(true);
        return subscription;
    }

    internal void End(LiveSubscription subscription) => _subscriptions.TryRemove(subscription, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in _wanted.Reader.ReadAllAsync(stoppingToken))
            {
                while (!_subscriptions.IsEmpty && !await TryFollowAsync(stoppingToken))
                {
                    await Task.Delay(PauseAfterFailure, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    /// <returns>False when the database failed.</returns>
    private async Task<bool> TryFollowAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FollowAsync(stoppingToken);
            return true;
        }
        catch (Exception e) when (!(e is OperationCanceledException && stoppingToken.IsCancellationRequested))
        {
            // Charge points must not lose their connections because a page could not be told.
            LogNotFollowed(e);
            return false;
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var (_, newest) = await events.KeptAsync(stoppingToken);
        using var cursor = feed.Follow(newest);
        TellAll(subscription => subscription.Missed());
        while (!_subscriptions.IsEmpty)
        {
            foreach (var message in await cursor.ReadAsync(stoppingToken))
            {
                TellAll(subscription => subscription.Told(message));
            }

            await cursor.News.WaitAsync(stoppingToken);
        }
    }

    private void TellAll(Action<LiveSubscription> tell)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            try
            {
                tell(subscription);
            }
            catch (Exception e)
            {
                // One page's fault must not silence the others, whatever it is.
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(EventId = 2801, Level = LogLevel.Error, Message = "A page of the dashboard failed on an event")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 2802, Level = LogLevel.Error, Message = "Events for the dashboard could not be read; it is tried again")]
    private partial void LogNotFollowed(Exception exception);
}

/// <summary>One page that listens.</summary>
internal sealed class LiveSubscription(LiveUpdates updates, Action<EventMessage> told, Action missed) : IDisposable
{
    public Action<EventMessage> Told { get; } = told;

    public Action Missed { get; } = missed;

    public void Dispose() => updates.End(this);
}
