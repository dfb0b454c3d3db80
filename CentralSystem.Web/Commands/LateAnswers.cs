using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>Passes on answers that came after the time-out of their CALL.</summary>
internal sealed class LateAnswers
{
    /// <summary>Told of every late answer; set once, by whoever keeps the commands.</summary>
    public Action<OutgoingCall, CallOutcome>? Answered { get; set; }

    public void Add(OutgoingCall call, CallOutcome outcome) => Answered?.Invoke(call, outcome);
}
