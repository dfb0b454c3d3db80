using System.Globalization;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Firmware;

/// <summary>Plays the upload of a diagnostics file (§4.4, §5.9); a location that contains "fail" fails.</summary>
internal sealed class DiagnosticsUpload(EmulatedChargePoint chargePoint)
{
    private ScheduledWork? _next;

    /// <summary>Begins after the answer; gives the name of the file.</summary>
    public string Begin(string location)
    {
        _next?.Cancel();
        chargePoint.Outbox.AfterAnswer(() =>
        {
            chargePoint.Outbox.Send(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Uploading });
            _next = chargePoint.After(chargePoint.Settings.FileStepTime, () => chargePoint.Outbox.Send(new DiagnosticsStatusNotificationRequest
            {
                Status = location.Contains("fail", StringComparison.OrdinalIgnoreCase) ? DiagnosticsStatus.UploadFailed : DiagnosticsStatus.Uploaded,
            }));
        });
        return FileName.Of(chargePoint, "diagnostics");
    }

    public void SendStatus() => chargePoint.Outbox.SendUnregistered(
        new DiagnosticsStatusNotificationRequest { Status = _next is { IsOver: false } ? DiagnosticsStatus.Uploading : DiagnosticsStatus.Idle });
}

/// <summary>Plays the upload of a log (whitepaper N01); a location that contains "fail" fails.</summary>
internal sealed class LogUpload(EmulatedChargePoint chargePoint)
{
    private ScheduledWork? _next;
    private int? _requestId;

    public bool IsRunning => _next is { IsOver: false };

    /// <summary>Begins after the answer, in place of an upload under way; gives the name of the file.</summary>
    public string Begin(GetLogRequest request)
    {
        _next?.Cancel();
        _requestId = request.RequestId;
        chargePoint.Outbox.AfterAnswer(() =>
        {
            Tell(UploadLogStatus.Uploading, request.RequestId);
            _next = chargePoint.After(chargePoint.Settings.FileStepTime, () => Tell(
                request.Log.RemoteLocation.Contains("fail", StringComparison.OrdinalIgnoreCase) ? UploadLogStatus.UploadFailure : UploadLogStatus.Uploaded,
                request.RequestId));
        });
        return FileName.Of(chargePoint, "log");
    }

    public void SendStatus() => chargePoint.Outbox.SendUnregistered(IsRunning
        ? new LogStatusNotificationRequest { Status = UploadLogStatus.Uploading, RequestId = _requestId }
        : new LogStatusNotificationRequest { Status = UploadLogStatus.Idle });

    private void Tell(UploadLogStatus status, int requestId) => chargePoint.Outbox.Send(new LogStatusNotificationRequest { Status = status, RequestId = requestId });
}

internal static class FileName
{
    public static string Of(EmulatedChargePoint chargePoint, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(chargePoint.Identity)}-{kind}-{chargePoint.Now.UtcDateTime:yyyyMMddTHHmmss}.log");
}
