using ChargePointEmulator.Fleet;
using ChargePointEmulator.Metering;

namespace ChargePointEmulator.Load;

/// <summary>A session as it was drawn, before anybody knew whether the connector would be free.</summary>
/// <param name="At">After the begin of the plan.</param>
/// <param name="IdTag">Who.</param>
/// <param name="EnergyWh">Energy the vehicle takes; null for as much as it can.</param>
/// <param name="Stays">How long the vehicle stays; null for as long as it takes.</param>
/// <param name="VehicleSeed">Decides about the vehicle.</param>
internal sealed record PlannedSession(TimeSpan At, string IdTag, double? EnergyWh, TimeSpan? Stays, int VehicleSeed)
{
    public CarModel Vehicle(SupplyModel supply) => CarModel.Arriving(new SeededRandom(VehicleSeed), supply);
}

/// <summary>Draws the sessions of a connector: a stream of its own for each stage, charge point and connector, so that who is drawn first changes nothing.</summary>
internal static class SessionPlan
{
    private const int SurgeStream = -1;

    /// <summary>No run lasts this long.</summary>
    private const double LongestSeconds = 366 * 86_400.0;

    /// <summary>Arrivals that know nothing of each other, without end.</summary>
    /// <param name="profile">Whose seed and idTags they follow.</param>
    /// <param name="stage">Place of the stage, from 0.</param>
    /// <param name="hold">How many, and what they are like.</param>
    /// <param name="chargePoint">Number in the fleet, from 1.</param>
    /// <param name="connector">Number, from 1.</param>
    /// <param name="connectors">Connectors of the charge point, among which its sessions are shared out.</param>
    public static IEnumerable<PlannedSession> Of(LoadProfile profile, int stage, HoldStage hold, int chargePoint, int connector, int connectors)
    {
        var random = new SeededRandom(profile.Seed, stage, chargePoint, connector);
        var gap = Distribution.Exponential(3600 * connectors / hold.SessionsPerHour, 0, double.MaxValue);
        for (var at = gap.Draw(random); at < LongestSeconds; at += gap.Draw(random))
        {
            yield return Draw(profile, hold.Session, chargePoint, TimeSpan.FromSeconds(at), random);
        }
    }

    /// <summary>The session of a charge point in a surge.</summary>
    public static PlannedSession OfSurge(LoadProfile profile, int stage, EventStage surge, int chargePoint)
    {
        var random = new SeededRandom(profile.Seed, stage, chargePoint, SurgeStream);
        return Draw(profile, surge.Session, chargePoint, surge.Over * random.NextDouble(), random);
    }

    private static PlannedSession Draw(LoadProfile profile, SessionShape shape, int chargePoint, TimeSpan at, SeededRandom random)
    {
        var idTag = profile.Fleet.IdTags.Of(chargePoint, random);
        var energy = shape.EnergyWh?.Draw(random);
        var stays = shape.Seconds?.Draw(random);
        return new PlannedSession(at, idTag, energy, stays is { } seconds ? TimeSpan.FromSeconds(seconds) : null, random.Next(int.MaxValue));
    }
}
