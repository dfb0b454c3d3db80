using System.Diagnostics;
using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Place of a CALL among those that wait for their turn.</summary>
public enum CallPriority
{
    /// <summary>Before all others: somebody stands at a locked cable.</summary>
    Urgent,

    /// <summary>In order of arrival.</summary>
    Normal,
}

/// <summary>A CALL of this side, from its creation to its end.</summary>
public sealed class OutgoingCall
{
    private readonly TaskCompletionSource<CallOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A CALL that has not been sent.</summary>
    /// <param name="request">Payload; already checked.</param>
    /// <param name="timeout">Longest wait for the answer, counted from the moment it is sent; null takes the connection's.</param>
    /// <param name="priority">Place among those that wait.</param>
    public OutgoingCall(IOcppRequest request, TimeSpan? timeout = null, CallPriority priority = CallPriority.Normal)
    {
        (Request, Timeout, Priority) = (request, timeout, priority);
        Action = OcppActions.Find(request.ActionName) ?? throw new ArgumentException($"{request.ActionName} is no action.", nameof(request));
    }

    /// <summary>Payload of the CALL.</summary>
    public IOcppRequest Request { get; }

    /// <summary>The operation.</summary>
    public OcppAction Action { get; }

    /// <summary>Longest wait for the answer; null takes the connection's.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Place among those that wait.</summary>
    public CallPriority Priority { get; }

    /// <summary>Id on the wire.</summary>
    public MessageId Id { get; } = MessageId.New();

    /// <summary>When the frame left; null while the CALL waits for its turn.</summary>
    public DateTimeOffset? SentAt { get; internal set; }

    /// <summary>Awaited when the turn of the CALL has come, before <see cref="Sending"/>; false gives the CALL up unsent. It must not throw.</summary>
    /// <remarks>What must be durable before the peer can have seen the CALL belongs here.</remarks>
    public Func<OutgoingCall, Task<bool>>? Preparing { get; init; }

    /// <summary>Called on the way out, right before the frame is sent.</summary>
    public Action<OutgoingCall>? Sending { get; init; }

    /// <summary>Called once when the CALL has ended, by whoever learned of it: mostly the receive loop. It must return at once, and not throw.</summary>
    /// <remarks>Spares those who only note the end the way over a task and another thread.</remarks>
    public Action<OutgoingCall, CallOutcome>? Ended { get; init; }

    /// <summary>The activity in which it was asked for; none when nobody traces.</summary>
    internal ActivityContext Origin { get; } = Activity.Current?.Context ?? default;

    /// <summary>Ends exactly once: with an answer, a time-out or the connection.</summary>
    public Task<CallOutcome> Outcome => _ended.Task;

    /// <summary>The activity of the CALL itself, from its sending to its end; null when nobody traces.</summary>
    internal Activity? Tracing { get; set; }

    /// <summary>Timestamp at which the wait for the answer is over; 0 until the frame has left.</summary>
    internal long OverdueAt { get; set; }

    /// <summary>Ends it; true the first time, and <see cref="TellEnded"/> must follow.</summary>
    internal bool TryEnd(CallOutcome outcome) => _ended.TrySetResult(outcome);

    /// <summary>Tells those who asked for it; not under a lock, since nobody knows what they do.</summary>
    internal void TellEnded()
    {
        CallTracing.Ended(Tracing, Outcome.Result);
        Ended?.Invoke(this, Outcome.Result);
    }
}
