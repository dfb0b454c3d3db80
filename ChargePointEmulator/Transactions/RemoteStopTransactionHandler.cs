using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Transactions;

/// <summary>Stops a running transaction by its id (§5.12, errata §3.33).</summary>
internal sealed class RemoteStopTransactionHandler : ChargePointHandler<RemoteStopTransactionRequest, RemoteStopTransactionResponse>
{
    protected override RemoteStopTransactionResponse Handle(RemoteStopTransactionRequest request, EmulatedChargePoint chargePoint)
    {
        if (chargePoint.Boot.State != Registration.Accepted || chargePoint.Transactions.Find(request.TransactionId) is not { } transaction)
        {
            return new() { Status = RemoteStartStopStatus.Rejected };
        }

        chargePoint.Outbox.AfterAnswer(() =>
        {
            var connector = chargePoint.FindConnector(transaction.ConnectorId)!;
            if (ReferenceEquals(connector.Transaction, transaction))
            {
                chargePoint.Transactions.Stop(connector, Reason.Remote);
            }
        });
        return new() { Status = RemoteStartStopStatus.Accepted };
    }
}
