using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>How a CALL of this side ended.</summary>
public abstract record CallOutcome
{
    private CallOutcome()
    {
    }

    /// <summary>The peer answered with a CALLRESULT.</summary>
    /// <param name="Response">The payload, read.</param>
    /// <param name="Json">The payload as it stood in the frame.</param>
    public sealed record Answered(IOcppResponse Response, string Json) : CallOutcome;

    /// <summary>The peer answered with a CALLERROR.</summary>
    /// <param name="Code">Any code; peers also send those of later versions.</param>
    /// <param name="Description">Sentence of the peer, maybe empty.</param>
    /// <param name="Details">JSON object of the peer.</param>
    public sealed record Refused(string Code, string Description, string Details) : CallOutcome;

    /// <summary>The peer answered with a payload that breaks the rules of the action.</summary>
    public sealed record Unreadable(string Problem, string Json) : CallOutcome;

    /// <summary>No answer came in time; a later one is reported as late.</summary>
    public sealed record TimedOut : CallOutcome;

    /// <summary>The connection ended first.</summary>
    /// <param name="WasSent">False when no byte of the CALL left; true when some may have, be it that the peer did not take it in time: nobody knows whether it acted.</param>
    public sealed record ConnectionLost(bool WasSent) : CallOutcome;

    /// <summary>The caller gave up before the CALL was sent.</summary>
    public sealed record Cancelled : CallOutcome;
}

/// <summary>A CALL of this side did not end with a CALLRESULT.</summary>
/// <param name="outcome">How it ended instead.</param>
public sealed class CallFailedException(CallOutcome outcome) : Exception($"The call ended with {outcome}.")
{
    /// <summary>How it ended instead.</summary>
    public CallOutcome Outcome { get; } = outcome;
}
