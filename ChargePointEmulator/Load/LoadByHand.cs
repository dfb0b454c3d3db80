namespace ChargePointEmulator.Load;

/// <summary>What a person does to a running load beside its stages.</summary>
/// <param name="profile">The load.</param>
/// <param name="fleet">Its charge points.</param>
/// <param name="traffic">What they do by themselves.</param>
/// <param name="events">What befalls them.</param>
/// <param name="elapsed">Time since the load began.</param>
internal sealed class LoadByHand(LoadProfile profile, LoadFleet fleet, LoadTraffic traffic, LoadEvents events, Func<TimeSpan> elapsed)
{
    private readonly Lock _lock = new();
    private readonly List<ByHand> _done = [];
    private readonly List<(EventKind Kind, Task Running)> _happening = [];
    private bool _isRamping;
    private bool _areStagesOver;

    /// <summary>Ends what was begun here.</summary>
    public CancellationToken Ending { get; set; }

    /// <summary>A stage changes the size of the fleet, so nobody else does.</summary>
    public bool IsRamping
    {
        set
        {
            lock (_lock)
            {
                _isRamping = value;
            }
        }
    }

    /// <summary>All of it, in order.</summary>
    public IReadOnlyList<ByHand> Done
    {
        get
        {
            lock (_lock)
            {
                return [.. _done];
            }
        }
    }

    /// <summary>Charge points that <see cref="Resize"/> is asked for at once.</summary>
    public int Step => StepOf(profile);

    public static int StepOf(LoadProfile profile) => Math.Clamp(profile.Fleet.Count / 10, 1, 100);

    /// <summary>Lets something happen beside the stages: what the file says of the first event of its kind, or else what is usual.</summary>
    /// <returns>Why it cannot happen; null when it does.</returns>
    public string? Happen(EventKind kind)
    {
        lock (_lock)
        {
            if (_areStagesOver)
            {
                return "the stages are over";
            }

            var word = EventStage.WordOf(kind);
            if (_happening.Any(each => each.Kind == kind && !each.Running.IsCompleted))
            {
                return $"a {word} is under way";
            }

            var stage = (profile.Stages.OfType<EventStage>().FirstOrDefault(each => each.Kind == kind) ?? Usual(kind)) with { Name = $"{word} by hand" };
            var (place, index) = (Note(FormattableString.Invariant($"{word} of {stage.Percent}%"), ""), profile.Stages.Count + _happening.Count);
            _happening.Add((kind, Task.Run(() => HappenAsync(stage, index, place))));
            return null;
        }
    }

    /// <summary>Switches on so many more charge points, or off so many where it is negative.</summary>
    /// <returns>Why that cannot be; null when it is done.</returns>
    public string? Resize(int by)
    {
        lock (_lock)
        {
            if (_areStagesOver || _isRamping)
            {
                return _isRamping ? "the fleet is ramping" : "the stages are over";
            }

            var to = Math.Clamp(fleet.SwitchedOn + by, 0, profile.Fleet.Count);
            if (to == fleet.SwitchedOn)
            {
                return to == 0 ? "all are off" : "all are on: the fleet has no more (count)";
            }

            Note($"{Texts.Number(Math.Abs(to - fleet.SwitchedOn))} {(by > 0 ? "more" : "fewer")}", $"{Texts.Number(to)} on");
            while (fleet.SwitchedOn < to)
            {
                traffic.SwitchOn();
            }

            while (fleet.SwitchedOn > to)
            {
                traffic.SwitchOff();
            }

            return null;
        }
    }

    /// <summary>Remembers what was done by hand; gives its place.</summary>
    public int Note(string what, string result)
    {
        lock (_lock)
        {
            _done.Add(new ByHand(elapsed(), what, result));
            return _done.Count - 1;
        }
    }

    /// <summary>Nothing more is done by hand; completes when what was is over.</summary>
    public Task SettleAsync()
    {
        lock (_lock)
        {
            _areStagesOver = true;
            return Task.WhenAll(_happening.Select(each => each.Running));
        }
    }

    private static EventStage Usual(EventKind kind) =>
        new("", kind) { For = TimeSpan.FromSeconds(10), ReconnectWithin = TimeSpan.FromSeconds(30), Over = TimeSpan.FromSeconds(10), Within = LoadReader.DefaultRecovery };

    private async Task HappenAsync(EventStage stage, int index, int place)
    {
        var result = await events.HappenAsync(stage, index, Ending);
        lock (_lock)
        {
            _done[place] = _done[place] with { Result = Ending.IsCancellationRequested ? "interrupted" : result };
        }
    }
}
