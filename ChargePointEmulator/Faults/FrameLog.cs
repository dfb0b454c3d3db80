namespace ChargePointEmulator.Faults;

/// <summary>The last frames of one charge point, for whoever watches it: a scenario, a person, a stream of events.</summary>
/// <param name="capacity">Frames that are kept; older ones go.</param>
internal sealed class FrameLog(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<LineFrame> _frames = new();
    private TaskCompletionSource? _more;
    private long _last;

    /// <summary>Told of every frame, on the thread that carries it; it must return at once.</summary>
    public event Action<LineFrame>? Added;

    /// <summary>Number of the newest frame.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Frames after a number, oldest first.</summary>
    public IReadOnlyList<LineFrame> After(long number)
    {
        lock (_lock)
        {
            return [.. _frames.Where(frame => frame.Number > number)];
        }
    }

    /// <summary>Completes when there is a frame after this number; at once when there is one already.</summary>
    public Task MoreThanAsync(long number)
    {
        lock (_lock)
        {
            if (_last > number)
            {
                return Task.CompletedTask;
            }

            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _more.Task;
        }
    }

    /// <summary>Adds a frame; its number is given by its place.</summary>
    public LineFrame Add(Func<long, LineFrame> frame)
    {
        LineFrame added;
        TaskCompletionSource? more;
        lock (_lock)
        {
            added = frame(_last + 1);
            _frames.Enqueue(added);
            if (_frames.Count > capacity)
            {
                _frames.Dequeue();
            }

            _last++;
            (more, _more) = (_more, null);
        }

        more?.TrySetResult();
        Added?.Invoke(added);
        return added;
    }
}
