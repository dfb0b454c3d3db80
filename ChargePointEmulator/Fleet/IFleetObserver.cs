using Ocpp.Rpc;

namespace ChargePointEmulator.Fleet;

/// <summary>Told of what the charge points of a fleet do on the wire: whoever measures or records them.</summary>
/// <remarks>Called on the hot path, some of it under the lock of the charge point: it must return at once.</remarks>
internal interface IFleetObserver
{
    /// <summary>A handshake ended.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="took">From its begin.</param>
    /// <param name="refusal">Why there is no connection; null when there is one.</param>
    void HandshakeEnded(EmulatedChargePoint chargePoint, TimeSpan took, string? refusal);

    /// <summary>A connection ended.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="isOurs">This side meant it to end.</param>
    void Disconnected(EmulatedChargePoint chargePoint, bool isOurs);

    /// <summary>The charge point is accepted and may send on its own.</summary>
    void Online(EmulatedChargePoint chargePoint);

    /// <summary>A frame goes out; its bytes are valid during the call only.</summary>
    void FrameSent(EmulatedChargePoint chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8);

    /// <summary>A frame came in; its bytes are valid during the call only.</summary>
    void FrameReceived(EmulatedChargePoint chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8);

    /// <summary>A CALL of the charge point ended.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="call">The CALL.</param>
    /// <param name="outcome">How.</param>
    /// <param name="sinceDue">Since it was due: waiting behind another CALL counts, or a Central System that stalls would hide its stall.</param>
    /// <param name="isOurs">The connection went first, and this side meant it to end.</param>
    void CallEnded(EmulatedChargePoint chargePoint, OutgoingCall call, CallOutcome outcome, TimeSpan sinceDue, bool isOurs);

    /// <summary>A CALL was answered after its time-out.</summary>
    void AnsweredLate(EmulatedChargePoint chargePoint, OutgoingCall call);
}
