using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.Security;

/// <summary>The security log and signed firmware (whitepaper N01, L01).</summary>
[Cases("security")]
internal static class SecureFileCases
{
    [Case("TC_079_CSMS", "Security log", "whitepaper N01", Drives = ["GetLog"])]
    public static async Task SecurityLog(CaseRun run)
    {
        var station = await run.BootedAsync();
        var wanted = new GetLogRequest { LogType = LogType.SecurityLog, RequestId = Random.Shared.Next(1, 1_000_000), Log = new LogParameters { RemoteLocation = run.Data.UploadUrl } };
        var get = await run.DriveAsync(station, wanted, new GetLogResponse { Status = LogStatus.Accepted, Filename = "security.log" });
        run.Require(get.LogType.Known == LogType.SecurityLog, "whitepaper N01", $"GetLog asks for {get.LogType} instead of SecurityLog");
        await station.CallAsync(new LogStatusNotificationRequest { Status = UploadLogStatus.Uploading, RequestId = get.RequestId });
        await station.CallAsync(new LogStatusNotificationRequest { Status = UploadLogStatus.Uploaded, RequestId = get.RequestId });
    }

    [Case("TC_080_CSMS", "Signed firmware update", "whitepaper L01", Drives = ["SignedUpdateFirmware"])]
    public static async Task SignedUpdate(CaseRun run)
    {
        var (station, requestId) = await BeginAsync(run);
        await ReportAsync(station, requestId, SignedFirmwareStatus.Downloading, SignedFirmwareStatus.Downloaded, SignedFirmwareStatus.SignatureVerified);
        await station.StatusAsync(1, ChargePointStatus.Unavailable);
        await station.StatusAsync(2, ChargePointStatus.Unavailable);
        await ReportAsync(station, requestId, SignedFirmwareStatus.Installing, SignedFirmwareStatus.InstallRebooting);
        await station.DropAsync();

        var restarted = await run.ConnectAsync();
        await restarted.SendBootAsync(run.Data);
        await restarted.CallAsync(new SecurityEventNotificationRequest { Type = "FirmwareUpdated", Timestamp = DateTimeOffset.UtcNow });
        await restarted.AllAvailableAsync();
        await ReportAsync(restarted, requestId, SignedFirmwareStatus.Installed);
    }

    [Case("TC_081_CSMS", "Invalid signature", "whitepaper L01", Drives = ["SignedUpdateFirmware"])]
    public static async Task InvalidSignature(CaseRun run)
    {
        var (station, requestId) = await BeginAsync(run);
        await ReportAsync(station, requestId, SignedFirmwareStatus.Downloading, SignedFirmwareStatus.Downloaded, SignedFirmwareStatus.InvalidSignature);
        await station.CallAsync(new SecurityEventNotificationRequest { Type = "InvalidFirmwareSignature", Timestamp = DateTimeOffset.UtcNow });
    }

    private static async Task<(Station Station, int RequestId)> BeginAsync(CaseRun run)
    {
        var station = await run.BootedAsync();
        var (certificate, signature) = Certificates.FirmwareSigning();
        var wanted = new SignedUpdateFirmwareRequest
        {
            RequestId = Random.Shared.Next(1, 1_000_000),
            Firmware = new() { Location = run.Data.FirmwareUrl, RetrieveDateTime = DateTimeOffset.UtcNow, SigningCertificate = certificate, Signature = signature },
        };
        var update = await run.DriveAsync(station, wanted, new SignedUpdateFirmwareResponse { Status = UpdateFirmwareStatus.Accepted });
        Certificates.Read(update.Firmware.SigningCertificate, "whitepaper L01", "signingCertificate").Dispose();
        run.Require(Convert.TryFromBase64String(update.Firmware.Signature, new byte[update.Firmware.Signature.Length], out _), "whitepaper L01.FR.04", "the signature is not base64");
        return (station, update.RequestId);
    }

    private static async Task ReportAsync(Station station, int requestId, params SignedFirmwareStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            await station.CallAsync(new SignedFirmwareStatusNotificationRequest { Status = status, RequestId = requestId });
        }
    }
}
