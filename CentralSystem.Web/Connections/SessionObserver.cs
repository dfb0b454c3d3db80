using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Telemetry;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>Watches one conversation for all who want to know: journal, payload log, signs of life, deviations, late answers.</summary>
internal sealed class SessionObserver(ChargePointSession session, SessionWatchers watchers) : IOcppConnectionObserver
{
    public void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        session.ChargePoint.LastSeenAt = watchers.Time.GetUtcNow();
        Record(MessageDirection.Received, frame, utf8);
    }

    public void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8) => Record(MessageDirection.Sent, frame, utf8);

    public void Noted(IReadOnlyList<ProtocolNote> notes)
    {
        watchers.Deviations.Add(session.ChargePoint, notes);
        watchers.Metrics.Deviated(notes);
    }

    public void AnsweredLate(OutgoingCall call, CallOutcome outcome) => watchers.LateAnswers.Add(call, outcome);

    public void HandlerFailed(string action, MessageId id, Exception exception) => watchers.Log.HandlerFailed(exception, session.Identity, action, id.Text);

    private void Record(MessageDirection direction, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        watchers.Metrics.Frame(direction, frame, utf8);
        watchers.Journal.Record(session.Identity, direction, frame, utf8);
        if (watchers.LogPayload)
        {
            watchers.Log.Payload(session.Identity, direction, Secrets.Mask(utf8));
        }
    }
}

/// <summary>Those who want to know of every conversation.</summary>
internal sealed record SessionWatchers(
    MessageJournal Journal, ProtocolDeviations Deviations, LateAnswers LateAnswers, OcppMetrics Metrics, ConnectionLog Log, TimeProvider Time, bool LogPayload);
