using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Keeps the status of a connector. A repeated one only confirms it, and is stored where that matters after a restart.</summary>
/// <remarks>
/// Source: OCPP 1.6 §4.9. Statuses out of order are normal in the field: the newest timestamp counts, then the order of arrival.
/// A connector that said Available before its Charge Point went offline, and says it again, may have had a transaction in between: <see cref="ReportedStatus.ConfirmedAt"/> tells.
/// </remarks>
internal sealed class StatusNotificationHandler(GroupCommitWriter writer, ReportQuota quota) : IOcppHandler<StatusNotificationRequest, StatusNotificationResponse, ChargePointSession>
{
    /// <summary>Reports swap places on their way within seconds; an older timestamp that comes later is that of a clock that was set.</summary>
    private static readonly TimeSpan LongestSwap = TimeSpan.FromSeconds(10);

    /// <summary>A report without a timestamp may have waited in the queue of a Charge Point; by then it is empty.</summary>
    private static readonly TimeSpan QueueIsEmptyAfter = TimeSpan.FromMinutes(10);

    private static readonly StatusNotificationResponse Answer = new();

    public ValueTask<StatusNotificationResponse> HandleAsync(
        StatusNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        var chargePoint = call.Peer.ChargePoint;
        var connector = chargePoint.Connector(request.ConnectorId);
        var reported = new ReportedStatus(
            request.Status.ToString(), request.ErrorCode.ToString(), Secrets.MaskField(request.Info), request.VendorId, Secrets.MaskField(request.VendorErrorCode))
        {
            Timestamp = request.Timestamp ?? call.ReceivedAt,
            ConfirmedAt = request.Timestamp ?? call.ReceivedAt,
            ReceivedAt = call.ReceivedAt,
        };
        if (connector.Status is { } last && (last.SaysTheSameAs(reported) || IsOvertaken(reported, last)))
        {
            var isDated = request.Timestamp is not null || call.ReceivedAt - call.Peer.ConnectedAt >= QueueIsEmptyAfter;
            return isDated && last.SaysTheSameAs(reported) ? ConfirmAsync(call.Peer, connector, last, reported) : new(Answer);
        }

        // A connector that is not remembered is one too many (see ChargePointState): an invented one takes no row.
        return chargePoint.Connectors.Contains(connector)
            ? StoreAsync(new StatusWrite(chargePoint, connector, reported) { IsTold = quota.Take(chargePoint, StatusNotificationRequest.Action) })
            : new(Answer);
    }

    private static bool IsOvertaken(ReportedStatus reported, ReportedStatus last) =>
        reported.Timestamp < last.ConfirmedAt && reported.ReceivedAt - last.ReceivedAt < LongestSwap;

    /// <summary>Most repetitions matter to nobody and cost no write: only the first one of a connection is stored, and those that may end the transaction here.</summary>
    private ValueTask<StatusNotificationResponse> ConfirmAsync(ChargePointSession peer, ConnectorState connector, ReportedStatus last, ReportedStatus again)
    {
        if (connector.Confirmed(last, again) is not { } confirmed)
        {
            return new(Answer);
        }

        if (connector.OpenTransactionId > 0 || last.ReceivedAt < peer.ConnectedAt)
        {
            return StoreAsync(new ConfirmWrite(peer.ChargePoint, connector, last, confirmed));
        }

        connector.TryConfirm(last, confirmed);
        return new(Answer);
    }

    private async ValueTask<StatusNotificationResponse> StoreAsync(StoreWrite<bool> write)
    {
        await writer.WriteAsync(write);
        return Answer;
    }

    private sealed class StatusWrite(ChargePointState chargePoint, ConnectorState connector, ReportedStatus reported) : StoreWrite<bool>
    {
        private const string Upsert =
            """
            INSERT INTO connectors (charge_point_key, connector_id, status, error_code, info, vendor_id, vendor_error_code, status_timestamp, status_confirmed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
            ON CONFLICT (charge_point_key, connector_id) DO UPDATE SET
                status = ?3, error_code = ?4, info = ?5, vendor_id = ?6, vendor_error_code = ?7, status_timestamp = ?8, status_confirmed_at = ?8
            """;

        /// <summary>Whether an event tells of it; of statuses that change without end only some do.</summary>
        public required bool IsTold { get; init; }

        public override void Apply(StoreSession session)
        {
            session.Deferred(Upsert)
                .Bind(1, chargePoint.Key).Bind(2, connector.ConnectorId).Bind(3, reported.Status).Bind(4, reported.ErrorCode)
                .Bind(5, reported.Info).Bind(6, reported.VendorId).Bind(7, reported.VendorErrorCode).Bind(8, reported.Timestamp)
                .Execute();
            if (IsTold)
            {
                session.RaiseStatusChange(chargePoint, connector, reported);
            }
        }

        public override void OnCommitted() => connector.Status = reported;
    }

    private sealed class ConfirmWrite(ChargePointState chargePoint, ConnectorState connector, ReportedStatus last, ReportedStatus confirmed) : StoreWrite<bool>
    {
        private const string Update = "UPDATE connectors SET status_confirmed_at = ?3 WHERE charge_point_key = ?1 AND connector_id = ?2 AND status = ?4";

        public override void Apply(StoreSession session) => session.Deferred(Update)
            .Bind(1, chargePoint.Key).Bind(2, connector.ConnectorId).Bind(3, confirmed.ConfirmedAt).Bind(4, confirmed.Status)
            .Execute();

        public override void OnCommitted() => connector.TryConfirm(last, confirmed);
    }
}
