using ChargePointEmulator.Settings;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>What happens to connections and registrations, one line each (LOG_LIFECYCLE); what goes wrong is always told.</summary>
internal sealed partial class LifecycleLog(ILogger<LifecycleLog> logger, EmulatorSettings settings)
{
    public void FleetStarts(int chargePoints, Uri endpoint) => LogFleetStarts(chargePoints, endpoint);

    public void FleetStopped(int chargePoints) => LogFleetStopped(chargePoints);

    public void Connected(string chargePoint)
    {
        if (settings.LogLifecycle)
        {
            LogConnected(chargePoint);
        }
    }

    public void Refused(string chargePoint, string reason, TimeSpan wait)
    {
        if (settings.LogLifecycle)
        {
            LogRefused(chargePoint, reason, (long)wait.TotalMilliseconds);
        }
    }

    /// <summary>The wait is until the next attempt; null when there will be none.</summary>
    public void Disconnected(string chargePoint, long lastedMs, DisconnectReason reason, TimeSpan? wait)
    {
        if (settings.LogLifecycle && wait is { } pause)
        {
            LogDisconnected(chargePoint, lastedMs, reason, (long)pause.TotalMilliseconds);
        }
        else if (settings.LogLifecycle)
        {
            LogClosed(chargePoint, lastedMs, reason);
        }
    }

    public void BootAnswered(string chargePoint, string status, int intervalSeconds)
    {
        if (settings.LogLifecycle)
        {
            LogBootAnswered(chargePoint, status, intervalSeconds);
        }
    }

    public void Restarts(string chargePoint, string reason)
    {
        if (settings.LogLifecycle)
        {
            LogRestarts(chargePoint, reason);
        }
    }

    public void CallFailed(string chargePoint, string action, CallOutcome outcome) => LogCallFailed(chargePoint, action, outcome);

    public void AnsweredLate(string chargePoint, string action) => LogAnsweredLate(chargePoint, action);

    public void Discarded(string chargePoint, string action, int attempts) => LogDiscarded(chargePoint, action, attempts);

    public void Noted(string chargePoint, ProtocolNote note) => LogNoted(chargePoint, note.Kind, note.Action, note.Field, note.Text);

    public void NotKept(string path, string problem) => LogNotKept(path, problem);

    public void HandlerFailed(string chargePoint, string action, string messageId, Exception exception) => LogHandlerFailed(chargePoint, action, messageId, exception);

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "Charge points: {ChargePoints}, to {Endpoint}")]
    private partial void LogFleetStarts(int chargePoints, Uri endpoint);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "Charge points stopped: {ChargePoints}")]
    private partial void LogFleetStopped(int chargePoints);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Information, Message = "{ChargePoint} connected")]
    private partial void LogConnected(string chargePoint);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Warning, Message = "{ChargePoint} not connected: {Reason}; next attempt in {WaitMs} ms")]
    private partial void LogRefused(string chargePoint, string reason, long waitMs);

    [LoggerMessage(EventId = 2105, Level = LogLevel.Information, Message = "{ChargePoint} disconnected after {LastedMs} ms: {Reason}; next attempt in {WaitMs} ms")]
    private partial void LogDisconnected(string chargePoint, long lastedMs, DisconnectReason reason, long waitMs);

    [LoggerMessage(EventId = 2113, Level = LogLevel.Information, Message = "{ChargePoint} disconnected after {LastedMs} ms: {Reason}; the emulator stops")]
    private partial void LogClosed(string chargePoint, long lastedMs, DisconnectReason reason);

    [LoggerMessage(EventId = 2106, Level = LogLevel.Information, Message = "{ChargePoint} boot {Status}, interval {IntervalSeconds} s")]
    private partial void LogBootAnswered(string chargePoint, string status, int intervalSeconds);

    [LoggerMessage(EventId = 2107, Level = LogLevel.Information, Message = "{ChargePoint} restarts: {Reason}")]
    private partial void LogRestarts(string chargePoint, string reason);

    [LoggerMessage(EventId = 2108, Level = LogLevel.Warning, Message = "{ChargePoint} {Action} failed: {Outcome}")]
    private partial void LogCallFailed(string chargePoint, string action, CallOutcome outcome);

    [LoggerMessage(EventId = 2109, Level = LogLevel.Warning, Message = "{ChargePoint} {Action} answered after its time-out")]
    private partial void LogAnsweredLate(string chargePoint, string action);

    [LoggerMessage(EventId = 2110, Level = LogLevel.Warning, Message = "{ChargePoint} {Action} discarded after {Attempts} attempts")]
    private partial void LogDiscarded(string chargePoint, string action, int attempts);

    [LoggerMessage(EventId = 2111, Level = LogLevel.Warning, Message = "{ChargePoint} tolerated {Kind} in {Action} {Field}: {Text}")]
    private partial void LogNoted(string chargePoint, NoteKind kind, string action, string field, string text);

    [LoggerMessage(EventId = 2114, Level = LogLevel.Warning, Message = "{Path} cannot be written and is tried again: {Problem}")]
    private partial void LogNotKept(string path, string problem);

    [LoggerMessage(EventId = 2112, Level = LogLevel.Error, Message = "{ChargePoint} {Action} {MessageId} failed in the emulator")]
    private partial void LogHandlerFailed(string chargePoint, string action, string messageId, Exception exception);
}
