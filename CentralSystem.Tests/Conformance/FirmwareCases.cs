using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: firmware updates and diagnostics.</summary>
public sealed class FirmwareCases
{
    private const string Update =
        """{"location":"https://files.example.org/firmware-2.bin","retrieveDate":"2026-01-15T10:00:00.000Z","retries":3,"retryInterval":60}""";

    private const string Diagnostics =
        """
        {"location":"ftp://files.example.org/diagnostics/","retries":1,"retryInterval":10,
        "startTime":"2026-01-14T00:00:00.000Z","stopTime":"2026-01-15T00:00:00.000Z"}
        """;

    [Fact, Trait("Case", "TC_044_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.19, §4.5")]
    public async Task TC_044_1_firmware_is_updated()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await InstallAsync(operated, FirmwareStatus.Installed, A.BootNotification with { FirmwareVersion = "2.0.0" });

        (await operated.StatusReportsAsync()).ShouldBe(Reports("Downloading", "Downloaded", "Installing", "Installed"));
        (await operated.GetAsync("charge-points/CP001")).Text("firmwareVersion").ShouldBe("2.0.0");
        (await operated.ConnectorStatusAsync()).ShouldBe("Available");
    }

    [Fact, Trait("Case", "TC_044_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.19, §4.5")]
    public async Task TC_044_2_firmware_cannot_be_downloaded()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await UpdateAsync(operated);
        await ReportAsync(operated, FirmwareStatus.Downloading);
        await ReportAsync(operated, FirmwareStatus.DownloadFailed);

        (await operated.StatusReportsAsync()).ShouldBe(Reports("Downloading", "DownloadFailed"));
    }

    [Fact, Trait("Case", "TC_044_3_CSMS"), Trait("Spec", "OCPP 1.6 §5.19, §4.5")]
    public async Task TC_044_3_firmware_cannot_be_installed()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await InstallAsync(operated, FirmwareStatus.InstallationFailed, A.BootNotification);

        (await operated.StatusReportsAsync()).ShouldBe(Reports("Downloading", "Downloaded", "Installing", "InstallationFailed"));
        (await operated.GetAsync("charge-points/CP001")).Text("firmwareVersion").ShouldBe(A.BootNotification.FirmwareVersion);
    }

    [Fact, Trait("Case", "TC_045_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.9, §4.4")]
    public Task TC_045_1_diagnostics_are_uploaded() => UploadAsync(DiagnosticsStatus.Uploaded);

    [Fact, Trait("Case", "TC_045_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.9, §4.4")]
    public Task TC_045_2_diagnostics_cannot_be_uploaded() => UploadAsync(DiagnosticsStatus.UploadFailed);

    private static async Task InstallAsync(OperatedChargePoint operated, FirmwareStatus end, BootNotificationRequest boot)
    {
        await UpdateAsync(operated);
        await ReportAsync(operated, FirmwareStatus.Downloading);
        await ReportAsync(operated, FirmwareStatus.Downloaded);
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Unavailable);
        await operated.ChargePoint.ReportAsync(2, ChargePointStatus.Unavailable);
        await ReportAsync(operated, FirmwareStatus.Installing);
        await operated.RebootAsync(boot);
        await ReportAsync(operated, end);
    }

    private static async Task UploadAsync(DiagnosticsStatus end)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.CommandAsync<GetDiagnosticsRequest, GetDiagnosticsResponse>(Diagnostics, new() { FileName = "diagnostics-CP001.zip" });
        await operated.ChargePoint.CallAsync(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Uploading });
        await operated.ChargePoint.CallAsync(new DiagnosticsStatusNotificationRequest { Status = end });

        (await operated.StatusReportsAsync()).ShouldBe(["DiagnosticsStatusNotification Uploading", $"DiagnosticsStatusNotification {end}"]);
    }

    private static Task UpdateAsync(OperatedChargePoint operated) => operated.CommandAsync<UpdateFirmwareRequest, UpdateFirmwareResponse>(Update, new());

    private static Task ReportAsync(OperatedChargePoint operated, FirmwareStatus status) =>
        operated.ChargePoint.CallAsync(new FirmwareStatusNotificationRequest { Status = status });

    private static IEnumerable<string> Reports(params string[] statuses) => statuses.Select(status => $"FirmwareStatusNotification {status}");
}
