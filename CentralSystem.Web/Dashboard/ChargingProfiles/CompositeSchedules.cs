using CentralSystem.Web.Commands;
using CentralSystem.Web.Dashboard.ChargePoints;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.ChargingProfiles;

/// <summary>Asks charge points what all their profiles come to.</summary>
internal sealed class CompositeSchedules(CommandService commands)
{
    /// <returns>The schedule, with its start where the charge point told it; or else a sentence that says why there is none.</returns>
    /// <remarks>Errors: <see cref="Api.ProblemException"/> when it cannot be asked.</remarks>
    public async Task<(ChargingSchedule? Schedule, string? Trouble)> AskAsync(
        string chargePointId, int connectorId, TimeSpan duration, ChargingRateUnit? unit, CancellationToken cancellationToken)
    {
        var request = new GetCompositeScheduleRequest { ConnectorId = connectorId, Duration = (int)duration.TotalSeconds, ChargingRateUnit = unit is { } wanted ? wanted : null };
        var run = await commands.StartAsync(chargePointId, request, new CommandOptions(), cancellationToken);
        return await run.Outcome.WaitAsync(cancellationToken) switch
        {
            CallOutcome.Answered { Response: GetCompositeScheduleResponse { ChargingSchedule: { } schedule } answer } =>
                (schedule with { StartSchedule = answer.ScheduleStart ?? schedule.StartSchedule }, null),
            CallOutcome.Answered { Response: GetCompositeScheduleResponse answer } => (null, $"It answered {answer.Status} and told no schedule."),
            var outcome => (null, $"GetCompositeSchedule: it {CommandWords.Of(outcome)}."),
        };
    }
}
