using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Fleet;

/// <summary>Answers one action under the charge point's lock; what has to wait for the answer goes to <see cref="Connection.Outbox.AfterAnswer"/>.</summary>
internal abstract class ChargePointHandler<TRequest, TResponse> : IOcppHandler<TRequest, TResponse, EmulatedChargePoint>
    where TRequest : IOcppRequest<TResponse>
    where TResponse : IOcppResponse
{
    public ValueTask<TResponse> HandleAsync(TRequest request, CallContext<EmulatedChargePoint> call, CancellationToken cancellationToken)
    {
        lock (call.Peer.Gate)
        {
            call.Peer.Outbox.BeginAnswer(call.MessageId.Text);
            return ValueTask.FromResult(Handle(request, call.Peer));
        }
    }

    protected abstract TResponse Handle(TRequest request, EmulatedChargePoint chargePoint);
}
