using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Firmware;

/// <summary>Firmware updates and diagnostics files.</summary>
[Cases("firmware")]
internal static class FirmwareCases
{
    [Case("TC_044_1_CSMS", "Firmware update", "OCPP 1.6 §5.19, §4.5", Drives = ["UpdateFirmware"])]
    public static async Task Update(CaseRun run)
    {
        var station = await BeginAsync(run);
        await ReportAsync(station, FirmwareStatus.Downloading, FirmwareStatus.Downloaded);
        station = await InstallAsync(run, station);
        await ReportAsync(station, FirmwareStatus.Installed);
    }

    [Case("TC_044_2_CSMS", "Download failed", "OCPP 1.6 §5.19, §4.5", Drives = ["UpdateFirmware"])]
    public static async Task DownloadFails(CaseRun run)
    {
        var station = await BeginAsync(run);
        await ReportAsync(station, FirmwareStatus.Downloading, FirmwareStatus.DownloadFailed);
    }

    [Case("TC_044_3_CSMS", "Installation failed", "OCPP 1.6 §5.19, §4.5", Drives = ["UpdateFirmware"])]
    public static async Task InstallationFails(CaseRun run)
    {
        var station = await BeginAsync(run);
        await ReportAsync(station, FirmwareStatus.Downloading, FirmwareStatus.Downloaded);
        station = await InstallAsync(run, station);
        await ReportAsync(station, FirmwareStatus.InstallationFailed);
    }

    [Case("TC_045_1_CSMS", "Diagnostics", "OCPP 1.6 §5.9, §4.4", Drives = ["GetDiagnostics"])]
    public static Task Diagnostics(CaseRun run) => DiagnosticsAsync(run, DiagnosticsStatus.Uploaded);

    [Case("TC_045_2_CSMS", "Diagnostics, upload failed", "OCPP 1.6 §5.9, §4.4", Drives = ["GetDiagnostics"])]
    public static Task DiagnosticsFail(CaseRun run) => DiagnosticsAsync(run, DiagnosticsStatus.UploadFailed);

    private static async Task<Station> BeginAsync(CaseRun run)
    {
        var station = await run.BootedAsync();
        var update = await run.DriveAsync(station, new UpdateFirmwareRequest { Location = run.Data.FirmwareUrl, RetrieveDate = DateTimeOffset.UtcNow }, new UpdateFirmwareResponse());
        run.Require(Uri.TryCreate(update.Location, UriKind.Absolute, out _), "OCPP 1.6 §6.55", $"location '{update.Location}' is no URI");
        return station;
    }

    /// <summary>The connectors go out of use, the firmware is written, the charge point restarts.</summary>
    private static async Task<Station> InstallAsync(CaseRun run, Station station)
    {
        await station.StatusAsync(1, ChargePointStatus.Unavailable);
        await station.StatusAsync(2, ChargePointStatus.Unavailable);
        await ReportAsync(station, FirmwareStatus.Installing);
        await station.DropAsync();
        var restarted = await run.ConnectAsync();
        await restarted.BootAsync(run.Data);
        return restarted;
    }

    private static async Task ReportAsync(Station station, params FirmwareStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            await station.CallAsync(new FirmwareStatusNotificationRequest { Status = status });
        }
    }

    private static async Task DiagnosticsAsync(CaseRun run, DiagnosticsStatus end)
    {
        var station = await run.BootedAsync();
        await run.DriveAsync(station, new GetDiagnosticsRequest { Location = run.Data.UploadUrl }, new GetDiagnosticsResponse { FileName = "diagnostics.log" });
        await station.CallAsync(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Uploading });
        await station.CallAsync(new DiagnosticsStatusNotificationRequest { Status = end });
    }
}
