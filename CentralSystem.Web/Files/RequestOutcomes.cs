using System.Collections.Frozen;
using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Commands;

namespace CentralSystem.Web.Files;

/// <summary>What a request that moves a file came to.</summary>
internal enum RequestOutcome
{
    /// <summary>The Charge Point has not taken it up yet.</summary>
    Waiting,

    /// <summary>The Charge Point is at it.</summary>
    Running,

    /// <summary>The firmware is installed, or the file is uploaded.</summary>
    Succeeded,

    /// <summary>The Charge Point says that the file is uploaded, but none has come over the link it was given.</summary>
    NotReceived,

    Failed,
}

/// <summary>Reads the outcome of a request from its command and from what the Charge Point reported.</summary>
/// <remarks>Source: whitepaper L01 (figure 13, §6.6), N01; OCPP 1.6 §7.24, §7.25.</remarks>
internal static class RequestOutcomes
{
    private const string Uploaded = "Uploaded";

    private static readonly FrozenSet<string> Done = FrozenSet.Create(StringComparer.Ordinal, "Installed", Uploaded);

    private static readonly FrozenSet<string> Failures = FrozenSet.Create(
        StringComparer.Ordinal,
        "DownloadFailed", "InstallationFailed", "InstallVerificationFailed", "InvalidSignature", "UploadFailed", "UploadFailure", "BadMessage", "PermissionDenied", "NotSupportedOperation");

    /// <summary>Answers by which a Charge Point takes a request up.</summary>
    private static readonly FrozenSet<string> TakenUp = FrozenSet.Create(StringComparer.Ordinal, "Accepted", "AcceptedCanceled");

    /// <summary>The outcome and, of a failure, its reason.</summary>
    /// <param name="command">The command.</param>
    /// <param name="progress">What was reported of it, in order.</param>
    /// <param name="isFileAwaited">The file was to come over a link of ours, and has not.</param>
    /// <remarks>Reports say more than the command: an answer may get lost. A report that no work goes on (Idle) says nothing of how it ended.</remarks>
    public static (RequestOutcome Outcome, string? Reason) Of(Command command, IReadOnlyList<FileProgress> progress, bool isFileAwaited)
    {
        var last = progress.LastOrDefault(p => p.Status != "Idle")?.Status;
        return last is Uploaded && isFileAwaited ? (RequestOutcome.NotReceived, null) : last is not null
            ? Done.Contains(last) ? (RequestOutcome.Succeeded, null) : Failures.Contains(last) ? (RequestOutcome.Failed, last) : (RequestOutcome.Running, null)
            : command.Status switch
            {
                CommandStatus.Queued or CommandStatus.Pending or CommandStatus.Sent => (RequestOutcome.Waiting, null),
                CommandStatus.Answered => AnswerOf(command) is { } answer && !TakenUp.Contains(answer) ? (RequestOutcome.Failed, answer) : (RequestOutcome.Running, null),
                CommandStatus.Failed => (RequestOutcome.Failed, command.ErrorCode ?? command.Status.ToString()),
                _ => (RequestOutcome.Failed, command.Status.ToString()),
            };
    }

    /// <summary>The status of the answer; null for the operations whose answer has none.</summary>
    private static string? AnswerOf(Command command) =>
        ApiJson.Embedded(command.Response) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("status", out var status) ? status.ToString() : null;
}
