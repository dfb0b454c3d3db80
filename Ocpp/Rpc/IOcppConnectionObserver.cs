using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>One frame, as far as it was understood.</summary>
/// <param name="Kind">What the frame is.</param>
/// <param name="MessageId">Its id; empty when unreadable.</param>
/// <param name="Action">Operation of the CALL it is or answers; empty when unknown.</param>
/// <param name="Latency">For an answer: time since its CALL.</param>
public readonly record struct FrameInfo(FrameKind Kind, string MessageId, string Action, TimeSpan? Latency);

/// <summary>Watches a connection: journal, logs, counters. Its methods are called on the hot path and must return at once.</summary>
public interface IOcppConnectionObserver
{
    /// <summary>A frame came in; its bytes are valid during the call only.</summary>
    void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8);

    /// <summary>A frame goes out; its bytes are valid during the call only.</summary>
    void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8);

    /// <summary>Deviations of one frame that were tolerated.</summary>
    void Noted(IReadOnlyList<ProtocolNote> notes);

    /// <summary>A CALL of this side was answered after its time-out.</summary>
    void AnsweredLate(OutgoingCall call, CallOutcome outcome);

    /// <summary>A handler failed with something that is no <see cref="OcppCallException"/>.</summary>
    void HandlerFailed(string action, MessageId id, Exception exception);
}
