using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.MeterValues;

/// <summary>Keeps every sample, with the transaction it belongs to where one can be told.</summary>
/// <remarks>Source: OCPP 1.6 §4.7; errata §3.16, §3.18. Always answered: a missing answer would only bring the same values again.</remarks>
internal sealed class MeterValuesHandler(GroupCommitWriter writer, SampleKinds kinds) : IOcppHandler<MeterValuesRequest, MeterValuesResponse, ChargePointSession>
{
    private static readonly MeterValuesResponse Answer = new();

    public async ValueTask<MeterValuesResponse> HandleAsync(MeterValuesRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(new MeterValuesWrite(call.Peer.ChargePoint, request, kinds));
        return Answer;
    }

    private sealed class MeterValuesWrite(ChargePointState chargePoint, MeterValuesRequest request, SampleKinds kinds) : StoreWrite<bool>
    {
        private const string FindTransaction = "SELECT stop_received_at IS NULL FROM transactions WHERE transaction_id = ? AND charge_point_key = ?";

        private const string AddFlags = "UPDATE transactions SET flags = flags | ?2 WHERE transaction_id = ?1 AND flags & ?2 = 0";

        private readonly MeterValueInsert _insert = new(chargePoint, request.ConnectorId, kinds);

        public override void Apply(SqliteSession session) => _insert.Apply(session, request.MeterValue, TransactionId(session));

        public override void OnCommitted() => _insert.OnCommitted();

        /// <summary>The transaction the values belong to: the one they name, or else the one that runs on their connector.</summary>
        private int? TransactionId(SqliteSession session)
        {
            var open = chargePoint.Connector(request.ConnectorId).OpenTransactionId;
            if (request.TransactionId is { } named and > 0)
            {
                if (named == open)
                {
                    return named;
                }

                var find = session.Prepared(FindTransaction).Bind(1, named).Bind(2, chargePoint.Key);
                if (find.Read())
                {
                    var isOpen = find.Int64(0) != 0;
                    find.Reset();
                    return isOpen ? named : Flagged(session, named, TransactionFlags.LateMeterValues);
                }
            }

            return open > 0 ? Flagged(session, open, TransactionFlags.AttachedMeterValues) : null;
        }

        private static int Flagged(SqliteSession session, int transactionId, TransactionFlags flag)
        {
            session.Prepared(AddFlags).Bind(1, transactionId).Bind(2, (long)flag).Execute();
            return transactionId;
        }
    }
}
