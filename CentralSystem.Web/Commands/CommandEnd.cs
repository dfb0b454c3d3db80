using CentralSystem.Web.Connections;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>Writes how a CALL ended into the row of its command.</summary>
internal static class CommandEnd
{
    /// <summary>A CALLERROR is read by people alone, and some repeat what they were sent, password and all.</summary>
    public static CallOutcome WithoutSecrets(CallOutcome outcome) => outcome is CallOutcome.Refused refused
        ? refused with { Description = Secrets.Mask(refused.Description), Details = Secrets.Mask(refused.Details) }
        : outcome;

    /// <param name="row">The row.</param>
    /// <param name="outcome">How its CALL ended.</param>
    /// <param name="givenUpAs">As what the command was given up; null when it was not.</param>
    /// <param name="at">Now.</param>
    /// <param name="isLate">The answer came after the time-out.</param>
    public static void Write(Command row, CallOutcome outcome, CommandStatus? givenUpAs, DateTimeOffset at, bool isLate)
    {
        row.Payload = Secrets.Mask(row.Payload);
        row.FinishedAt = at;
        row.AnsweredLate = isLate;
        if (outcome is not (CallOutcome.Cancelled or CallOutcome.ConnectionLost { WasSent: false }))
        {
            // The end may overtake the note that the frame left; a row without it is that of a command which was certainly not sent.
            row.SentAt ??= at;
        }

        (row.ErrorCode, row.ErrorDescription, row.ErrorDetails) = (null, null, null);
        switch (outcome)
        {
            case CallOutcome.Answered answered:
                (row.Status, row.Response) = (CommandStatus.Answered, Secrets.Mask(answered.Json));
                break;
            case CallOutcome.Refused refused:
                (row.Status, row.ErrorCode, row.ErrorDescription, row.ErrorDetails) = (CommandStatus.Failed, refused.Code, refused.Description, refused.Details);
                break;
            case CallOutcome.Unreadable unreadable:
                (row.Status, row.ErrorDescription) = (CommandStatus.Failed, $"The answer cannot be read: {unreadable.Problem}");
                row.Response = unreadable.Json.Length > 0 ? Secrets.Mask(unreadable.Json) : null;
                break;
            case CallOutcome.TimedOut:
                (row.Status, row.ErrorDescription) = (CommandStatus.TimedOut, "No answer came in time.");
                break;
            case CallOutcome.ConnectionLost lost:
                (row.Status, row.ErrorDescription) = (CommandStatus.Disconnected, DescriptionOf(lost));
                break;
            case CallOutcome.Cancelled:
                row.Status = givenUpAs ?? CommandStatus.Interrupted;
                row.ErrorDescription = row.Status == CommandStatus.Expired ? "No connection came in time; nothing was sent." : "The command was given up before it was sent.";
                break;
        }
    }

    public static string DescriptionOf(CallOutcome.ConnectionLost lost) => lost.WasSent
        ? "The connection ended before the answer; whether the Charge Point got the command and acted is not known. It is not sent again."
        : "The connection ended before the command was sent.";
}
