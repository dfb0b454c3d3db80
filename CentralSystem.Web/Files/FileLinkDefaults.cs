using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using Ocpp.Payloads;

namespace CentralSystem.Web.Files;

/// <summary>GetDiagnostics without a location: the file comes here.</summary>
internal sealed class GetDiagnosticsDefault(FileLinks links) : ICommandDefault
{
    public string Action => "GetDiagnostics";

    public IReadOnlyDictionary<string, string> Optional { get; } = new Dictionary<string, string> { ["location"] = "Absent, the file comes here." };

    public async ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (payload["location"] is null)
        {
            payload["location"] = await links.ToUploadAsync(chargePoint, FileKind.Diagnostics);
        }
    }
}

/// <summary>GetLog without a location: the file comes here. A requestId is allotted where none is given.</summary>
internal sealed class GetLogDefault(FileLinks links, RequestIds requestIds) : ICommandDefault
{
    public string Action => "GetLog";

    public IReadOnlyDictionary<string, string> Optional { get; } = new Dictionary<string, string>
    {
        ["requestId"] = RequestIds.WhenAbsent,
        ["log"] = "Absent, all of it is wanted, here.",
        ["log.remoteLocation"] = "Absent, the file comes here.",
    };

    public async ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        payload["requestId"] ??= requestIds.Next();
        payload["log"] ??= new JsonObject();
        if (payload["log"] is JsonObject log && log["remoteLocation"] is null)
        {
            log["remoteLocation"] = await links.ToUploadAsync(chargePoint, FileKind.Log);
        }
    }
}

/// <summary>UpdateFirmware with <c>fileId</c>: the location is a link to that file, and the download may begin at once.</summary>
internal sealed class UpdateFirmwareDefault(FileLinks links, FirmwareFiles firmware, TimeProvider time) : ICommandDefault
{
    public string Action => "UpdateFirmware";

    public IReadOnlyDictionary<string, string> Optional { get; } = new Dictionary<string, string>
    {
        [FirmwareFiles.Member] = FirmwareFiles.Meaning,
        ["location"] = "Absent where a fileId is given.",
        ["retrieveDate"] = "Absent where a fileId is given, it is now.",
    };

    public async ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (await firmware.TakeFromAsync(payload, payload["location"], cancellationToken) is not { } file)
        {
            return;
        }

        payload["retrieveDate"] ??= OcppDateTime.Format(time.GetUtcNow());
        payload["location"] = await links.ToDownloadAsync(chargePoint, file, FirmwareFiles.InstantOf(payload["retrieveDate"]));
    }
}

/// <summary>SignedUpdateFirmware with <c>fileId</c>: location, certificate and signature are those of the file (whitepaper L01); one without a signature is signed here.</summary>
internal sealed class SignedUpdateFirmwareDefault(FileLinks links, FirmwareFiles firmware, FirmwareSigner signer, RequestIds requestIds, TimeProvider time) : ICommandDefault
{
    public string Action => "SignedUpdateFirmware";

    public IReadOnlyDictionary<string, string> Optional { get; } = new Dictionary<string, string>
    {
        [FirmwareFiles.Member] = FirmwareFiles.Meaning,
        ["requestId"] = RequestIds.WhenAbsent,
        ["firmware"] = "Absent where a fileId is given: location, certificate and signature are then those of the file.",
        ["firmware.location"] = "Absent where a fileId is given.",
        ["firmware.retrieveDateTime"] = "Absent where a fileId is given, it is now.",
        ["firmware.signingCertificate"] = "Absent where a fileId is given.",
        ["firmware.signature"] = "Absent where a fileId is given.",
    };

    public async ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        payload["requestId"] ??= requestIds.Next();
        var given = payload["firmware"] as JsonObject ?? [];
        if (await firmware.TakeFromAsync(payload, given["location"], cancellationToken) is not { } file)
        {
            return;
        }

        if (given["signature"] is null || given["signingCertificate"] is null)
        {
            // A signature without its certificate, or the other way round, would be that of somebody else.
            file = await signer.EnsureSignedAsync(file, cancellationToken);
            (given["signature"], given["signingCertificate"]) = (file.Signature, file.SigningCertificate);
        }

        given["retrieveDateTime"] ??= OcppDateTime.Format(time.GetUtcNow());
        given["location"] = await links.ToDownloadAsync(chargePoint, file, FirmwareFiles.InstantOf(given["retrieveDateTime"]));
        payload["firmware"] ??= given;
    }
}

/// <summary>Finds the firmware an operator names in place of a location.</summary>
internal sealed class FirmwareFiles(FileReader files)
{
    public const string Member = "fileId";
    public const string Meaning = "Id of a firmware kept here, in place of a location.";

    /// <summary>Takes the member <c>fileId</c> out of a payload; null when there is none.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (400).</remarks>
    public async Task<StoredFile?> TakeFromAsync(JsonObject payload, JsonNode? location, CancellationToken cancellationToken)
    {
        if (!payload.ContainsKey(Member))
        {
            return null;
        }

        if (location is not null)
        {
            throw Problems.Invalid(Member, "stands in place of a location; give one of them");
        }

        var id = payload[Member] is JsonValue value && value.TryGetValue(out string? text) && Guid.TryParse(text, out var guid) ? guid : Guid.Empty;
        payload.Remove(Member);
        return await files.FindAsync(id, cancellationToken) is { Kind: FileKind.Firmware } file
            ? file
            : throw Problems.Invalid(Member, "must be the id of a firmware file (GET /api/v1/files?kind=Firmware)");
    }

    /// <summary>An instant of a payload that is not checked yet; long ago where it is none.</summary>
    public static DateTimeOffset InstantOf(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String && OcppDateTime.TryParse(System.Text.Encoding.UTF8.GetBytes(node.GetValue<string>()), out var instant, out _) ? instant : default;
}

/// <summary>Allots ids of requests for logs and signed updates: they rise, also over restarts, since they never fall behind the seconds since 1970.</summary>
internal sealed class RequestIds(TimeProvider time)
{
    public const string WhenAbsent = "Absent, a number is allotted.";

    private readonly Lock _lock = new();
    private int _last;

    public int Next()
    {
        lock (_lock)
        {
            return _last = Math.Max(_last + 1, (int)time.GetUtcNow().ToUnixTimeSeconds());
        }
    }
}
