using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Ocpp.Rpc;

namespace CentralSystem.Web.Firmware;

/// <summary>Keeps the progress reports of firmware updates and uploads.</summary>
internal sealed class StatusReports(GroupCommitWriter writer, ReportQuota quota)
{
    /// <summary>Completes when the report is durable.</summary>
    public async ValueTask KeepAsync(CallContext<ChargePointSession> call, string action, string status, int? requestId)
    {
        if (!quota.Take(call.Peer.ChargePoint, action))
        {
            return;
        }

        var report = new StatusReport
        {
            ChargePointKey = call.Peer.ChargePoint.Key,
            Action = action,
            Status = status,
            RequestId = requestId,
            ReceivedAt = call.ReceivedAt,
        };
        await writer.WriteAsync(new Write(report, call.Peer.Identity));
    }

    private sealed class Write(StatusReport report, string identity) : StoreWrite<bool>
    {
        private const string Insert = "INSERT INTO status_reports (charge_point_key, action, status, request_id, received_at) VALUES (?, ?, ?, ?, ?)";

        public override void Apply(StoreSession session)
        {
            session.RaiseStatusChange(report, identity);
            session.Deferred(Insert)
                .Bind(1, report.ChargePointKey).Bind(2, report.Action).Bind(3, report.Status).Bind(4, (long?)report.RequestId).Bind(5, report.ReceivedAt)
                .Execute();
        }
    }
}
