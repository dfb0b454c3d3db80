using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Security;

/// <summary>Keeps a security event; durable before the answer, since the Charge Point forgets it then.</summary>
/// <remarks>Source: whitepaper A04. Any type is kept: vendors have their own.</remarks>
internal sealed class SecurityEventNotificationHandler(GroupCommitWriter writer, ReportQuota quota)
    : IOcppHandler<SecurityEventNotificationRequest, SecurityEventNotificationResponse, ChargePointSession>
{
    private static readonly SecurityEventNotificationResponse Answer = new();

    public async ValueTask<SecurityEventNotificationResponse> HandleAsync(
        SecurityEventNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        if (quota.Take(call.Peer.ChargePoint, SecurityEventNotificationRequest.Action))
        {
            await writer.WriteAsync(new Write(call.Peer.ChargePoint, request with { TechInfo = Secrets.Mask(request.TechInfo ?? "") }, call.ReceivedAt));
        }

        return Answer;
    }

    private sealed class Write(ChargePointState chargePoint, SecurityEventNotificationRequest request, DateTimeOffset receivedAt) : StoreWrite<bool>
    {
        private const string Insert = "INSERT INTO security_events (charge_point_key, type, timestamp, tech_info, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

        public override void Apply(StoreSession session)
        {
            var isNew = session.Prepared(Insert)
                .Bind(1, chargePoint.Key).Bind(2, request.Type).Bind(3, request.Timestamp).Bind(4, request.TechInfo).Bind(5, receivedAt)
                .Execute() > 0;
            if (isNew)
            {
                session.Raise(EventTypes.SecurityEventReported, receivedAt, chargePoint.Identity, new SecurityEventData(request.Type, request.Timestamp, request.TechInfo));
            }
        }
    }
}

/// <summary>A reported security event.</summary>
internal sealed record SecurityEventData(string Type, DateTimeOffset Timestamp, string? TechInfo);
