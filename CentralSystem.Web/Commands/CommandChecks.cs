using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Commands;

/// <summary>What a command has to pass before anything is registered or sent.</summary>
internal static class CommandChecks
{
    private static readonly string Allowed =
        string.Join(", ", OcppActions.All.Where(action => action.SentBy.HasFlag(SentBy.CentralSystem)).Select(action => action.Name).Order(StringComparer.Ordinal));

    /// <summary>The action, if it is ours to send.</summary>
    public static OcppAction ActionOf(string name) =>
        OcppActions.Find(name) is { } action && action.SentBy.HasFlag(SentBy.CentralSystem)
            ? action
            : throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "unknown-action", "Unknown action",
                $"A central system cannot send {name}; it can send {Allowed}."));

    /// <summary>The payload, checked as strictly as the specification reads.</summary>
    public static IOcppRequest Read(OcppAction action, ReadOnlySpan<byte> payload)
    {
        try
        {
            return action.ReadRequestStrictly(payload);
        }
        catch (OcppPayloadException e)
        {
            throw new ProblemException(new Problem(StatusCodes.Status400BadRequest, "invalid-payload", "The payload breaks the specification",
                e.Field.Length == 0 ? $"The payload {e.Rule}." : e.Message)
            {
                Members = { ["field"] = e.Field, ["rule"] = e.Rule },
            });
        }
    }

    /// <summary>A Charge Point that is not accepted gets less, or nothing.</summary>
    /// <remarks>Source: OCPP 1.6 §4.2: a pending one no remote start or stop; a rejected one no request at all, since it does not answer.</remarks>
    public static void MayBeSent(OcppAction action, ChargePointState chargePoint)
    {
        var isRemote = action.RequestType == typeof(RemoteStartTransactionRequest) || action.RequestType == typeof(RemoteStopTransactionRequest);
        switch (chargePoint.Registration)
        {
            case RegistrationStatus.Rejected:
                throw NotAccepted($"{chargePoint.Identity} is rejected: it does not answer requests (OCPP 1.6 §4.2). Set its registrationStatus to Pending or Accepted first.");
            case RegistrationStatus.Pending when isRemote:
                throw NotAccepted($"{chargePoint.Identity} is pending: {action.Name} is not allowed before it is accepted (OCPP 1.6 §4.2).");
        }
    }

    private static ProblemException NotAccepted(string detail) =>
        new(new Problem(StatusCodes.Status409Conflict, "not-accepted", "The charge point is not accepted", detail));
}
