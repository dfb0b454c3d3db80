using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Commands;

/// <summary>What a command has to pass before anything is registered or sent.</summary>
internal static class CommandChecks
{
    /// <summary>Names of the operations a central system can send.</summary>
    public static string Allowed { get; } =
        string.Join(", ", OcppActions.All.Where(action => action.SentBy.HasFlag(SentBy.CentralSystem)).Select(action => action.Name).Order(StringComparer.Ordinal));

    /// <summary>The action, if it is ours to send.</summary>
    public static OcppAction ActionOf(string name) =>
        Find(name) ?? throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "unknown-action", "Unknown action",
            $"A central system cannot send {name}; it can send {Allowed}."));

    /// <summary>The action that a field of a request names.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> that names the field, where <see cref="ActionOf(string)"/> means the address of the request.</remarks>
    public static OcppAction ActionOf(string name, string field) => Find(name) ?? throw Problems.Invalid(field, $"must be an action that a central system can send: {Allowed}");

    /// <summary>The payload, checked as strictly as the specification reads.</summary>
    public static IOcppRequest Read(OcppAction action, ReadOnlySpan<byte> payload)
    {
        try
        {
            return action.ReadRequestStrictly(payload);
        }
        catch (OcppPayloadException e)
        {
            throw new ProblemException(InvalidPayload(e));
        }
    }

    internal static Problem InvalidPayload(OcppPayloadException e) => new(StatusCodes.Status400BadRequest, "invalid-payload", "The payload breaks the specification",
        e.Field.Length == 0 ? $"The payload {e.Rule}." : e.Message)
    {
        Members = { ["field"] = e.Field, ["rule"] = e.Rule },
    };

    /// <summary>Why a Charge Point that is not accepted does not get it; null when it does.</summary>
    /// <remarks>Source: OCPP 1.6 §4.2: a pending one no remote start or stop; a rejected one no request at all, since it does not answer.</remarks>
    public static Problem? RefusalOf(IOcppRequest request, ChargePointState chargePoint) => chargePoint.Registration switch
    {
        RegistrationStatus.Rejected => NotAccepted(
            $"{chargePoint.Identity} is rejected: it does not answer requests (OCPP 1.6 §4.2). Set its registrationStatus to Pending or Accepted first."),
        RegistrationStatus.Pending when request is RemoteStartTransactionRequest or RemoteStopTransactionRequest => NotAccepted(
            $"{chargePoint.Identity} is pending: {request.ActionName} is not allowed before it is accepted (OCPP 1.6 §4.2)."),
        _ => null,
    };

    private static OcppAction? Find(string name) => OcppActions.Find(name) is { } action && action.SentBy.HasFlag(SentBy.CentralSystem) ? action : null;

    private static Problem NotAccepted(string detail) => new(StatusCodes.Status409Conflict, "not-accepted", "The charge point is not accepted", detail);
}
