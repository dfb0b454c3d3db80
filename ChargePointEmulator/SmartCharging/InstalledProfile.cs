using ChargePointEmulator.Metering;
using Ocpp.Types;

namespace ChargePointEmulator.SmartCharging;

/// <summary>A charging profile at its place.</summary>
/// <param name="ConnectorId">0 for the charge point, or for all connectors.</param>
/// <param name="Profile">As the Central System sent it.</param>
/// <param name="InstalledAt">Where a schedule without a start counts from while nothing charges.</param>
internal sealed record InstalledProfile(int ConnectorId, ChargingProfile Profile, DateTimeOffset InstalledAt)
{
    /// <summary>The profile may apply at this instant, whatever its schedule says.</summary>
    public bool IsValidAt(DateTimeOffset at) => !(at < Profile.ValidFrom) && !(at >= Profile.ValidTo);

    /// <summary>The limit at an instant; null where the profile says nothing (rules B9, steps 1 and 2).</summary>
    public Limit? LimitAt(DateTimeOffset at, DateTimeOffset? chargingSince)
    {
        var seconds = OffsetAt(at, chargingSince);
        if (!IsValidAt(at) || seconds < 0 || seconds >= (Profile.ChargingSchedule.Duration ?? double.MaxValue))
        {
            return null;
        }

        ChargingSchedulePeriod? current = null;
        foreach (var period in Profile.ChargingSchedule.ChargingSchedulePeriod)
        {
            if (period.StartPeriod <= seconds)
            {
                current = period;
            }
        }

        return current is null ? null : new Limit(current.Limit, Profile.ChargingSchedule.ChargingRateUnit.Known ?? ChargingRateUnit.A, current.NumberPhases);
    }

    /// <summary>Instants inside a span at which the limit may change.</summary>
    public IEnumerable<DateTimeOffset> Breakpoints(DateTimeOffset from, DateTimeOffset to, DateTimeOffset? chargingSince)
    {
        foreach (var edge in new[] { Profile.ValidFrom, Profile.ValidTo })
        {
            if (edge is { } instant)
            {
                yield return instant;
            }
        }

        var start = StartOf(chargingSince);
        var cycle = Cycle;
        if (cycle is { } length && from > start)
        {
            start += length * Math.Floor((from - start) / length);
        }

        for (; start < to; start += cycle.Value)
        {
            yield return start;
            foreach (var period in Profile.ChargingSchedule.ChargingSchedulePeriod)
            {
                yield return start.AddSeconds(period.StartPeriod);
            }

            if (Profile.ChargingSchedule.Duration is { } duration)
            {
                yield return start.AddSeconds(duration);
            }

            if (cycle is null)
            {
                break;
            }
        }
    }

    private TimeSpan? Cycle => Profile.ChargingProfileKind != ChargingProfileKind.Recurring ? null
        : Profile.RecurrencyKind == RecurrencyKind.Weekly ? TimeSpan.FromDays(7) : TimeSpan.FromDays(1);

    /// <summary>Seconds since the schedule began, or last began anew; negative before its first start, which a recurrence does not bring forward.</summary>
    private double OffsetAt(DateTimeOffset at, DateTimeOffset? chargingSince)
    {
        var offset = (at - StartOf(chargingSince)).TotalSeconds;
        return Cycle is { } cycle && offset > 0 ? offset % cycle.TotalSeconds : offset;
    }

    /// <summary>A schedule without a start, and every Relative one, counts from the start of charging (§7.9, §7.13).</summary>
    private DateTimeOffset StartOf(DateTimeOffset? chargingSince) => WholeSecond(
        Profile.ChargingProfileKind == ChargingProfileKind.Relative ? chargingSince ?? InstalledAt : Profile.ChargingSchedule.StartSchedule ?? chargingSince ?? InstalledAt);

    /// <summary>Schedules count whole seconds; so do the instants they count from.</summary>
    internal static DateTimeOffset WholeSecond(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));
}

/// <summary>A limit in the unit of its profile.</summary>
/// <param name="Value">A per phase, or W in all.</param>
/// <param name="Unit">Which of the two.</param>
/// <param name="NumberPhases">Phases it speaks of; absent, those of the supply.</param>
internal readonly record struct Limit(decimal Value, ChargingRateUnit Unit, int? NumberPhases)
{
    /// <summary>I = P / (voltage x phases), rounded down to one decimal (§7.12).</summary>
    public Limit In(ChargingRateUnit unit, SupplyModel supply)
    {
        if (unit == Unit)
        {
            return this;
        }

        var line = supply.NominalVoltage * (NumberPhases ?? supply.PhasesOfLimit);
        return new(Math.Floor((unit == ChargingRateUnit.A ? Value / line : Value * line) * 10) / 10, unit, NumberPhases);
    }
}
