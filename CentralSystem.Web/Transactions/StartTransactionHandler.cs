using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>Opens a transaction, or finds the one this request opened before.</summary>
/// <remarks>Source: OCPP 1.6 §4.8, §6.45. Errors: none of its own. A storage fault reaches the Charge Point as InternalError, and it asks again (§3.7.1).</remarks>
internal sealed class StartTransactionHandler(IdTagAuthorizer authorizer, Refusals refusals, GroupCommitWriter writer)
    : IOcppHandler<StartTransactionRequest, StartTransactionResponse, ChargePointSession>
{
    public async ValueTask<StartTransactionResponse> HandleAsync(
        StartTransactionRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        var verdict = await authorizer.AuthorizeAsync(
            request.IdTag, call.Peer.ChargePoint, request.ConnectorId, AuthorizationReason.StartTransaction, cancellationToken);

        // A refused idTag is an answer, not an error: the Charge Point may have let it in on its own (§4.8), so the start is kept.
        var started = await writer.WriteAsync(new StartTransactionWrite(call.Peer.ChargePoint, request, verdict, call.ReceivedAt, Plausibility.FlagsOf(call.Notes)));
        if (started.Status == AuthorizationStatus.ConcurrentTx)
        {
            refusals.Add(request.IdTag, call.Peer.Identity, started.Status, RefusalReason.ConcurrentTransactions);
        }

        return new StartTransactionResponse
        {
            TransactionId = started.TransactionId,
            IdTagInfo = verdict.ToIdTagInfo(started.Status),
        };
    }
}

/// <summary>A transaction as it stands after its start was written.</summary>
internal readonly record struct StartedTransaction(int TransactionId, AuthorizationStatus Status);
