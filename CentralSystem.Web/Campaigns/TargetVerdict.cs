using System.Text.Json;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Firmware;
using Ocpp.Messages;

namespace CentralSystem.Web.Campaigns;

/// <summary>Tells from a command's end, and for firmware from what the Charge Point reported since, how it went.</summary>
internal static class TargetVerdict
{
    private static readonly string[] Successes = ["Accepted", "AcceptedCanceled", "Scheduled", "RebootRequired", "Unlocked"];

    /// <summary>Reports after which a firmware update goes no further.</summary>
    public static readonly string[] FinalReports =
    [
        nameof(SignedFirmwareStatus.Installed), nameof(SignedFirmwareStatus.DownloadFailed), nameof(SignedFirmwareStatus.InstallationFailed),
        nameof(SignedFirmwareStatus.InstallVerificationFailed), nameof(SignedFirmwareStatus.InvalidSignature),
    ];

    /// <summary>The operation that reports the end of an action; null where its answer is the end.</summary>
    public static string? ReportOf(string action) => action switch
    {
        "UpdateFirmware" => FirmwareStatusNotificationRequest.Action,
        "SignedUpdateFirmware" => SignedFirmwareStatusNotificationRequest.Action,
        _ => null,
    };

    /// <summary>Whether the command ended with its connection before any of it left: the Charge Point got nothing.</summary>
    public static bool IsUnsent(CommandStatus status, DateTimeOffset? sentAt) => status == CommandStatus.Disconnected && sentAt is null;

    /// <summary>What the end of the command says.</summary>
    public static (TargetState State, string? Detail) Of(CommandStatus status, string? response, string? error) => status switch
    {
        CommandStatus.Cancelled => (TargetState.Cancelled, error),
        CommandStatus.Answered => StatusIn(response) is { } answer ? (Successes.Contains(answer) ? TargetState.Succeeded : TargetState.Failed, answer) : (TargetState.Succeeded, null),
        _ => (TargetState.Failed, error is null ? status.ToString() : $"{status}: {error}"),
    };

    /// <summary>What a final report says.</summary>
    public static (TargetState State, string? Detail) Of(StatusReport report) =>
        (report.Status == nameof(SignedFirmwareStatus.Installed) ? TargetState.Succeeded : TargetState.Failed, report.Status);

    private static string? StatusIn(string? response)
    {
        if (response is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(response);
        return document.RootElement.TryGetProperty("status", out var status) ? status.ToString() : null;
    }
}
