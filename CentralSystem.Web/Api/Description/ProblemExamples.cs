using System.Text.Json.Nodes;
using CentralSystem.Web.Access;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Events;
using CentralSystem.Web.Files;
using Microsoft.OpenApi;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Api.Description;

/// <summary>A problem for each status an operation may fail with, from where the program makes it.</summary>
internal static class ProblemExamples
{
    private const string CommandsPath = "/commands/";

    /// <param name="status">HTTP status.</param>
    /// <param name="method">Method of the operation.</param>
    /// <param name="path">Its path, as the document writes it.</param>
    /// <param name="operation">The operation.</param>
    public static JsonNode? Of(int status, HttpMethod method, string path, OpenApiOperation operation)
    {
        if (ProblemOf(status, method, path, operation) is not { } problem)
        {
            return null;
        }

        var json = new JsonObject { ["type"] = problem.Type, ["title"] = problem.Title, ["status"] = problem.Status, ["detail"] = problem.Detail };
        foreach (var (name, value) in problem.Members)
        {
            json[name] = System.Text.Json.JsonSerializer.SerializeToNode(value, ApiJson.Options);
        }

        return json;
    }

    /// <summary>The operation that the path of a command ends with; null for any other path.</summary>
    public static string? CommandOf(string path) => path.Contains(CommandsPath, StringComparison.Ordinal) ? path.Split('/')[^1] : null;

    private static Problem? ProblemOf(int status, HttpMethod method, string path, OpenApiOperation operation) => status switch
    {
        StatusCodes.Status400BadRequest => InvalidOf(path, operation),
        StatusCodes.Status401Unauthorized => IsOpen(operation) ? Logins.LoginFailed("Name or password is wrong.") : AccessControl.NobodyKnown(),
        StatusCodes.Status403Forbidden => method == HttpMethod.Get
            ? AccessControl.ScopeNeeded(new Caller(CallerKind.ApiKey, "billing", Role.Viewer, null), $"{NounOf(path)}:read")
            : Problems.RoleNeeded(new Caller(CallerKind.User, "ada", Role.Viewer, null), Role.Operator).Problem,
        StatusCodes.Status404NotFound => path.Contains("{chargePointId}", StringComparison.Ordinal)
            ? Problems.UnknownChargePoint("CP001").Problem
            : Problems.NotFound("There is none of this id.").Problem,
        StatusCodes.Status409Conflict => method == HttpMethod.Post && CommandOf(path) is not null ? Problems.NotConnected("CP001").Problem
            : method == HttpMethod.Post && !IsOpen(operation) ? Idempotency.OutcomeUnknown()
            : Problems.Conflict("There is one already.").Problem,
        StatusCodes.Status412PreconditionFailed => ExpectedRevision.ChangedMeanwhile(1, 2),
        StatusCodes.Status413PayloadTooLarge => RequestBodies.TooLarge(RequestBodies.DefaultLimit),
        StatusCodes.Status415UnsupportedMediaType => RequestBodies.UnsupportedType([]),
        StatusCodes.Status422UnprocessableEntity => Idempotency.KeyReused(),
        StatusCodes.Status429TooManyRequests => LoginThrottle.TooMany(TimeSpan.FromSeconds(30)).Problem,
        StatusCodes.Status500InternalServerError => ApiProblems.InternalError,
        StatusCodes.Status502BadGateway => CommandApi.FailureOf(FailedOf(path), new CallOutcome.ConnectionLost(WasSent: true)),
        StatusCodes.Status503ServiceUnavailable => EventStreams.TooMany(100),
        StatusCodes.Status504GatewayTimeout => CommandApi.FailureOf(FailedOf(path), new CallOutcome.TimedOut()),
        StatusCodes.Status507InsufficientStorage => FileStore.NoRoom("The disk is full."),
        _ => null,
    };

    private static Problem InvalidOf(string path, OpenApiOperation operation)
    {
        var missing = operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema?.Required?.FirstOrDefault();
        if (missing is not null && CommandOf(path) is not null)
        {
            return CommandChecks.InvalidPayload(new OcppPayloadException(OcppErrorCode.OccurenceConstraintViolation, missing, "is required"));
        }

        return (missing is not null ? Problems.Invalid(missing, "is required")
            : operation.Parameters?.Any(parameter => parameter.Name == "limit") == true ? PageQuery.NoSuchLimit()
            : Problems.Invalid("colour", "is not known here")).Problem;
    }

    /// <summary>Whether nobody has to be known for it.</summary>
    private static bool IsOpen(OpenApiOperation operation) => operation.Security is { Count: 0 };

    private static FailedCommand FailedOf(string path) => new(Guid.Parse(ExampleValues.Id), CommandOf(path) ?? "ChangeConfiguration", "CP001");

    private static string NounOf(string path) => path.Split('/', '.')[3];
}
