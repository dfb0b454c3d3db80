using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;

namespace CentralSystem.Web.LocalLists;

/// <summary>How far the local list of one Charge Point is in step.</summary>
/// <remarks>Changed by whoever synchronises it, one at a time; read by anybody.</remarks>
internal sealed class LocalListStatus(ChargePointState chargePoint)
{
    /// <summary>Nothing is to be done until something happens.</summary>
    public static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    public ChargePointState ChargePoint { get; } = chargePoint;

    public LocalListSyncState State { get; set; } = LocalListSyncState.Pending;

    /// <summary>Entries the list should have.</summary>
    public int WantedEntries { get; set; }

    /// <summary>What the Charge Point holds; null while that is not known in full.</summary>
    public WantedList? Held { get; set; }

    /// <summary>Hash of what it holds; survives a restart.</summary>
    public string? HeldHash { get; set; }

    /// <summary>Version under which it got it.</summary>
    public int? SyncedVersion { get; set; }

    public DateTimeOffset? LastSyncAt { get; set; }

    public string? LastError { get; set; }

    /// <summary>When it is its turn.</summary>
    public DateTimeOffset DueAt { get; set; } = Never;

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; set; }

    public bool IsRunning { get; set; }

    /// <summary>The connection it was last looked at over.</summary>
    public ChargePointSession? Session { get; set; }

    /// <summary>What the Charge Point takes; null until it was asked on this connection.</summary>
    public LocalListLimits? Limits { get; set; }

    /// <summary>Nobody knows what the Charge Point holds.</summary>
    public void Forget() => (Held, HeldHash) = (null, null);

    public void Due(DateTimeOffset at)
    {
        DueAt = at < DueAt ? at : DueAt;
        State = State is LocalListSyncState.InSync ? LocalListSyncState.Pending : State;
    }
}

/// <summary>How far a local list is in step.</summary>
internal enum LocalListSyncState
{
    /// <summary>It is not kept in step.</summary>
    Off,

    /// <summary>It waits for its turn, or for the Charge Point to connect.</summary>
    Pending,

    Syncing,

    InSync,

    /// <summary>The last attempt failed; another one follows.</summary>
    Failed,

    /// <summary>The Charge Point has no local list, or it is switched off.</summary>
    NotSupported,
}

/// <summary>What a Charge Point takes.</summary>
/// <param name="PerMessage">SendLocalListMaxLength: entries in one SendLocalList.</param>
/// <param name="Total">LocalAuthListMaxLength: entries in the list.</param>
internal sealed record LocalListLimits(int PerMessage, int Total);
