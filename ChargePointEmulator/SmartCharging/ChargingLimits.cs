using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.SmartCharging;

/// <summary>The charging profiles of one charge point, and their hold on what its connectors give.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §3.13, §5.5, §5.7, §5.16; errata §3.8, §3.25, §3.26, §3.37.</remarks>
internal sealed class ChargingLimits(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(1);

    /// <summary>In seconds; what recurs every day would otherwise be counted through for as many years as an integer holds.</summary>
    private const int LongestSchedule = 7 * 86_400;

    private List<InstalledProfile>? _profiles;
    private ScheduledWork? _nextChange;

    /// <summary>Whether a profile may be installed, by its content and by what runs.</summary>
    public bool IsAllowed(int connectorId, ChargingProfile profile) =>
        IsSound(profile) && FitsPlace(connectorId, profile) && HasRoomFor(connectorId, profile);

    /// <summary>Whether a profile replaces one that is installed, or is not one too many.</summary>
    public bool HasRoomFor(int connectorId, ChargingProfile profile) =>
        WouldReplace(connectorId, profile) || (_profiles?.Count ?? 0) < chargePoint.Configuration.Number("MaxChargingProfilesInstalled");

    /// <summary>Whether a profile can be carried out at all, wherever it goes.</summary>
    public bool IsSound(ChargingProfile profile)
    {
        var configuration = chargePoint.Configuration;
        var schedule = profile.ChargingSchedule;
        var periods = schedule.ChargingSchedulePeriod;
        var unit = schedule.ChargingRateUnit.Known switch { ChargingRateUnit.A => "Current", ChargingRateUnit.W => "Power", _ => "" };
        return configuration.List("ChargingScheduleAllowedChargingRateUnit").Contains(unit)
            && profile.StackLevel >= 0 && profile.StackLevel <= configuration.Number("ChargeProfileMaxStackLevel")
            && periods.Count > 0 && periods.Count <= configuration.Number("ChargingScheduleMaxPeriods")
            && periods[0].StartPeriod == 0 && periods.Zip(periods.Skip(1)).All(pair => pair.First.StartPeriod < pair.Second.StartPeriod)
            && (profile.ChargingProfileKind != ChargingProfileKind.Recurring || (profile.RecurrencyKind is not null && schedule.StartSchedule is not null))
            && !(profile.ValidTo <= profile.ValidFrom);
    }

    public IReadOnlyList<InstalledProfile> Installed => _profiles ?? [];

    /// <summary>Takes profiles from the store; those of a transaction ended with it (§3.13.1, errata §3.37).</summary>
    public void Recall(IEnumerable<InstalledProfile> profiles)
    {
        var kept = profiles.Where(profile => profile.Profile.ChargingProfilePurpose != ChargingProfilePurpose.TxProfile).ToList();
        _profiles = kept.Count > 0 ? kept : null;
    }

    public void Install(int connectorId, ChargingProfile profile)
    {
        _profiles ??= [];
        _profiles.RemoveAll(installed => IsSame(installed, connectorId, profile));
        _profiles.Add(new InstalledProfile(connectorId, profile, chargePoint.Now));
        chargePoint.Keep();
    }

    /// <summary>Removes what matches: the id alone if there is one, else every field that is given (errata §3.25, §3.26).</summary>
    public bool Clear(ClearChargingProfileRequest request)
    {
        var removed = _profiles?.RemoveAll(installed => request.Id is { } id
            ? installed.Profile.ChargingProfileId == id
            : (request.ConnectorId is null || request.ConnectorId == installed.ConnectorId)
                && (request.ChargingProfilePurpose is null || request.ChargingProfilePurpose == installed.Profile.ChargingProfilePurpose)
                && (request.StackLevel is null || request.StackLevel == installed.Profile.StackLevel)) ?? 0;
        chargePoint.Keep();
        return removed > 0;
    }

    /// <summary>TxProfiles end with their transaction (§3.13.1).</summary>
    public void TransactionEnded(int connectorId)
    {
        _profiles?.RemoveAll(installed => installed.ConnectorId == connectorId && installed.Profile.ChargingProfilePurpose == ChargingProfilePurpose.TxProfile);
        Apply();
    }

    /// <summary>What holds from now on.</summary>
    /// <param name="connectorId">0 for the whole charge point.</param>
    /// <param name="duration">In seconds; the schedule is shorter, and says so, where it reaches beyond a week or takes more than ChargingScheduleMaxPeriods.</param>
    /// <param name="unit">Of the limits; absent, the one the Central System uses.</param>
    public ChargingSchedule Schedule(int connectorId, int duration, ChargingRateUnit? unit)
    {
        var schedule = Composite().Over(connectorId, Running(), chargePoint.Now, Math.Min(duration, LongestSchedule), unit ?? UsualUnit(connectorId));
        var periods = schedule.ChargingSchedulePeriod;
        var most = chargePoint.Configuration.Number("ChargingScheduleMaxPeriods");
        return periods.Count <= most ? schedule : schedule with { Duration = periods[most].StartPeriod, ChargingSchedulePeriod = [.. periods.Take(most)] };
    }

    /// <summary>Lets the connectors follow the limits of this instant, and of every later one when it comes.</summary>
    public void Apply()
    {
        _nextChange?.Cancel();
        if (_profiles is null)
        {
            return;
        }

        var now = chargePoint.Now;
        var running = Running();
        var composite = Composite();
        var charging = running.Count(each => each is not null);
        var total = charging > 0 ? composite.MaxLimit(null, now, ChargingRateUnit.A)?.Value : null;
        foreach (var connector in chargePoint.Connectors)
        {
            var own = composite.LimitOf(connector.Id, running[connector.Id - 1], now, ChargingRateUnit.A)?.Value ?? chargePoint.Settings.Supply.MaxCurrent;

            // ChargePointMaxProfile bounds the sum of the connectors (§3.13.3): those that charge share it.
            var share = total is { } most ? most / charging : own;
            connector.Meter.Limit(Math.Min(Math.Min(own, share), chargePoint.Settings.Supply.MaxCurrent));
            connector.Refresh();
        }

        if (charging > 0 && _profiles.Count > 0)
        {
            ScheduleNext(now, running);
        }
    }

    private void ScheduleNext(DateTimeOffset now, ChargingSince?[] running)
    {
        var horizon = now + LookAhead;
        var next = _profiles!.SelectMany(profile => running.Append(null).SelectMany(each => profile.Breakpoints(now, horizon, each?.StartedAt)))
            .Where(instant => instant > now).DefaultIfEmpty(horizon).Min();
        _nextChange = chargePoint.After(next - now, Apply);
    }

    private CompositeSchedule Composite() => new(_profiles ?? [], chargePoint.Settings.Supply);

    private ChargingSince?[] Running() =>
        [.. chargePoint.Connectors.Select(connector => connector.Transaction is { } transaction ? new ChargingSince(transaction.StartedAt, transaction.Id) : (ChargingSince?)null)];

    /// <summary>The unit the Central System itself used last for this connector; without a profile, A.</summary>
    private ChargingRateUnit UsualUnit(int connectorId) =>
        _profiles?.LastOrDefault(installed => installed.ConnectorId == connectorId || installed.ConnectorId == 0)?.Profile.ChargingSchedule.ChargingRateUnit.Known ?? ChargingRateUnit.A;

    private bool FitsPlace(int connectorId, ChargingProfile profile)
    {
        if (!profile.ChargingProfilePurpose.IsKnown(out var purpose))
        {
            return false;
        }

        return purpose switch
        {
            ChargingProfilePurpose.ChargePointMaxProfile => connectorId == 0,
            ChargingProfilePurpose.TxProfile => chargePoint.FindConnector(connectorId)?.Transaction is { } transaction
                && (profile.TransactionId is null || profile.TransactionId == transaction.Id),
            _ => true,
        };
    }

    private bool WouldReplace(int connectorId, ChargingProfile profile) => _profiles?.Exists(installed => IsSame(installed, connectorId, profile)) ?? false;

    /// <summary>The same id anywhere, or the same purpose and level at the same place (§5.16.3, §5.16.4).</summary>
    private static bool IsSame(InstalledProfile installed, int connectorId, ChargingProfile profile) =>
        installed.Profile.ChargingProfileId == profile.ChargingProfileId
            || (installed.ConnectorId == connectorId && installed.Profile.StackLevel == profile.StackLevel
                && installed.Profile.ChargingProfilePurpose == profile.ChargingProfilePurpose);
}
