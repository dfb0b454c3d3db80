using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.DataTransfers;

/// <summary>Keeps what vendors send beside the protocol; no vendor is known here, so none is told that its message was understood.</summary>
/// <remarks>Source: OCPP 1.6 §4.3: an unknown vendorId is answered UnknownVendorId, without data.</remarks>
internal sealed class DataTransferHandler(GroupCommitWriter writer, ReportQuota quota) : IOcppHandler<DataTransferRequest, DataTransferResponse, ChargePointSession>
{
    private static readonly DataTransferResponse Answer = new() { Status = DataTransferStatus.UnknownVendorId };

    public async ValueTask<DataTransferResponse> HandleAsync(
        DataTransferRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        if (quota.Take(call.Peer.ChargePoint, DataTransferRequest.Action, request.Data?.Length ?? 0))
        {
            await writer.WriteAsync(new Write(call.Peer.ChargePoint.Key, request, call.ReceivedAt));
        }

        return Answer;
    }

    private sealed class Write(int chargePointKey, DataTransferRequest request, DateTimeOffset receivedAt) : StoreWrite<bool>
    {
        private const string Insert =
            "INSERT INTO data_transfers (charge_point_key, vendor_id, message_id, data, status, received_at) VALUES (?, ?, ?, ?, ?, ?)";

        public override void Apply(StoreSession session) => session.Deferred(Insert)
            .Bind(1, chargePointKey).Bind(2, request.VendorId).Bind(3, request.MessageId).Bind(4, request.Data is null ? null : Secrets.Mask(request.Data)).Bind(5, Answer.Status.ToString()).Bind(6, receivedAt)
            .Execute();
    }
}
