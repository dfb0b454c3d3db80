using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Keeps the status of a connector. A repeated one is not stored again.</summary>
/// <remarks>Source: OCPP 1.6 §4.9. Statuses out of order are normal in the field: the newest timestamp counts, then the order of arrival.</remarks>
internal sealed class StatusNotificationHandler(GroupCommitWriter writer, ReportQuota quota) : IOcppHandler<StatusNotificationRequest, StatusNotificationResponse, ChargePointSession>
{
    /// <summary>Reports swap places on their way within seconds; an older timestamp that comes later is that of a clock that was set.</summary>
    private static readonly TimeSpan LongestSwap = TimeSpan.FromSeconds(10);

    private static readonly StatusNotificationResponse Answer = new();

    public ValueTask<StatusNotificationResponse> HandleAsync(
        StatusNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        var chargePoint = call.Peer.ChargePoint;
        var connector = chargePoint.Connector(request.ConnectorId);
        var reported = new ReportedStatus(request.Status.ToString(), request.ErrorCode.ToString(), request.Info, request.VendorId, request.VendorErrorCode)
        {
            Timestamp = request.Timestamp ?? call.ReceivedAt,
            ReceivedAt = call.ReceivedAt,
        };
        if (connector.Status is { } last && (last.SaysTheSameAs(reported) || IsOvertaken(reported, last)))
        {
            return new(Answer);
        }

        // A connector that is not remembered is one too many (see ChargePointState): an invented one takes no row.
        return chargePoint.Connectors.Contains(connector)
            ? StoreAsync(new StatusWrite(chargePoint, connector, reported) { IsTold = quota.Take(chargePoint, StatusNotificationRequest.Action) })
            : new(Answer);
    }

    private static bool IsOvertaken(ReportedStatus reported, ReportedStatus last) =>
        reported.Timestamp < last.Timestamp && reported.ReceivedAt - last.ReceivedAt < LongestSwap;

    private async ValueTask<StatusNotificationResponse> StoreAsync(StatusWrite write)
    {
        await writer.WriteAsync(write);
        return Answer;
    }

    private sealed class StatusWrite(ChargePointState chargePoint, ConnectorState connector, ReportedStatus reported) : StoreWrite<bool>
    {
        private const string Upsert =
            """
            INSERT INTO connectors (charge_point_key, connector_id, status, error_code, info, vendor_id, vendor_error_code, status_timestamp)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (charge_point_key, connector_id) DO UPDATE SET
                status = ?3, error_code = ?4, info = ?5, vendor_id = ?6, vendor_error_code = ?7, status_timestamp = ?8
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
}
