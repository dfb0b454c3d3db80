using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace ChargePointEmulator.Load;

/// <summary>Passes on what happens to those who want to know: the meter, the trace, the people at the connectors.</summary>
internal sealed class LoadObserver(LoadFleet fleet, TrafficMeter meter, TraceWriter? trace) : IFleetObserver
{
    public void HandshakeEnded(EmulatedChargePoint chargePoint, TimeSpan took, string? refusal)
    {
        meter.HandshakeEnded(chargePoint, took, refusal);
        fleet.Find(chargePoint)?.HandshakeEnded(took);
    }

    public void Disconnected(EmulatedChargePoint chargePoint, bool isOurs) => meter.Disconnected(chargePoint, isOurs);

    public void Online(EmulatedChargePoint chargePoint) => fleet.Find(chargePoint)?.Online();

    public void FrameSent(EmulatedChargePoint chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        meter.FrameSent(chargePoint, frame, utf8);
        trace?.Offer(chargePoint.Identity, isSent: true, frame, utf8);
    }

    public void FrameReceived(EmulatedChargePoint chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        meter.FrameReceived(chargePoint, frame, utf8);
        trace?.Offer(chargePoint.Identity, isSent: false, frame, utf8);
    }

    public void CallEnded(EmulatedChargePoint chargePoint, OutgoingCall call, CallOutcome outcome, TimeSpan sinceDue, bool isOurs)
    {
        meter.CallEnded(chargePoint, call, outcome, sinceDue, isOurs);
        switch (call.Request)
        {
            case StartTransactionRequest start when outcome is CallOutcome.Answered { Response: StartTransactionResponse response } && start.ConnectorId <= chargePoint.Connectors.Count:
                fleet.Find(chargePoint)?.Connectors[start.ConnectorId - 1].Confirmed(start.Timestamp, response.IdTagInfo.Status == AuthorizationStatus.Accepted);
                break;
            case AuthorizeRequest authorize when outcome is not CallOutcome.ConnectionLost && !IsAccepted(outcome):
                fleet.Find(chargePoint)?.NotAuthorized(authorize.IdTag, outcome is CallOutcome.TimedOut ? MeasuredEnd.Unanswered : MeasuredEnd.Refused);
                break;
        }
    }

    public void AnsweredLate(EmulatedChargePoint chargePoint, OutgoingCall call) => meter.AnsweredLate(chargePoint, call);

    private static bool IsAccepted(CallOutcome outcome) => outcome is CallOutcome.Answered { Response: AuthorizeResponse response } && response.IdTagInfo.Status == AuthorizationStatus.Accepted;
}
