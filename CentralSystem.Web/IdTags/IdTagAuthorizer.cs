using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags.External;

namespace CentralSystem.Web.IdTags;

/// <summary>Answers for idTags that are presented at Charge Points; Authorize, StartTransaction and StopTransaction all ask here.</summary>
/// <remarks>
/// <see cref="IdTagJudge"/> decides; here is what a presented tag causes besides: the inbox of unknown ones, the question to an external service,
/// the event of a refusal. Source: OCPP 1.6 §7.2.
/// </remarks>
internal sealed class IdTagAuthorizer(IdTagJudge judge, ExternalAuthorization external, UnknownIdTags unknown, Refusals refusals, TimeProvider time)
{
    /// <param name="idTag">As the Charge Point sent it.</param>
    /// <param name="chargePoint">Where it was presented.</param>
    /// <param name="connectorId">At which connector, where that is known.</param>
    /// <param name="reason">What for.</param>
    /// <param name="cancellationToken">Ends the wait for an external service.</param>
    public ValueTask<IdTagVerdict> AuthorizeAsync(
        string idTag, ChargePointState chargePoint, int? connectorId, AuthorizationReason reason, CancellationToken cancellationToken)
    {
        var verdict = judge.Judge(idTag, chargePoint, time.GetUtcNow());
        if (!verdict.IsRegistered)
        {
            unknown.Seen(verdict.NormalizedIdTag ?? idTag, chargePoint.Identity);
        }

        if (external.Decides(verdict))
        {
            return AskAsync(verdict, idTag, chargePoint, connectorId, reason, cancellationToken);
        }

        Report(verdict, idTag, chargePoint, reason);
        return new(verdict);
    }

    private async ValueTask<IdTagVerdict> AskAsync(
        IdTagVerdict verdict, string idTag, ChargePointState chargePoint, int? connectorId, AuthorizationReason reason, CancellationToken cancellationToken)
    {
        verdict = await external.DecideAsync(verdict, new ExternalQuestion(idTag, chargePoint.Identity, connectorId, reason), cancellationToken);
        Report(verdict, idTag, chargePoint, reason);
        return verdict;
    }

    private void Report(in IdTagVerdict verdict, string idTag, ChargePointState chargePoint, AuthorizationReason asked)
    {
        // Nobody is refused anything at a stop: it cannot be prevented.
        if (!verdict.IsAccepted && asked != AuthorizationReason.StopTransaction)
        {
            refusals.Add(idTag, chargePoint.Identity, verdict.Status, verdict.Reason);
        }
    }
}

/// <summary>What an idTag was presented for: the message that carried it.</summary>
internal enum AuthorizationReason
{
    Authorize,
    StartTransaction,
    StopTransaction,
}
