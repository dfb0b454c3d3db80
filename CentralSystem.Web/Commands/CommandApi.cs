using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>Commands over REST.</summary>
internal static class CommandApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapCommands()
        {
            api.MapPost("/charge-points/{chargePointId}/commands/{action}", SendAsync);
            api.MapGet("/charge-points/{chargePointId}/commands",
                (string chargePointId, [AsParameters] CommandFilter filter, [AsParameters] PageQuery page, ChargePointDirectory directory, CommandReader commands, CancellationToken cancellationToken) =>
                    commands.ListAsync(filter with { ChargePointId = directory.GetEvenRemoved(chargePointId).Identity }, page, cancellationToken));
            api.MapGet("/commands", (
                [AsParameters] CommandFilter filter, [AsParameters] PageQuery page, CommandReader commands, CancellationToken cancellationToken) =>
                commands.ListAsync(filter, page, cancellationToken));
            api.MapGet("/commands/{commandId:guid}", async (Guid commandId, CommandReader commands, CancellationToken cancellationToken) =>
                await commands.FindAsync(commandId, cancellationToken) ?? throw Problems.NotFound($"There is no command {commandId}."));
        }
    }

    private static async Task<IResult> SendAsync(string chargePointId, string action, bool? wait, HttpContext context, CommandService commands)
    {
        var payload = await JsonBody.ReadBytesAsync(context);
        var run = await commands.StartAsync(chargePointId, action, payload, context.RequestAborted);
        if (wait == false)
        {
            var url = $"/api/v1/commands/{run.Id}";
            return Results.Accepted(url, new AcceptedCommand(run.Id, CommandStatus.Pending, run.Action, run.ChargePointId, url));
        }

        // Whoever hangs up stops waiting; the command goes on.
        return AnswerOf(run, await run.Outcome.WaitAsync(context.RequestAborted));
    }

    private static IResult AnswerOf(CommandRun run, CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered answered => Results.Ok(new AnsweredCommand(
            run.Id, CommandStatus.Answered, run.Action, run.ChargePointId, ApiJson.Embedded(Secrets.Mask(answered.Json))!.Value)),
        CallOutcome.Refused refused => ProblemOf(run, StatusCodes.Status502BadGateway, "call-error", "The charge point answered with an error",
            refused.Description.Length > 0 ? $"{refused.Code}: {refused.Description}" : refused.Code, ("errorCode", refused.Code),
            ("errorDescription", refused.Description), ("errorDetails", ApiJson.Embedded(refused.Details))),
        CallOutcome.Unreadable unreadable => ProblemOf(run, StatusCodes.Status502BadGateway, "unreadable-answer", "The answer of the charge point cannot be read",
            unreadable.Problem, ("response", ApiJson.Embedded(unreadable.Json.Length > 0 ? Secrets.Mask(unreadable.Json) : null))),
        CallOutcome.TimedOut => ProblemOf(run, StatusCodes.Status504GatewayTimeout, "no-answer", "The charge point did not answer in time",
            $"{run.ChargePointId} did not answer in time; an answer that still comes is kept with the command."),
        CallOutcome.ConnectionLost lost => ProblemOf(run, StatusCodes.Status502BadGateway, "connection-lost", "The connection was lost",
            CommandEnd.DescriptionOf(lost)),
        _ => ProblemOf(run, StatusCodes.Status502BadGateway, "not-sent", "The command was not sent", "The command was given up before it was sent."),
    };

    private static IResult ProblemOf(CommandRun run, int status, string name, string title, string detail, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var problem = new Problem(status, name, title, detail) { Members = { ["commandId"] = run.Id, ["action"] = run.Action, ["chargePointId"] = run.ChargePointId } };
        foreach (var (member, value) in members)
        {
            problem.Members[member] = value;
        }

        return problem.ToResult();
    }

    private sealed record AnsweredCommand(Guid CommandId, CommandStatus Status, string Action, string ChargePointId, JsonElement Response);

    private sealed record AcceptedCommand(Guid CommandId, CommandStatus Status, string Action, string ChargePointId, string Url);
}
