using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Configuration;

/// <summary>Talks with a Charge Point about its configuration; every step is a command with a row of its own.</summary>
internal sealed class ConfigurationCalls(CommandService commands)
{
    /// <summary>Sends a command and waits for its end, which is an answer, an error or a time-out.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it cannot be sent, or the connection ended before the answer.</remarks>
    public Task<CallOutcome> CallAsync(ChargePointState chargePoint, IOcppRequest request, Caller? caller, CancellationToken cancellationToken) =>
        CallAsync(chargePoint, request, new CommandOptions { Caller = caller }, cancellationToken);

    /// <inheritdoc cref="CallAsync(ChargePointState, IOcppRequest, Caller?, CancellationToken)"/>
    public async Task<CallOutcome> CallAsync(ChargePointState chargePoint, IOcppRequest request, CommandOptions options, CancellationToken cancellationToken)
    {
        var run = await commands.StartAsync(chargePoint.Identity, request, options, cancellationToken);
        var outcome = await run.Outcome.WaitAsync(cancellationToken);
        return outcome is CallOutcome.ConnectionLost or CallOutcome.Cancelled ? throw Problems.NotConnected(chargePoint.Identity) : outcome;
    }
}

/// <summary>Reads outcomes.</summary>
internal static class Outcomes
{
    /// <summary>The answer; null for an error or none.</summary>
    public static TResponse? Answer<TResponse>(this CallOutcome outcome)
        where TResponse : class, IOcppResponse =>
        outcome is CallOutcome.Answered { Response: TResponse response } ? response : null;
}
