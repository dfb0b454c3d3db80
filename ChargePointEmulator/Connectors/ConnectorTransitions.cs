using Ocpp.Messages;
using static Ocpp.Messages.ChargePointStatus;

namespace ChargePointEmulator.Connectors;

/// <summary>Which status may follow which (§4.9 with errata §3.19 to §3.21; rules E).</summary>
internal static class ConnectorTransitions
{
    private static readonly Dictionary<ChargePointStatus, ChargePointStatus[]> Next = new()
    {
        [Available] = [Preparing, Charging, SuspendedEV, SuspendedEVSE, Reserved, Unavailable, Faulted],

        // Not in the specification's table: Unavailable. A ChangeAvailability while somebody only plugged in has no transaction to wait for.
        [Preparing] = [Available, Charging, SuspendedEV, SuspendedEVSE, Finishing, Unavailable, Faulted],
        [Charging] = [Available, SuspendedEV, SuspendedEVSE, Finishing, Unavailable, Faulted],
        [SuspendedEV] = [Available, Charging, SuspendedEVSE, Finishing, Unavailable, Faulted],
        [SuspendedEVSE] = [Available, Charging, SuspendedEV, Finishing, Unavailable, Faulted],
        [Finishing] = [Available, Preparing, Unavailable, Faulted],
        [Reserved] = [Available, Preparing, Unavailable, Faulted],
        [Unavailable] = [Available, Preparing, Charging, SuspendedEV, SuspendedEVSE, Faulted],
        [Faulted] = [Available, Preparing, Charging, SuspendedEV, SuspendedEVSE, Finishing, Reserved, Unavailable],
    };

    public static bool Allows(ChargePointStatus from, ChargePointStatus to) => Next[from].Contains(to);

    /// <summary>The statuses to go through, ending with <paramref name="to"/>; one step unless only a detour is allowed.</summary>
    public static IEnumerable<ChargePointStatus> Path(ChargePointStatus from, ChargePointStatus to) =>
        Allows(from, to) ? [to] : [Next[from].First(between => between != Faulted && Allows(between, to)), to];
}
