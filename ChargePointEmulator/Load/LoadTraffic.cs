using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Load;

/// <summary>Who of the fleet is switched on, and what they do by themselves: the traffic of the hold that was last.</summary>
internal sealed class LoadTraffic(LoadProfile profile, LoadFleet fleet)
{
    /// <summary>Held while charge points get their traffic: stages and what is done by hand do not do so at once.</summary>
    private readonly Lock _lock = new();
    private HoldStage? _hold;
    private int _holdIndex;

    /// <summary>Switches on the next charge point.</summary>
    public void SwitchOn()
    {
        lock (_lock)
        {
            Begin(fleet.SwitchOn());
        }
    }

    /// <summary>Switches off the last one.</summary>
    public void SwitchOff()
    {
        lock (_lock)
        {
            fleet.SwitchOff();
        }
    }

    /// <summary>From here on the traffic of the fleet is that of a hold, or none.</summary>
    public void Follow(HoldStage? hold, int index)
    {
        lock (_lock)
        {
            (_hold, _holdIndex) = (hold, index);
            foreach (var member in fleet.Members)
            {
                Begin(member);
            }
        }
    }

    /// <summary>The traffic of the hold that was last begins at a charge point.</summary>
    private void Begin(LoadChargePoint member)
    {
        var (hold, index, chargePoint) = (_hold, _holdIndex, member.ChargePoint);
        chargePoint.Do(() =>
        {
            for (var connector = 1; connector <= member.Connectors.Count; connector++)
            {
                member.Connectors[connector - 1].Follow(hold is { SessionsPerHour: > 0 } ? SessionPlan.Of(profile, index, hold, chargePoint.Number, connector, member.Connectors.Count) : null);
            }

            var phase = hold?.HeartbeatEvery is { } every ? every * new SeededRandom(profile.Seed, index, chargePoint.Number).NextDouble() : default;
            member.Beat(hold?.HeartbeatEvery, phase);
        });
    }
}
