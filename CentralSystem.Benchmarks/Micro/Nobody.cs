using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>Watches a conversation in which nothing may go wrong, and keeps nothing of it.</summary>
internal class Nobody : IOcppConnectionObserver
{
    public virtual void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
    }

    public virtual void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
    }

    public void Noted(IReadOnlyList<ProtocolNote> notes) => throw new InvalidOperationException($"The sample deviates: {notes[0]}");

    public void AnsweredLate(OutgoingCall call, CallOutcome outcome)
    {
    }

    public void HandlerFailed(string action, MessageId id, Exception exception) => throw exception;
}
