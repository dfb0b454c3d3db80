using System.Threading.Channels;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Events;

/// <summary>Passes new events on to all who follow them: read once after each commit, kept in a window that everybody reads at their own pace.</summary>
/// <remarks>
/// Nobody has a buffer of their own, so nobody can hold others up or grow: whoever falls out of the window reads the database
/// until they have caught up. While nobody follows, nothing is read (docs/decisions/0012-events-and-webhooks.md).
/// </remarks>
internal sealed partial class EventFeed(
    GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time, ILogger<EventFeed> logger) : BackgroundService
{
    /// <summary>Most events of one read of the database.</summary>
    public const int PageSize = 500;

    /// <summary>Commits wake the feed; this is for events that others commit to the same database.</summary>
    private static readonly TimeSpan SlowestLook = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private int _followers;
    private volatile EventWindow _window = EventWindow.Unknown();

    /// <summary>The newest events, as of now.</summary>
    public EventWindow Window => _window;

    /// <summary>Follows the events after an id.</summary>
    public EventCursor Follow(long after)
    {
        Interlocked.Increment(ref _followers);
        Wake();
        return new EventCursor(this, after);
    }

    /// <summary>Events may have been committed. Returns at once; many calls are one look.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _followers) > 0)
        {
            _wakes.Writer.TryWrite(true);
        }
    }

    /// <summary>Reads from the database, oldest first. What the events tell of is in memory, too, by the time they are returned.</summary>
    public async Task<IReadOnlyList<EventMessage>> LoadAsync(long after, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Events.Where(e => e.Id > after).OrderBy(e => e.Id).Take(PageSize).ToListAsync(cancellationToken);
        if (rows.Count > 0)
        {
            await writer.MirroredAsync().WaitAsync(cancellationToken);
        }

        return rows.ConvertAll(EventMessage.Of);
    }

    /// <summary>Takes what was committed since the last look into the window.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_window.IsUnknown)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            Publish(EventWindow.After(await db.Events.MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0));
        }

        while (await LoadAsync(_window.Last, cancellationToken) is { Count: > 0 } news)
        {
            Publish(_window.With(news));
        }
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _followers) == 0)
        {
            _wakes.Writer.TryWrite(true);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        writer.EventsCommitted = Wake;
        var looking = WakeRegularlyAsync(stoppingToken);
        try
        {
            await foreach (var _ in _wakes.Reader.ReadAllAsync(stoppingToken))
            {
                await TryLookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await looking;
        }
    }

    private async Task WakeRegularlyAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SlowestLook, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Wake();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Volatile.Read(ref _followers) > 0)
            {
                await LookAsync(cancellationToken);
            }
            else if (!_window.IsUnknown)
            {
                Publish(EventWindow.Unknown());
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogLookFailed(e);
        }
    }

    private void Publish(EventWindow window)
    {
        var before = _window;
        _window = window;
        before.Pass();
    }

    [LoggerMessage(EventId = 1902, Level = LogLevel.Error, Message = "New events could not be read; the next look tries again")]
    private partial void LogLookFailed(Exception exception);
}
