using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.SmartCharging;

/// <summary>Charging profiles.</summary>
[Cases("smart-charging")]
internal static class SmartChargingCases
{
    private static int _lastProfileId = Random.Shared.Next(1_000, 1_000_000);

    [Case("TC_056_CSMS", "TxDefaultProfile", "OCPP 1.6 §5.16, §7.8", Drives = ["SetChargingProfile"])]
    public static async Task TxDefaultProfile(CaseRun run)
    {
        var station = await run.BootedAsync();
        var set = await SetAsync(run, station, 1, Absolute(ChargingProfilePurpose.TxDefaultProfile));
        var (profile, schedule) = (set.CsChargingProfiles, set.CsChargingProfiles.ChargingSchedule);
        run.Require(set.ConnectorId == 1, "OCPP 1.6 §6.41", $"the profile is for connector {set.ConnectorId} instead of 1");
        run.Require(profile.ChargingProfilePurpose.Known == ChargingProfilePurpose.TxDefaultProfile, "OCPP 1.6 §3.13.1", $"the purpose is {profile.ChargingProfilePurpose} instead of TxDefaultProfile");
        run.Require(profile.ChargingProfileKind.Known == ChargingProfileKind.Absolute, "TC_056_CSMS", $"the kind is {profile.ChargingProfileKind} instead of Absolute");
        run.Require(profile is { ValidFrom: not null, ValidTo: not null } && schedule is { StartSchedule: not null, Duration: not null }, "TC_056_CSMS", "validFrom, validTo, startSchedule or duration is missing");
        run.Require(profile.TransactionId is null, "OCPP 1.6 §7.8", "a TxDefaultProfile names a transaction");
        run.Require(profile.RecurrencyKind is null, "OCPP 1.6 §7.8", "an Absolute profile has a recurrencyKind");
        run.Require(schedule.ChargingSchedulePeriod is [{ StartPeriod: 0 }, ..], "OCPP 1.6 §7.13", "the first period does not begin at 0");
        run.Require(schedule.ChargingSchedulePeriod[0].Limit == (schedule.ChargingRateUnit.Known == ChargingRateUnit.A ? 6 : 6_000), "TC_056_CSMS", $"the limit is {schedule.ChargingSchedulePeriod[0].Limit} instead of 6.0 A or 6000.0 W");
        await station.HeartbeatAsync();
    }

    [Case("TC_057_CSMS", "TxProfile", "OCPP 1.6 §5.16, §3.13.1", Drives = ["SetChargingProfile"])]
    public static async Task TxProfile(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        var profile = (await SetAsync(run, station, 1, Absolute(ChargingProfilePurpose.TxProfile) with { TransactionId = transactionId })).CsChargingProfiles;
        run.Require(profile.ChargingProfilePurpose.Known == ChargingProfilePurpose.TxProfile, "OCPP 1.6 §3.13.1", $"the purpose is {profile.ChargingProfilePurpose} instead of TxProfile");
        run.Require(profile.TransactionId == transactionId, "OCPP 1.6 §7.8", $"the TxProfile names transaction {profile.TransactionId}, but {transactionId} is running");
        run.Require(profile.RecurrencyKind is null, "TC_057_CSMS", "the profile has a recurrencyKind");
        run.Require(
            profile.ChargingProfileKind.Known == ChargingProfileKind.Relative
                ? profile.ChargingSchedule.StartSchedule is null
                : profile is { ValidFrom: not null, ValidTo: not null, ChargingSchedule: { StartSchedule: not null, Duration: not null } },
            "TC_057_CSMS",
            "the profile is neither Relative without startSchedule nor Absolute with validFrom, validTo, startSchedule and duration");
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    [Case("TC_059_CSMS", "Remote start with profile", "OCPP 1.6 §5.11, §5.16.2", Drives = ["RemoteStartTransaction"])]
    public static async Task RemoteStartWithProfile(CaseRun run)
    {
        var station = await run.BootedAsync();
        var wanted = new RemoteStartTransactionRequest { ConnectorId = 1, IdTag = await run.IdTagAsync(), ChargingProfile = Relative() };
        var start = await run.DriveAsync(station, wanted, new RemoteStartTransactionResponse { Status = RemoteStartStopStatus.Accepted });
        run.Require(start.ConnectorId is null or 1, "OCPP 1.6 §5.11", $"RemoteStartTransaction is for connector {start.ConnectorId} instead of 1");
        run.Require(start.ChargingProfile is not null, "OCPP 1.6 §5.11", "RemoteStartTransaction carries no chargingProfile");
        run.Require(start.ChargingProfile!.ChargingProfilePurpose.Known == ChargingProfilePurpose.TxProfile, "OCPP 1.6 §5.16.2", $"the purpose is {start.ChargingProfile.ChargingProfilePurpose} instead of TxProfile");
        run.Require(start.ChargingProfile.TransactionId is null, "OCPP 1.6 §5.16.2", "the profile names a transaction that cannot have begun");
        run.Require(start.ChargingProfile.ChargingSchedule.ChargingSchedulePeriod is [{ StartPeriod: 0 }, ..], "OCPP 1.6 §7.13", "the first period does not begin at 0");
        var transactionId = await station.ChargeAsync(start.IdTag);
        await station.FinishAsync(transactionId, idTag: start.IdTag);
    }

    [Case("TC_066_CSMS", "Composite schedule", "OCPP 1.6 §5.7", Drives = ["GetCompositeSchedule"])]
    public static async Task CompositeSchedule(CaseRun run)
    {
        var station = await run.BootedAsync();
        var wanted = new GetCompositeScheduleRequest { ConnectorId = 1, Duration = 300, ChargingRateUnit = ChargingRateUnit.A };
        var answer = new GetCompositeScheduleResponse
        {
            Status = GetCompositeScheduleStatus.Accepted,
            ConnectorId = 1,
            ScheduleStart = DateTimeOffset.UtcNow,
            ChargingSchedule = new() { Duration = 300, ChargingRateUnit = ChargingRateUnit.A, ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = 10 }, new() { StartPeriod = 100, Limit = 6.5m, NumberPhases = 1 }] },
        };
        var get = await run.DriveAsync(station, wanted, answer);
        run.Require(get.ConnectorId == 1 && get.Duration > 0, "OCPP 1.6 §5.7", $"GetCompositeSchedule is for connector {get.ConnectorId} and {get.Duration} s");
        await station.HeartbeatAsync();
    }

    [Case("TC_067_CSMS", "Clear profiles", "OCPP 1.6 §5.5; errata §3.25, §3.26", Drives = ["SetChargingProfile", "ClearChargingProfile"])]
    public static async Task Clear(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var transactionId = await station.ChargeAsync(idTag);
        var first = (await SetAsync(run, station, 0, Absolute(ChargingProfilePurpose.ChargePointMaxProfile))).CsChargingProfiles;
        await SetAsync(run, station, 1, Absolute(ChargingProfilePurpose.TxDefaultProfile));
        await SetAsync(run, station, 1, Relative() with { TransactionId = transactionId });

        var byId = await ClearAsync(run, station, new() { Id = first.ChargingProfileId });
        run.Require(byId.Id == first.ChargingProfileId && byId is { ConnectorId: null, ChargingProfilePurpose: null, StackLevel: null }, "OCPP 1.6 §5.5", "a clear by id names more or less than that id");
        var byKind = await ClearAsync(run, station, new() { ConnectorId = 1, ChargingProfilePurpose = ChargingProfilePurpose.TxDefaultProfile, StackLevel = 1 });
        run.Require(byKind is { Id: null, ConnectorId: 1, StackLevel: 1 } && byKind.ChargingProfilePurpose?.Known == ChargingProfilePurpose.TxDefaultProfile, "OCPP 1.6 §5.5", "a clear by connector, purpose and stackLevel names something else");
        var all = await ClearAsync(run, station, new());
        run.Require(all is { Id: null, ConnectorId: null, ChargingProfilePurpose: null, StackLevel: null }, "OCPP 1.6 §5.5", "a clear of all profiles is not empty");
        await station.FinishAsync(transactionId, idTag: idTag);
    }

    private static Task<SetChargingProfileRequest> SetAsync(CaseRun run, Station station, int connectorId, ChargingProfile profile) =>
        run.DriveAsync(station, new SetChargingProfileRequest { ConnectorId = connectorId, CsChargingProfiles = profile }, new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });

    private static Task<ClearChargingProfileRequest> ClearAsync(CaseRun run, Station station, ClearChargingProfileRequest wanted) =>
        run.DriveAsync(station, wanted, new ClearChargingProfileResponse { Status = ClearChargingProfileStatus.Accepted });

    private static ChargingProfile Absolute(ChargingProfilePurpose purpose) => new()
    {
        ChargingProfileId = Interlocked.Increment(ref _lastProfileId),
        StackLevel = 1,
        ChargingProfilePurpose = purpose,
        ChargingProfileKind = ChargingProfileKind.Absolute,
        ValidFrom = DateTimeOffset.UtcNow.AddMinutes(-1),
        ValidTo = DateTimeOffset.UtcNow.AddDays(1),
        ChargingSchedule = new() { Duration = 86_400, StartSchedule = DateTimeOffset.UtcNow, ChargingRateUnit = ChargingRateUnit.A, ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = 6, NumberPhases = 3 }] },
    };

    private static ChargingProfile Relative() => new()
    {
        ChargingProfileId = Interlocked.Increment(ref _lastProfileId),
        StackLevel = 1,
        ChargingProfilePurpose = ChargingProfilePurpose.TxProfile,
        ChargingProfileKind = ChargingProfileKind.Relative,
        ChargingSchedule = new() { Duration = 3_600, ChargingRateUnit = ChargingRateUnit.A, ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = 6, NumberPhases = 3 }] },
    };
}
