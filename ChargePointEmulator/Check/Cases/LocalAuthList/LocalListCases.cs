using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.LocalAuthList;

/// <summary>The local authorization list.</summary>
[Cases("local-list")]
internal static class LocalListCases
{
    [Case("TC_042_1_CSMS", "Get list version, not supported", "OCPP 1.6 §5.10; errata §3.52", Drives = ["GetLocalListVersion"])]
    public static Task NoList(CaseRun run) => GetVersionAsync(run, -1);

    [Case("TC_042_2_CSMS", "Get list version, empty", "OCPP 1.6 §5.10", Drives = ["GetLocalListVersion"])]
    public static Task EmptyList(CaseRun run) => GetVersionAsync(run, 0);

    [Case("TC_043_1_CSMS", "Send list, NotSupported", "OCPP 1.6 §5.15", Drives = ["SendLocalList"])]
    public static Task NotSupported(CaseRun run) => SendFullAsync(run, UpdateStatus.NotSupported);

    [Case("TC_043_3_CSMS", "Send list, Failed", "OCPP 1.6 §5.15", Drives = ["SendLocalList"])]
    public static Task Failed(CaseRun run) => SendFullAsync(run, UpdateStatus.Failed);

    [Case("TC_043_4_CSMS", "Send list, Full", "OCPP 1.6 §5.15, §7.1", Drives = ["SendLocalList"])]
    public static Task Full(CaseRun run) => SendFullAsync(run, UpdateStatus.Accepted);

    [Case("TC_043_5_CSMS", "Send list, Differential", "OCPP 1.6 §5.15", Drives = ["SendLocalList"])]
    public static async Task Differential(CaseRun run)
    {
        const int Reported = 3;
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        if (run.CanDrive("GetLocalListVersion"))
        {
            await run.DriveAsync(station, new GetLocalListVersionRequest(), new GetLocalListVersionResponse { ListVersion = Reported });
        }
        else
        {
            run.NotExercised("listVersion above the one that GetLocalListVersion reported");
        }

        var wanted = new SendLocalListRequest { ListVersion = Reported + 1, UpdateType = UpdateType.Differential, LocalAuthorizationList = [EntryOf(idTag)] };
        var list = await run.DriveAsync(station, wanted, new SendLocalListResponse { Status = UpdateStatus.Accepted });
        run.Require(list.UpdateType.Known == UpdateType.Differential, "OCPP 1.6 §5.15", $"updateType is {list.UpdateType} instead of Differential");
        run.Require(list.LocalAuthorizationList is [{ IdTagInfo: not null }], "OCPP 1.6 §7.1", "a Differential list that adds one idTag has one entry, with its idTagInfo");
        run.Require(!run.CanDrive("GetLocalListVersion") || list.ListVersion > Reported, "OCPP 1.6 §5.15", $"listVersion {list.ListVersion} is not above {Reported}, which the charge point reported");
        await station.HeartbeatAsync();
    }

    private static async Task GetVersionAsync(CaseRun run, int version)
    {
        var station = await run.BootedAsync();
        await run.DriveAsync(station, new GetLocalListVersionRequest(), new GetLocalListVersionResponse { ListVersion = version });
        await station.HeartbeatAsync();
    }

    private static async Task SendFullAsync(CaseRun run, UpdateStatus answer)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        var wanted = new SendLocalListRequest { ListVersion = 1, UpdateType = UpdateType.Full, LocalAuthorizationList = [EntryOf(idTag)] };
        var list = await run.DriveAsync(station, wanted, new SendLocalListResponse { Status = answer });
        run.Require(list.UpdateType.Known == UpdateType.Full, "OCPP 1.6 §5.15", $"updateType is {list.UpdateType} instead of Full");
        run.Require(list.ListVersion > 0, "OCPP 1.6 §5.15", $"listVersion {list.ListVersion}: 0 and -1 have meanings of their own");
        run.Require(list.LocalAuthorizationList?.All(entry => entry.IdTagInfo is not null) ?? true, "OCPP 1.6 §7.1", "an entry of a Full list has no idTagInfo");
        await station.HeartbeatAsync();
    }

    private static AuthorizationData EntryOf(string idTag) => new() { IdTag = idTag, IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted } };
}
