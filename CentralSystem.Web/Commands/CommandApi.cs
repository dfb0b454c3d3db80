using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using Microsoft.AspNetCore.Http.HttpResults;
using Ocpp;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>Commands over REST: an endpoint for each operation a central system can send.</summary>
internal static class CommandApi
{
    private const string Path = "/charge-points/{chargePointId}/commands";

    extension(RouteGroupBuilder api)
    {
        public void MapCommands()
        {
            foreach (var action in OcppActions.All.Where(action => action.SentBy.HasFlag(SentBy.CentralSystem)))
            {
                MapAction(api, action);
            }

            // Says what is wrong with any other name; routing also brings requests without a body here.
            api.MapPost(Path + "/{action}", SendAsync).ExcludeFromDescription();
            api.MapGet(Path, (
                string chargePointId, [AsParameters] CommandFilter filter, [AsParameters] PageQuery page, ChargePointDirectory directory, CommandReader commands,
                CancellationToken cancellationToken) =>
                commands.ListAsync(filter with { ChargePointId = directory.GetEvenRemoved(chargePointId).Identity }, page, cancellationToken))
                .WithSummary("Commands to one charge point");
            api.MapGet("/commands", (
                [AsParameters] CommandFilter filter, [AsParameters] PageQuery page, CommandReader commands, CancellationToken cancellationToken) =>
                commands.ListAsync(filter, page, cancellationToken))
                .WithSummary("Commands");
            api.MapGet("/commands/{commandId:guid}", (Guid commandId, CommandReader commands, CancellationToken cancellationToken) =>
                commands.GetAsync(commandId, cancellationToken))
                .WithSummary("One command").ProducesProblem(StatusCodes.Status404NotFound);
            api.MapDelete("/commands/{commandId:guid}", CancelAsync)
                .WithSummary("Cancels a command that was not sent yet")
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        }
    }

    private static void MapAction(RouteGroupBuilder api, OcppAction action) => api
        .MapPost($"{Path}/{action.Name}", SendAsync)
        .WithName(action.Name)
        .WithSummary(CommandSummaries.Of(action.Name))
        .Accepts(action.RequestType, isOptional: true, "application/json")
        .Produces(StatusCodes.Status200OK, typeof(AnsweredCommand<>).MakeGenericType(action.ResponseType))
        .Produces<AcceptedCommand>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status502BadGateway)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    private static async Task<IResult> SendAsync(
        string chargePointId, bool? wait, Instant? queueUntil, int? timeoutSeconds, HttpContext context, CommandService commands)
    {
        // Routes are matched in any letter case, names of operations are not (OCPP-J §4.2.1).
        var action = context.Request.Path.Value!.TrimEnd('/').Split('/')[^1];
        var payload = await RequestBodies.ReadAsync(context);
        var options = new CommandOptions { QueueUntil = queueUntil?.Value, Timeout = timeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        var run = await commands.StartAsync(chargePointId, action, payload, options, context.RequestAborted);
        if (run.IsQueued || wait == false)
        {
            return Accepted(run, run.IsQueued ? CommandStatus.Queued : CommandStatus.Pending);
        }

        // Whoever hangs up stops waiting; the command goes on.
        await Task.WhenAny(run.Outcome, run.WaitsAgain).WaitAsync(context.RequestAborted);
        return run.Outcome.IsCompleted ? AnswerOf(run, await run.Outcome) : Accepted(run, CommandStatus.Queued);
    }

    private static Accepted<AcceptedCommand> Accepted(CommandRun run, CommandStatus status)
    {
        var url = $"/api/v1/commands/{run.Id}";
        return TypedResults.Accepted(url, new AcceptedCommand(run.Id, status, run.Action, run.ChargePointId, url));
    }

    private static async Task<CommandView> CancelAsync(Guid commandId, CommandService commands, CommandReader reader, CancellationToken cancellationToken)
    {
        var isCancelled = await commands.TryCancelAsync(commandId, Caller.Current);
        var view = await reader.GetAsync(commandId, cancellationToken);
        return isCancelled ? view : throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "not-cancellable", "The command cannot be cancelled any more",
            view.FinishedAt is null ? "It was sent; its answer is awaited." : $"It has ended: {view.Status}.")
        {
            Members = { ["commandId"] = commandId, ["commandStatus"] = view.Status },
        });
    }

    private static IResult AnswerOf(CommandRun run, CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered answered => Results.Ok(new AnsweredCommand<JsonElement>(
            run.Id, CommandStatus.Answered, run.Action, run.ChargePointId, ApiJson.Embedded(Secrets.Mask(answered.Json))!.Value)),
        _ => FailureOf(run, outcome).ToResult(),
    };

    /// <summary>The problem with which a command ended that was not answered.</summary>
    internal static Problem FailureOf(CommandRun run, CallOutcome outcome) => FailureOf(new FailedCommand(run.Id, run.Action, run.ChargePointId), outcome);

    internal static Problem FailureOf(FailedCommand command, CallOutcome outcome) => outcome switch
    {
        CallOutcome.Refused refused => ProblemOf(command, StatusCodes.Status502BadGateway, "call-error", "The charge point answered with an error",
            refused.Description.Length > 0 ? $"{refused.Code}: {refused.Description}" : refused.Code, ("errorCode", refused.Code),
            ("errorDescription", refused.Description), ("errorDetails", ApiJson.Embedded(refused.Details))),
        CallOutcome.Unreadable unreadable => ProblemOf(command, StatusCodes.Status502BadGateway, "unreadable-answer", "The answer of the charge point cannot be read",
            unreadable.Problem, ("response", ApiJson.Embedded(unreadable.Json.Length > 0 ? Secrets.Mask(unreadable.Json) : null))),
        CallOutcome.TimedOut => ProblemOf(command, StatusCodes.Status504GatewayTimeout, "no-answer", "The charge point did not answer in time",
            $"{command.ChargePointId} did not answer in time; an answer that still comes is kept with the command."),
        CallOutcome.ConnectionLost lost => ProblemOf(command, StatusCodes.Status502BadGateway, "connection-lost", "The connection was lost",
            CommandEnd.DescriptionOf(lost)),
        _ => ProblemOf(command, StatusCodes.Status502BadGateway, "not-sent", "The command was not sent", "The command was cancelled or given up before it was sent."),
    };

    private static Problem ProblemOf(FailedCommand command, int status, string name, string title, string detail, params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var problem = new Problem(status, name, title, detail) { Members = { ["commandId"] = command.Id, ["action"] = command.Action, ["chargePointId"] = command.ChargePointId } };
        foreach (var (member, value) in members)
        {
            problem.Members[member] = value;
        }

        return problem;
    }
}

/// <summary>What the problem of a command names.</summary>
internal readonly record struct FailedCommand(Guid Id, string Action, string ChargePointId);

/// <summary>A command that was answered.</summary>
/// <param name="CommandId">Its id.</param>
/// <param name="Status">Always Answered.</param>
/// <param name="Action">The operation.</param>
/// <param name="ChargePointId">Who answered.</param>
/// <param name="Response">Payload of the CALLRESULT as it came, whatever the Charge Point decided.</param>
internal sealed record AnsweredCommand<TResponse>(Guid CommandId, CommandStatus Status, string Action, string ChargePointId, TResponse Response);

/// <summary>A command that is under way.</summary>
/// <param name="CommandId">Its id.</param>
/// <param name="Status">Pending, or Queued where it waits for a connection.</param>
/// <param name="Action">The operation.</param>
/// <param name="ChargePointId">Whom it is for.</param>
/// <param name="Url">Where it can be watched.</param>
internal sealed record AcceptedCommand(Guid CommandId, CommandStatus Status, string Action, string ChargePointId, string Url);
