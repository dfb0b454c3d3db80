using System.Globalization;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Firmware;

/// <summary>An upload that is tried again as often as the Central System allows; a newer one takes its place.</summary>
internal sealed class Upload(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(30);

    /// <summary>Stands for the upload under way; one that was replaced ends unheard.</summary>
    private object? _running;

    public bool IsRunning => _running is not null;

    /// <summary>Ends what is under way unheard; says whether there was something.</summary>
    public bool Interrupt()
    {
        var wasRunning = IsRunning;
        _running = null;
        return wasRunning;
    }

    /// <summary>Begins; how it ended is told once, under the lock, and not at all when another one took its place.</summary>
    /// <param name="location">Directory to put the file into.</param>
    /// <param name="file">Name and content.</param>
    /// <param name="retries">Further attempts after a failure; absent, none.</param>
    /// <param name="retryInterval">Seconds between attempts; absent, half a minute.</param>
    /// <param name="ended">Told the result of the last attempt.</param>
    public void Begin(string location, (string Name, string Content) file, int? retries, int? retryInterval, Action<TransferResult> ended)
    {
        var running = _running = new object();
        Attempt(retries ?? 0);

        void Attempt(int left) => _ = SendAsync(location, file, running, result =>
        {
            if (result is TransferResult.Failed && left > 0)
            {
                chargePoint.After(retryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualPause, () =>
                {
                    if (ReferenceEquals(_running, running))
                    {
                        Attempt(left - 1);
                    }
                });
                return;
            }

            _running = null;
            ended(result);
        });
    }

    private async Task SendAsync(string location, (string Name, string Content) file, object running, Action<TransferResult> ended)
    {
        var result = await chargePoint.Fleet.Files.UploadAsync(location, file.Name, file.Content);
        chargePoint.DoGuarded("upload", () =>
        {
            if (ReferenceEquals(_running, running))
            {
                ended(result);
            }
        });
    }
}

/// <summary>Sends a diagnostics file (§4.4, §5.9).</summary>
internal sealed class DiagnosticsUpload(EmulatedChargePoint chargePoint)
{
    private readonly Upload _upload = new(chargePoint);
    private readonly ProgressReport _progress = new(chargePoint);

    /// <summary>Begins after the answer; gives the name of the file.</summary>
    public string Begin(GetDiagnosticsRequest request)
    {
        var file = LogFile.Diagnostics(chargePoint, request.StartTime, request.StopTime);
        chargePoint.Outbox.AfterAnswer(() =>
        {
            Tell(DiagnosticsStatus.Uploading);
            _upload.Begin(request.Location, file, request.Retries, request.RetryInterval, result =>
                Tell(result == TransferResult.Done ? DiagnosticsStatus.Uploaded : DiagnosticsStatus.UploadFailed));
        });
        return file.Name;
    }

    public void SendStatus() => chargePoint.Outbox.SendUnregistered(
        new DiagnosticsStatusNotificationRequest { Status = _upload.IsRunning ? DiagnosticsStatus.Uploading : DiagnosticsStatus.Idle });

    /// <summary>What happened meanwhile is told.</summary>
    public void ContinueOnline() => _progress.TellLatest();

    /// <summary>The charge point restarts.</summary>
    public void Interrupt()
    {
        if (_upload.Interrupt())
        {
            Tell(DiagnosticsStatus.UploadFailed);
        }
    }

    private void Tell(DiagnosticsStatus status) => _progress.Tell(new DiagnosticsStatusNotificationRequest { Status = status });
}

/// <summary>Sends a log (whitepaper N01).</summary>
internal sealed class LogUpload(EmulatedChargePoint chargePoint)
{
    private readonly Upload _upload = new(chargePoint);
    private readonly ProgressReport _progress = new(chargePoint);
    private int _requestId;

    public bool IsRunning => _upload.IsRunning;

    /// <summary>Begins after the answer, in place of an upload under way; gives the name of the file.</summary>
    public string Begin(GetLogRequest request)
    {
        var file = request.LogType == LogType.SecurityLog
            ? LogFile.Security(chargePoint, request.Log.OldestTimestamp, request.Log.LatestTimestamp)
            : LogFile.Diagnostics(chargePoint, request.Log.OldestTimestamp, request.Log.LatestTimestamp);
        chargePoint.Outbox.AfterAnswer(() =>
        {
            // Until now the upload under way may still have ended under its own id.
            _requestId = request.RequestId;
            Tell(UploadLogStatus.Uploading);
            _upload.Begin(request.Log.RemoteLocation, file, request.Retries, request.RetryInterval, result => Tell(StatusOf(result)));
        });
        return file.Name;
    }

    public void SendStatus() => chargePoint.Outbox.SendUnregistered(IsRunning
        ? new LogStatusNotificationRequest { Status = UploadLogStatus.Uploading, RequestId = _requestId }
        : new LogStatusNotificationRequest { Status = UploadLogStatus.Idle });

    /// <summary>What happened meanwhile is told.</summary>
    public void ContinueOnline() => _progress.TellLatest();

    /// <summary>The charge point restarts.</summary>
    public void Interrupt()
    {
        if (_upload.Interrupt())
        {
            Tell(UploadLogStatus.UploadFailure);
        }
    }

    private void Tell(UploadLogStatus status) => _progress.Tell(new LogStatusNotificationRequest { Status = status, RequestId = _requestId });

    private static UploadLogStatus StatusOf(TransferResult result) => result switch
    {
        TransferResult.Done => UploadLogStatus.Uploaded,
        TransferResult.BadLocation => UploadLogStatus.BadMessage,
        TransferResult.NotSupported => UploadLogStatus.NotSupportedOperation,
        TransferResult.Refused => UploadLogStatus.PermissionDenied,
        _ => UploadLogStatus.UploadFailure,
    };
}

/// <summary>What a charge point has to tell in a file.</summary>
internal static class LogFile
{
    public static (string Name, string Content) Diagnostics(EmulatedChargePoint chargePoint, DateTimeOffset? from, DateTimeOffset? to)
    {
        var lines = new List<string>
        {
            $"charge point {chargePoint.Identity}, {chargePoint.Settings.Vendor} {chargePoint.Settings.Model}, firmware {chargePoint.Boot.FirmwareVersion}",
            string.Create(CultureInfo.InvariantCulture, $"at {chargePoint.Now.UtcDateTime:O}, {chargePoint.Queue.Count} transaction messages wait"),
        };
        lines.AddRange(chargePoint.Connectors.Select(connector =>
            string.Create(CultureInfo.InvariantCulture, $"connector {connector.Id}: {connector.Status}, {connector.Fault}, {connector.Meter.RegisterWh} Wh, transaction {connector.Transaction?.Id}")));
        lines.AddRange((chargePoint.Configuration.Read(null).ConfigurationKey ?? []).Select(key => $"{key.Key}={key.Value}"));
        lines.AddRange(Events(chargePoint, from, to));
        return (NameOf(chargePoint, "diagnostics"), string.Join('\n', lines) + "\n");
    }

    public static (string Name, string Content) Security(EmulatedChargePoint chargePoint, DateTimeOffset? from, DateTimeOffset? to) =>
        (NameOf(chargePoint, "security"), string.Concat(Events(chargePoint, from, to).Select(line => line + "\n")));

    private static IEnumerable<string> Events(EmulatedChargePoint chargePoint, DateTimeOffset? from, DateTimeOffset? to) =>
        from entry in chargePoint.Security.Entries
        where !(entry.Timestamp < @from) && !(entry.Timestamp > to)
        select string.Create(CultureInfo.InvariantCulture, $"{entry.Timestamp.UtcDateTime:O} {entry.Type} {entry.TechInfo}").TrimEnd();

    private static string NameOf(EmulatedChargePoint chargePoint, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(chargePoint.Identity)}-{kind}-{chargePoint.Now.UtcDateTime:yyyyMMddTHHmmss}.log");
}
