using System.Collections.Concurrent;
using CentralSystem.Web.Events;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>Tells open pages what was committed: one follower of the event feed for all of them.</summary>
/// <remarks>While no page is open nothing is followed. A listener must return at once; pages coalesce what they are told (<see cref="LivePage"/>).</remarks>
internal sealed partial class LiveUpdates(EventFeed feed, EventReader events, ILogger<LiveUpdates> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<LiveSubscription, byte> _subscriptions = new();
    private readonly SemaphoreSlim _wanted = new(0);

    /// <summary>Open pages.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>Listens until the subscription is disposed of.</summary>
    public LiveSubscription Subscribe(Action<EventMessage> told)
    {
        var subscription = new LiveSubscription(this, told);
        _subscriptions[subscription] = 0;
        _wanted.Release();
        return subscription;
    }

    internal void End(LiveSubscription subscription) => _subscriptions.TryRemove(subscription, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _wanted.WaitAsync(stoppingToken);
                if (!_subscriptions.IsEmpty)
                {
                    await FollowAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var (_, newest) = await events.KeptAsync(stoppingToken);
        using var cursor = feed.Follow(newest);
        while (!_subscriptions.IsEmpty)
        {
            foreach (var message in await cursor.ReadAsync(stoppingToken))
            {
                Tell(message);
            }

            await cursor.News.WaitAsync(stoppingToken);
        }
    }

    private void Tell(EventMessage message)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            try
            {
                subscription.Told(message);
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
}

/// <summary>One page that listens.</summary>
internal sealed class LiveSubscription(LiveUpdates updates, Action<EventMessage> told) : IDisposable
{
    public Action<EventMessage> Told { get; } = told;

    public void Dispose() => updates.End(this);
}
