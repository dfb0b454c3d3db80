using ChargePointEmulator.Fleet;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>Watches one connection: the payload log, the heartbeat's silence, and what waits for an answer to leave.</summary>
internal sealed class ConnectionObserver(EmulatedChargePoint chargePoint) : IOcppConnectionObserver
{
    private readonly FleetServices _fleet = chargePoint.Fleet;

    public void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        _fleet.PayloadLog.Received(chargePoint.Identity, frame, utf8);
        _fleet.Observer?.FrameReceived(chargePoint, frame, utf8);
    }

    public void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        _fleet.PayloadLog.Sent(chargePoint.Identity, frame, utf8);
        _fleet.Observer?.FrameSent(chargePoint, frame, utf8);
        var (kind, id) = (frame.Kind, frame.MessageId);
        lock (chargePoint.Gate)
        {
            if (kind == FrameKind.Call)
            {
                chargePoint.Boot.CallSent();
            }
            else
            {
                // The answer holds its turn to send: whatever is sent from here on follows it.
                chargePoint.Outbox.AnswerLeaves(id);
            }
        }
    }

    public void Noted(IReadOnlyList<ProtocolNote> notes)
    {
        foreach (var note in notes)
        {
            _fleet.Log.Noted(chargePoint.Identity, note);
        }
    }

    public void AnsweredLate(OutgoingCall call, CallOutcome outcome)
    {
        _fleet.Log.AnsweredLate(chargePoint.Identity, call.Action.Name);
        _fleet.Observer?.AnsweredLate(chargePoint, call);
    }

    public void HandlerFailed(string action, MessageId id, Exception exception) => _fleet.Log.HandlerFailed(chargePoint.Identity, action, id.Text, exception);
}
