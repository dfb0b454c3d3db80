using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>Ends a transaction. It is always answered, whatever it fits: a Charge Point cannot be kept from stopping.</summary>
/// <remarks>Source: OCPP 1.6 §4.10, §6.49; errata §3.18 for transactionId -1.</remarks>
internal sealed class StopTransactionHandler(IdTagAuthorizer authorizer, StopServices services, GroupCommitWriter writer)
    : IOcppHandler<StopTransactionRequest, StopTransactionResponse, ChargePointSession>
{
    public async ValueTask<StopTransactionResponse> HandleAsync(
        StopTransactionRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(new StopTransactionWrite(services, call.Peer.ChargePoint, request, call.ReceivedAt, Plausibility.FlagsOf(call.Notes)));

        // Only a stop that names an idTag is told what became of it (§6.50); an empty one names none.
        return request.IdTag is { Length: > 0 } idTag
            ? new StopTransactionResponse { IdTagInfo = await InfoAsync(idTag, call.Peer, cancellationToken) }
            : new StopTransactionResponse();
    }

    private async ValueTask<IdTagInfo> InfoAsync(string idTag, ChargePointSession peer, CancellationToken cancellationToken) =>
        (await authorizer.AuthorizeAsync(idTag, peer.ChargePoint, null, AuthorizationReason.StopTransaction, cancellationToken)).ToIdTagInfo();
}
