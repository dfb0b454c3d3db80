using ChargePointEmulator.Metering;
using Ocpp.Types;

namespace ChargePointEmulator.SmartCharging;

/// <summary>A running transaction, as far as limits depend on it.</summary>
internal readonly record struct ChargingSince(DateTimeOffset StartedAt, int? TransactionId);

/// <summary>What all profiles together allow, instant by instant.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §3.13 with errata §3.34, §3.43 to §3.45; the algorithm of certification cases TC_066, TC_067 and TC_072. Pure: no clock, no state.</remarks>
internal sealed class CompositeSchedule(IReadOnlyList<InstalledProfile> profiles, SupplyModel supply)
{
    /// <summary>The limit of one connector at an instant; null where no profile says anything.</summary>
    public Limit? LimitOf(int connectorId, ChargingSince? charging, DateTimeOffset at, ChargingRateUnit unit) =>
        Least(OwnLimit(connectorId, charging, at, unit), MaxLimit(charging, at, unit));

    /// <summary>The limit that all connectors share (§3.13.1); null where no profile says anything.</summary>
    public Limit? MaxLimit(ChargingSince? charging, DateTimeOffset at, ChargingRateUnit unit) =>
        Pick(ChargingProfilePurpose.ChargePointMaxProfile, 0, charging, at, unit);

    /// <summary>The limit of the whole charge point at an instant: the sum of its connectors within ChargePointMaxProfile.</summary>
    public Limit TotalLimit(IReadOnlyList<ChargingSince?> connectors, DateTimeOffset at, ChargingRateUnit unit)
    {
        var sum = 0m;
        for (var index = 0; index < connectors.Count; index++)
        {
            sum += OwnLimit(index + 1, connectors[index], at, unit)?.Value ?? Hardware(unit);
        }

        return Least(new Limit(sum, unit, null), MaxLimit(null, at, unit))!.Value;
    }

    /// <summary>The schedule from an instant on; neighbours with equal limits for as many phases are one period.</summary>
    /// <param name="connectorId">0 for the whole charge point.</param>
    /// <param name="connectors">What runs on each connector, the first one first.</param>
    /// <param name="from">Where the schedule begins.</param>
    /// <param name="duration">In seconds.</param>
    /// <param name="unit">Of the limits.</param>
    public ChargingSchedule Over(int connectorId, IReadOnlyList<ChargingSince?> connectors, DateTimeOffset from, int duration, ChargingRateUnit unit)
    {
        from = InstalledProfile.WholeSecond(from);
        var to = from.AddSeconds(duration);
        var charging = connectorId > 0 ? connectors[connectorId - 1] : null;
        var starts = connectors.Append(null).Select(each => each?.StartedAt).Distinct().ToArray();
        var breakpoints = profiles.SelectMany(profile => starts.SelectMany(start => profile.Breakpoints(from, to, start)))
            .Select(instant => Math.Ceiling((instant - from).TotalSeconds))
            .Where(second => second > 0 && second < duration)
            .Append(0).Distinct().Order();

        var periods = new List<ChargingSchedulePeriod>();
        foreach (var second in breakpoints)
        {
            var at = from.AddSeconds(second);
            var limit = connectorId > 0 ? LimitOf(connectorId, charging, at, unit) ?? new Limit(Hardware(unit), unit, null) : TotalLimit(connectors, at, unit);
            if (periods.Count == 0 || (periods[^1].Limit, periods[^1].NumberPhases) != (limit.Value, limit.NumberPhases))
            {
                periods.Add(new() { StartPeriod = (int)second, Limit = limit.Value, NumberPhases = limit.NumberPhases });
            }
        }

        return new() { Duration = duration, ChargingRateUnit = unit, ChargingSchedulePeriod = periods };
    }

    /// <summary>What the installation gives a connector without any profile.</summary>
    public decimal Hardware(ChargingRateUnit unit) => unit == ChargingRateUnit.A ? supply.MaxCurrent : supply.MaxPower;

    private static Limit? Least(Limit? one, Limit? other) => one is null || other?.Value < one.Value.Value ? other : one;

    /// <summary>TxProfile of the running transaction; only where there is none, TxDefaultProfile: the connector's own before the common one.</summary>
    private Limit? OwnLimit(int connectorId, ChargingSince? charging, DateTimeOffset at, ChargingRateUnit unit)
    {
        // A TxProfile that is valid overrules TxDefaultProfile even where its own schedule has ended (§3.13.1).
        if (charging is not null && profiles.Any(profile => IsAt(profile, ChargingProfilePurpose.TxProfile, connectorId) && profile.IsValidAt(at)))
        {
            return Pick(ChargingProfilePurpose.TxProfile, connectorId, charging, at, unit);
        }

        return Pick(ChargingProfilePurpose.TxDefaultProfile, connectorId, charging, at, unit) ?? Pick(ChargingProfilePurpose.TxDefaultProfile, 0, charging, at, unit);
    }

    /// <summary>The highest stack level that says something at this instant.</summary>
    private Limit? Pick(ChargingProfilePurpose purpose, int connectorId, ChargingSince? charging, DateTimeOffset at, ChargingRateUnit unit)
    {
        foreach (var profile in profiles.Where(profile => IsAt(profile, purpose, connectorId)).OrderByDescending(profile => profile.Profile.StackLevel))
        {
            if (profile.LimitAt(at, charging?.StartedAt) is { } limit)
            {
                return limit.In(unit, supply);
            }
        }

        return null;
    }

    private static bool IsAt(InstalledProfile profile, ChargingProfilePurpose purpose, int connectorId) =>
        profile.ConnectorId == connectorId && profile.Profile.ChargingProfilePurpose == purpose;
}
