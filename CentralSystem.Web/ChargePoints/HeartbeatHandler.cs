using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Gives the time; that the Charge Point is alive was noted when its frame came in.</summary>
/// <remarks>Source: OCPP 1.6 §4.6.</remarks>
internal sealed class HeartbeatHandler(TimeProvider time) : IOcppHandler<HeartbeatRequest, HeartbeatResponse, ChargePointSession>
{
    public ValueTask<HeartbeatResponse> HandleAsync(HeartbeatRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken) =>
        new(new HeartbeatResponse { CurrentTime = time.GetUtcNow() });
}
