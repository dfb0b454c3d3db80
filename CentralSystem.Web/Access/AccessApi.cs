using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CentralSystem.Web.Access;

/// <summary>Sessions, oneself, users, API keys and the audit trail over REST.</summary>
internal static class AccessApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapAccess()
        {
            MapSession(api);
            MapMe(api);
            MapUsers(api);
            MapApiKeys(api);
            api.MapGet("/audit", ([AsParameters] AuditFilter filter, [AsParameters] PageQuery page, AuditReader audit, CancellationToken cancellationToken) =>
                audit.ListAsync(filter, page, cancellationToken)).RequireRole(Role.Admin).WithSummary("Who changed or commanded what, newest first");
        }
    }

    private static void MapSession(RouteGroupBuilder api)
    {
        api.MapPost("/session", LogInAsync).AllowAnonymous().WithSummary("Logs a person in").ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapDelete("/session", async (HttpContext context, SessionLogin login) => await login.LogOutAsync(context) ? TypedResults.NoContent() : throw OnlyPeople())
            .RequireRole(Role.Viewer).WithSummary("Ends the session");
    }

    private static void MapMe(RouteGroupBuilder api)
    {
        api.MapGet("/me", () => Me.Of(Caller.Current)).WithMetadata(new OpenToEveryScope()).WithSummary("Tells who is asking and what they may do");
        api.MapPut("/me/password", async Task<NoContent> (
            JsonInput<PasswordChange> body, HttpContext context, Logins logins, UserDirectory users, CancellationToken cancellationToken) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            await logins.ChangePasswordAsync(user, body.Value.PresentPassword, body.Value.NewPassword, sessionId, cancellationToken);
            return TypedResults.NoContent();
        }).RequireRole(Role.Viewer).WithSummary("Changes one's own password and ends one's other sessions").ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapGet("/me/sessions", (HttpContext context, UserDirectory users) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            return users.SessionsOf(user.Key).Select(session => new OwnSession(session.StartedAt, session.Id == sessionId));
        }).RequireRole(Role.Viewer).WithSummary("One's open sessions, newest first");
        api.MapDelete("/me/sessions", async Task<NoContent> (HttpContext context, Logins logins, UserDirectory users) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            await logins.EndOtherSessionsAsync(user, sessionId);
            return TypedResults.NoContent();
        }).RequireRole(Role.Viewer).WithSummary("Ends one's other sessions");
    }

    private static void MapUsers(RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").RequireRole(Role.Admin);
        users.MapGet("", ([AsParameters] UserFilter filter, [AsParameters] PageQuery page, UserAccounts accounts, CancellationToken cancellationToken) =>
                accounts.ListAsync(filter, page, cancellationToken))
            .WithSummary("Users");
        users.MapPost("", async (JsonInput<NewUser> body, UserAccounts accounts) =>
        {
            var user = await accounts.CreateAsync(body.Value);
            return Tag(user, StatusCodes.Status201Created, $"/api/v1/users/{Uri.EscapeDataString(user.Name)}");
        }).WithSummary("Creates a user");
        users.MapGet("/{name}", async (string name, UserAccounts accounts, CancellationToken cancellationToken) => Tag(await accounts.GetAsync(name, cancellationToken)))
            .WithSummary("One user");
        users.MapPatch("/{name}", async (string name, JsonInput<UserChange> body, ExpectedRevision expected, UserAccounts accounts) =>
            Tag(await accounts.ChangeAsync(name, body.Value, expected))).WithSummary("Changes role or password of a user, or disables the user");
        users.MapDelete("/{name}", async Task<NoContent> (string name, ExpectedRevision expected, UserAccounts accounts) =>
        {
            await accounts.DeleteAsync(name, expected);
            return TypedResults.NoContent();
        }).WithSummary("Removes a user");
    }

    private static void MapApiKeys(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").RequireRole(Role.Admin);
        keys.MapGet("", ([AsParameters] ApiKeyFilter filter, [AsParameters] PageQuery page, ApiKeys apiKeys, CancellationToken cancellationToken) =>
                apiKeys.ListAsync(filter, page, cancellationToken))
            .WithSummary("API keys");
        keys.MapPost("", async Task<Created<NewApiKeyView>> (JsonInput<NewApiKey> body, ApiKeys apiKeys) =>
        {
            var created = await apiKeys.CreateAsync(body.Value);
            return TypedResults.Created($"/api/v1/api-keys/{created.ApiKey.Id}", created);
        }).WithSummary("Creates an API key and shows it this once");
        keys.MapGet("/{id:int}", (int id, ApiKeys apiKeys, CancellationToken cancellationToken) => apiKeys.GetAsync(id, cancellationToken)).WithSummary("One API key");
        keys.MapDelete("/{id:int}", async Task<NoContent> (int id, ApiKeys apiKeys) =>
        {
            await apiKeys.RevokeAsync(id);
            return TypedResults.NoContent();
        }).WithSummary("Revokes an API key at once");
    }

    private static async Task<Ok<Me>> LogInAsync(JsonInput<Credentials> body, HttpContext context, SessionLogin login) =>
        TypedResults.Ok(Me.Of(await login.LogInAsync(context, body.Value)));

    private static Tagged<UserView> Tag(User user, int status = StatusCodes.Status200OK, string? location = null) =>
        new(UserView.Of(user), user.Revision, status, location);

    /// <remarks>Errors: <see cref="ProblemException"/> (403) for whoever is no person with a session.</remarks>
    private static (UserState User, string SessionId) LoggedIn(HttpContext context, UserDirectory users) =>
        context.LoginSessionId is { } sessionId && users.FindBySession(sessionId) is { } user ? (user, sessionId) : throw OnlyPeople();

    private static ProblemException OnlyPeople() => new(new Problem(StatusCodes.Status403Forbidden, "session-needed", "Only for people who are logged in",
        "An API key has no session and no password of its own; revoke it and create another one instead."));
}

/// <summary>What a person logs in with.</summary>
internal sealed record Credentials
{
    [PrintableText(256)]
    public required string Name { get; init; }

    [System.ComponentModel.DataAnnotations.StringLength(1024, MinimumLength = 1)]
    public required string Password { get; init; }
}

/// <summary>A person's new password.</summary>
internal sealed record PasswordChange
{
    [System.ComponentModel.DataAnnotations.StringLength(1024, MinimumLength = 1)]
    public required string PresentPassword { get; init; }

    /// <summary>12 to 128 characters.</summary>
    public required string NewPassword { get; init; }
}

/// <summary>A session of whoever asks.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="IsThisOne">It is the one that asks.</param>
internal sealed record OwnSession(DateTimeOffset StartedAt, bool IsThisOne);

/// <summary>Who is asking.</summary>
internal sealed record Me(string Name, CallerKind Kind, Role Role)
{
    public static Me Of(Caller caller) => new(caller.Name, caller.Kind, caller.Role);
}
