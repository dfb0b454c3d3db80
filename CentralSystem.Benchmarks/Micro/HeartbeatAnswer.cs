using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>The least a handler can do.</summary>
internal sealed class HeartbeatAnswer : IOcppHandler<HeartbeatRequest, HeartbeatResponse, object>
{
    public ValueTask<HeartbeatResponse> HandleAsync(HeartbeatRequest request, CallContext<object> call, CancellationToken cancellationToken) =>
        new(new HeartbeatResponse { CurrentTime = call.ReceivedAt });
}
