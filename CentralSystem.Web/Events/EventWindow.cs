namespace CentralSystem.Web.Events;

/// <summary>The newest events without a gap: every one after <see cref="Since"/>, up to <see cref="Last"/>. Never changes; a newer one takes its place.</summary>
internal sealed class EventWindow
{
    private const int Size = 2_048;

    /// <summary>Most that is kept of them together; the messages in events may be long ones.</summary>
    internal const int MostBytes = 8 * 1024 * 1024;

    private readonly EventMessage[] _events;
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EventWindow(long since, EventMessage[] events) => (Since, _events) = (since, events);

    /// <summary>The id after which the window begins.</summary>
    public long Since { get; }

    public long Last => _events.Length > 0 ? _events[^1].Id : Since;

    public bool IsUnknown => Since == long.MaxValue;

    /// <summary>Completes when a newer window takes its place.</summary>
    public Task Passed => _passed.Task;

    /// <summary>Nothing is known of the newest events; whoever follows reads the database.</summary>
    public static EventWindow Unknown() => new(long.MaxValue, []);

    /// <summary>An empty window that begins after the newest event.</summary>
    public static EventWindow After(long newest) => new(newest, []);

    public EventWindow With(IReadOnlyList<EventMessage> news)
    {
        EventMessage[] all = [.. _events, .. news];
        var (first, bytes) = (all.Length, 0);
        while (first > 0 && all.Length - first < Size && (bytes += all[first - 1].Json.Length) <= MostBytes)
        {
            first--;
        }

        return first == 0 ? new(Since, all) : new(all[first - 1].Id, all[first..]);
    }

    /// <summary>The events after an id that lies in the window.</summary>
    public ArraySegment<EventMessage> EventsAfter(long id)
    {
        var (low, high) = (0, _events.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _events[middle].Id > id ? (low, middle) : (middle + 1, high);
        }

        return new ArraySegment<EventMessage>(_events, low, _events.Length - low);
    }

    public void Pass() => _passed.TrySetResult();
}

/// <summary>One reader's place among the events: replays from the database, then goes along with what is new, without a gap and without a double.</summary>
internal sealed class EventCursor(EventFeed feed, long after) : IDisposable
{
    private Task _news = Task.CompletedTask;

    /// <summary>The last event that was read.</summary>
    public long Position { get; private set; } = after;

    /// <summary>Completes when there may be events after the ones that were read.</summary>
    public Task News => _news;

    /// <summary>The events that follow, oldest first; none when there are none yet.</summary>
    public async ValueTask<IReadOnlyList<EventMessage>> ReadAsync(CancellationToken cancellationToken)
    {
        // Taken before the look: what comes after it passes this window.
        var window = feed.Window;
        _news = window.Passed;
        IReadOnlyList<EventMessage> events = Position >= window.Since ? window.EventsAfter(Position) : await feed.LoadAsync(Position, cancellationToken);
        if (events.Count > 0)
        {
            Position = events[^1].Id;
        }
        else if (!window.IsUnknown && Position < window.Since)
        {
            Position = window.Since;
        }

        return events;
    }

    public void Dispose() => feed.Leave();
}
