using System.Collections.Concurrent;
using System.Threading.Channels;
using CentralSystem.Web.Events;
using CentralSystem.Web.Journal;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>Tells open pages what was committed: one follower of the event feed for all of them, and of what no event tells of.</summary>
/// <remarks>
/// While no page is open nothing is followed, but for the event that the last one waited for. Pages return at once and coalesce what they are told
/// (<see cref="LivePage"/>). After trouble of the database all of them look again, since events may have been missed.
/// </remarks>
internal sealed partial class LiveUpdates(LiveSources sources, TimeProvider time, ILogger<LiveUpdates> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<LiveSubscription, byte> _subscriptions = new();
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Open pages.</summary>
    public int Count => _subscriptions.Count;

    /// <summary>Tells a page until the subscription is disposed of.</summary>
    public LiveSubscription Subscribe(LivePage page)
    {
        var subscription = new LiveSubscription(this, page);
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
        sources.MeterValues.Kept += Tell;
        sources.Journal.Recorded += Tell;
        sources.Writer.ModelChanged += TellOfModel;
        try
        {
            var (_, newest) = await sources.Events.KeptAsync(stoppingToken);
            using var cursor = sources.Feed.Follow(newest);

            // The newest one will not be told again: pages must find it in memory, too.
            await sources.Writer.MirroredAsync().WaitAsync(stoppingToken);
            TellAll(page => page.LookAgain());
            while (!_subscriptions.IsEmpty)
            {
                foreach (var message in await cursor.ReadAsync(stoppingToken))
                {
                    TellAll(page => page.Tell(message));
                }

                await cursor.News.WaitAsync(stoppingToken);
            }
        }
        finally
        {
            sources.MeterValues.Kept -= Tell;
            sources.Journal.Recorded -= Tell;
            sources.Writer.ModelChanged -= TellOfModel;
        }
    }

    private void Tell(KeptMeterValues values) => TellAll(page => page.Tell(values));

    private void Tell(RecordedMessages messages) => TellAll(page => page.Tell(messages));

    private void TellOfModel() => TellAll(page => page.TellOfModel());

    private void TellAll(Action<LivePage> tell)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            try
            {
                tell(subscription.Page);
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

/// <summary>What is followed for open pages.</summary>
internal sealed record LiveSources(EventFeed Feed, EventReader Events, GroupCommitWriter Writer, MeterValueNews MeterValues, MessageJournal Journal);

/// <summary>One page that listens.</summary>
internal sealed class LiveSubscription(LiveUpdates updates, LivePage page) : IDisposable
{
    public LivePage Page { get; } = page;

    public void Dispose() => updates.End(this);
}
