using System.Net;
using ChargePointEmulator.Settings;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Load;

/// <summary>What a load file says: who connects where, what they do when, and how good the Central System has to be at it.</summary>
internal sealed record LoadProfile
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public string Description { get; init; } = "";

    public required LoadTarget Target { get; init; }

    public required FleetPlan Fleet { get; init; }

    /// <summary>Every draw follows from it; the same seed gives the same sessions.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Energy that flows counts so many times; clocks, samples and time-outs stay as they are.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>After the last stage: longest wait for sessions to end and for their messages to be answered.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    public required IReadOnlyList<Stage> Stages { get; init; }

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];
}

/// <summary>The Central System, and how it is reached.</summary>
internal sealed record LoadTarget
{
    /// <summary>Endpoint without the identity.</summary>
    public required Uri Url { get; init; }

    /// <summary>0 to 3; null follows from the others.</summary>
    public int? SecurityProfile { get; init; }

    /// <summary>Password of Basic authentication; the user is the identity.</summary>
    public string? Key { get; init; }

    /// <summary>Passwords of single charge points; they stand above <see cref="Key"/>.</summary>
    public PasswordFile? Keys { get; init; }

    public bool HasKeys => Key is not null || Keys is not null;

    /// <summary>Root certificates of the Central System in PEM.</summary>
    public string? Roots { get; init; }

    /// <summary>Chain and key of a charge point in PEM; <c>{id}</c> stands for its identity.</summary>
    public string? Certificate { get; init; }

    /// <summary>Accept any certificate.</summary>
    public bool Insecure { get; init; }

    /// <summary>Handshakes begun per second by the whole fleet, reconnects included.</summary>
    public double ConnectRate { get; init; } = 200;

    /// <summary>Addresses of this machine that connections come from; none leaves it to the system.</summary>
    public IReadOnlyList<IPAddress> Bind { get; init; } = [];
}

/// <summary>The charge points.</summary>
internal sealed record FleetPlan
{
    public int Count { get; init; } = 1;

    public required IdentityPattern Identities { get; init; }

    /// <summary>Stations and how often each occurs.</summary>
    public required IReadOnlyList<(StationTemplate Station, int Weight)> Mix { get; init; }

    public required IdTagPlan IdTags { get; init; }

    /// <summary>Configuration keys as they leave the factory, over those of the stations.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    /// <summary>Send BootNotification on every connect, not only after a restart.</summary>
    public bool BootOnReconnect { get; init; } = true;

    /// <summary>From a hard restart to the next handshake.</summary>
    public TimeSpan RestartTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The station of each charge point, in the order of the fleet: the proportions hold in every part of it.</summary>
    public IReadOnlyList<int> StationsInOrder()
    {
        var total = Mix.Sum(entry => entry.Weight);
        var owed = new long[Mix.Count];
        var stations = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            for (var each = 0; each < owed.Length; each++)
            {
                owed[each] += Mix[each].Weight;
            }

            stations[i] = Array.IndexOf(owed, owed.Max());
            owed[stations[i]] -= total;
        }

        return stations;
    }
}

/// <summary>How a session finds its idTag.</summary>
internal enum IdTagPick
{
    /// <summary>Any, for each session anew.</summary>
    Random,

    /// <summary>Each charge point has one, in the order of the fleet.</summary>
    PerChargePoint,
}

/// <summary>The idTags people present.</summary>
internal sealed record IdTagPlan(IReadOnlyList<string> IdTags, IdTagPick Pick)
{
    public string Of(int chargePoint, Fleet.SeededRandom random) => Pick == IdTagPick.PerChargePoint ? IdTags[(chargePoint - 1) % IdTags.Count] : IdTags[random.Next(IdTags.Count)];
}
