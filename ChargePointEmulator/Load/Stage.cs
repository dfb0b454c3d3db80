namespace ChargePointEmulator.Load;

/// <summary>A part of a run. What a stage does not speak of goes on as the stages before left it.</summary>
/// <param name="Name">As lines and reports call it.</param>
internal abstract record Stage(string Name);

/// <summary>The fleet grows, or shrinks.</summary>
/// <param name="Name">As lines and reports call it.</param>
/// <param name="To">Charge points that are switched on at the end.</param>
/// <param name="Over">From the first to the last.</param>
/// <param name="Curve">How they are spread over that time.</param>
/// <param name="Within">After that: longest wait until all of them are accepted.</param>
internal sealed record RampStage(string Name, int To, TimeSpan Over, RampCurve Curve, TimeSpan Within) : Stage(Name);

/// <summary>How a ramp is spread over its time.</summary>
internal enum RampCurve
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Slowly at first.</summary>
    EaseIn,

    /// <summary>Slowly at last.</summary>
    EaseOut,
}

/// <summary>Traffic of everyday life; it goes on through the events that follow, until the next hold.</summary>
/// <param name="Name">As lines and reports call it.</param>
/// <param name="For">How long.</param>
/// <param name="SessionsPerHour">That begin at each charge point, on average.</param>
/// <param name="Session">What a session is like.</param>
/// <param name="HeartbeatEvery">Heartbeats of each charge point beside its own; null for none.</param>
internal sealed record HoldStage(string Name, TimeSpan For, double SessionsPerHour, SessionShape Session, TimeSpan? HeartbeatEvery) : Stage(Name);

/// <summary>Something happens to a part of the fleet at once.</summary>
/// <param name="Name">As lines and reports call it.</param>
/// <param name="Kind">What.</param>
internal sealed record EventStage(string Name, EventKind Kind) : Stage(Name)
{
    /// <summary>Of those that are switched on, drawn by the seed.</summary>
    public double Percent { get; init; } = 100;

    /// <summary>A blackout or an idle time lasts so long.</summary>
    public TimeSpan For { get; init; }

    /// <summary>It meets one charge point after the other in this time.</summary>
    public TimeSpan Over { get; init; }

    /// <summary>Charge points come back spread over this time, each at a moment drawn by the seed.</summary>
    public TimeSpan ReconnectWithin { get; init; }

    /// <summary>Longest wait until all of them are accepted again.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>What a session of a surge is like.</summary>
    public SessionShape Session { get; init; } = SessionShape.Usual;

    /// <summary>The name of the event in the file.</summary>
    public string Word => WordOf(Kind);

    /// <summary>Whether charge points are away in it, and come back.</summary>
    public bool HasRecovery => Kind is EventKind.Blackout or EventKind.ReconnectStorm or EventKind.RollingRestart;

    public static string WordOf(EventKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}

/// <summary>What can happen.</summary>
internal enum EventKind
{
    /// <summary>The mains fail: connections break without a word, transactions end with PowerLoss when they are back.</summary>
    Blackout,

    /// <summary>All connections break and come back.</summary>
    ReconnectStorm,

    /// <summary>Charge points restart one after the other.</summary>
    RollingRestart,

    /// <summary>Everybody arrives: a session begins at each charge point.</summary>
    Surge,

    /// <summary>No session begins, and no extra Heartbeat is sent.</summary>
    Idle,
}

/// <summary>What a session is like: it ends by whichever comes first.</summary>
/// <param name="EnergyWh">Energy the vehicle takes; null for as much as it can.</param>
/// <param name="Seconds">How long it stays, in seconds; null for as long as it takes.</param>
internal sealed record SessionShape(Distribution? EnergyWh, Distribution? Seconds)
{
    public static SessionShape Usual { get; } = new(Distribution.Normal(22_000, 8_000, least: 1_000, most: 100_000), null);
}
