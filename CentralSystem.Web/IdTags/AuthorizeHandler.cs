using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.IdTags;

/// <summary>Says whether an idTag may charge.</summary>
/// <remarks>Source: OCPP 1.6 §4.1. ConcurrentTx is never answered here: it is only relevant for StartTransaction (§7.2).</remarks>
internal sealed class AuthorizeHandler(IdTagAuthorizer authorizer) : IOcppHandler<AuthorizeRequest, AuthorizeResponse, ChargePointSession>
{
    public ValueTask<AuthorizeResponse> HandleAsync(AuthorizeRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        var verdict = authorizer.AuthorizeAsync(request.IdTag, call.Peer.ChargePoint, null, AuthorizationReason.Authorize, cancellationToken);
        return verdict.IsCompletedSuccessfully ? new(AnswerOf(verdict.Result)) : WaitAsync(verdict);
    }

    private static async ValueTask<AuthorizeResponse> WaitAsync(ValueTask<IdTagVerdict> verdict) => AnswerOf(await verdict);

    private static AuthorizeResponse AnswerOf(IdTagVerdict verdict) => new() { IdTagInfo = verdict.ToIdTagInfo() };
}
