using System.Globalization;
using CentralSystem.Web.Access;

namespace CentralSystem.Web.Api;

/// <summary>Why a request is not served, in the terms of RFC 9457: a stable type for programs, a sentence for people.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Name">Last part of the stable type.</param>
/// <param name="Title">What kind of problem it is; the same for every one of its type.</param>
/// <param name="Detail">What is wrong here, and what would be right.</param>
internal sealed record Problem(int Status, string Name, string Title, string Detail)
{
    private const string TypePrefix = "urn:centralsystem:problem:";

    /// <summary>Identifier of the problem's type; never changes.</summary>
    public string Type => TypePrefix + Name;

    /// <summary>Further members of the answer.</summary>
    public Dictionary<string, object?> Members { get; init; } = [];

    /// <summary>When to try again, for the header of that name; null for no advice.</summary>
    public int? RetryAfterSeconds { get; init; }

    public IResult ToResult() => Results.Problem(Detail, statusCode: Status, title: Title, type: Type, extensions: Members);

    /// <summary>Makes it the answer.</summary>
    public Task WriteAsync(HttpContext context)
    {
        if (RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return ToResult().ExecuteAsync(context);
    }
}

/// <summary>A request cannot be served; becomes the answer.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}

/// <summary>The problems that several features have.</summary>
internal static class Problems
{
    /// <summary>A member of the body or a parameter of the query breaks a rule.</summary>
    public static ProblemException Invalid(string field, string rule) => new(new Problem(
        StatusCodes.Status400BadRequest, "invalid-request", "The request is invalid", field.Length == 0 ? rule : $"{field}: {rule}")
    {
        Members = { ["field"] = field },
    });

    public static ProblemException RoleNeeded(Caller caller, Role needed) => new(new Problem(
        StatusCodes.Status403Forbidden, "role-needed", "The role does not allow it", $"{caller.Name} is {caller.Role}; this needs {needed}.")
    {
        Members = { ["requiredRole"] = needed.ToString() },
    });

    public static ProblemException FreshPasswordNeeded() => new(new Problem(
        StatusCodes.Status403Forbidden, "fresh-password-needed", "The password is needed once more",
        "This needs a password that was given lately: give it with POST /api/v1/me/confirmation, or at /login/confirmation, then ask again."));

    public static ProblemException NotFound(string what) => new(new Problem(StatusCodes.Status404NotFound, "not-found", "Not found", what));

    public static ProblemException UnknownChargePoint(string chargePointId) => new(new Problem(
        StatusCodes.Status404NotFound, "unknown-charge-point", "Unknown charge point", $"No charge point has the identity {chargePointId}."));

    public static ProblemException NotConnected(string chargePointId) => new(new Problem(
        StatusCodes.Status409Conflict, "not-connected", "The charge point is not connected", $"{chargePointId} is not connected; nothing was sent."));

    public static ProblemException Conflict(string what) => new(new Problem(StatusCodes.Status409Conflict, "already-exists", "It exists already", what));
}
