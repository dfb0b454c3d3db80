using CentralSystem.Web.Access.SecondFactor;
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
                audit.ListAsync(filter, page, cancellationToken)).RequireRole(Role.Admin).WithSummary("Who changed or commanded what");
        }
    }

    private static void MapSession(RouteGroupBuilder api)
    {
        api.MapPost("/session", LogInAsync).AllowAnonymous().WithSummary("Logs a person in").ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapDelete("/session", async (HttpContext context, SessionLogin login) => await login.LogOutAsync(context) ? TypedResults.NoContent() : throw OnlyPeople())
            .RequireRole(Role.Viewer).WithMetadata(new OpenBeforeDuties()).WithSummary("Ends the session");
    }

    private static void MapMe(RouteGroupBuilder api)
    {
        api.MapGet("/me", (HttpContext context, UserDirectory users) =>
                Me.Of(Caller.Current, Caller.Current.Kind == CallerKind.User ? users.FindBySession(context.LoginSessionId!) : null, users))
            .WithMetadata(new OpenToEveryScope(), new OpenBeforeDuties()).WithSummary("Tells who is asking and what they may do");
        api.MapPut("/me/password", async Task<NoContent> (
            JsonInput<PasswordChange> body, HttpContext context, Logins logins, UserDirectory users, CancellationToken cancellationToken) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            await logins.ChangePasswordAsync(user, body.Value.PresentPassword, body.Value.NewPassword, sessionId, cancellationToken);
            return TypedResults.NoContent();
        }).RequireRole(Role.Viewer).WithMetadata(new OpenBeforeDuties()).WithSummary("Changes one's own password and ends one's other sessions").ProducesProblem(StatusCodes.Status429TooManyRequests);
        api.MapGet("/me/sessions", (HttpContext context, UserDirectory users) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            return new Whole<OwnSession>([.. users.SessionsOf(user.Key).Select(session => new OwnSession(session.StartedAt, session.Id == sessionId))]);
        }).RequireRole(Role.Viewer).WithSummary("One's open sessions, newest first");
        api.MapDelete("/me/sessions", async Task<NoContent> (HttpContext context, Logins logins, UserDirectory users) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            await logins.EndOtherSessionsAsync(user, sessionId);
            return TypedResults.NoContent();
        }).RequireRole(Role.Viewer).WithSummary("Ends one's other sessions");
        api.MapPost("/me/confirmation", async Task<NoContent> (
            JsonInput<PasswordConfirmation> body, HttpContext context, Logins logins, UserDirectory users, CancellationToken cancellationToken) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            await logins.ConfirmAsync(user, body.Value.Password, sessionId, cancellationToken);
            return TypedResults.NoContent();
        }).RequireRole(Role.Viewer).WithMetadata(new OpenBeforeDuties(), new ServedEachTime()).WithSummary("Gives the password once more, for what needs a fresh one")
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        MapSecondFactor(api);
    }

    private static void MapSecondFactor(RouteGroupBuilder api)
    {
        var own = api.MapGroup("/me/second-factor").RequireRole(Role.Viewer).WithMetadata(new OpenBeforeDuties(), new NeedsFreshPassword());
        own.MapPost("", (HttpContext context, UserDirectory users, SecondFactors secondFactors) => secondFactors.BeginAsync(LoggedIn(context, users).User))
            .WithSummary("Makes the secret of an authenticator and shows it this once; it counts once a code confirms it");
        own.MapPost("/confirmation", (JsonInput<SecondFactorCode> body, HttpContext context, UserDirectory users, SecondFactors secondFactors) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            return secondFactors.ConfirmAsync(user, body.Value.Code, sessionId);
        }).WithSummary("Has the second factor count from now on, and shows the recovery codes this once").ProducesProblem(StatusCodes.Status429TooManyRequests);
        own.MapDelete("", async Task<NoContent> (HttpContext context, UserDirectory users, SecondFactors secondFactors) =>
        {
            var (user, sessionId) = LoggedIn(context, users);
            await secondFactors.RemoveAsync(user.Name, sessionId);
            return TypedResults.NoContent();
        }).WithSummary("Removes one's own second factor");
    }

    private static void MapUsers(RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").RequireRole(Role.Admin);
        var fresh = new NeedsFreshPassword();
        users.MapGet("", ([AsParameters] UserFilter filter, [AsParameters] PageQuery page, UserAccounts accounts, CancellationToken cancellationToken) =>
                accounts.ListAsync(filter, page, cancellationToken))
            .WithSummary("Users");
        users.MapPost("", async (JsonInput<NewUser> body, UserAccounts accounts) =>
        {
            var user = await accounts.CreateAsync(body.Value);
            return Tag(user, StatusCodes.Status201Created, $"/api/v1/users/{Uri.EscapeDataString(user.Name)}");
        }).WithMetadata(fresh).WithSummary("Creates a user");
        users.MapGet("/{name}", async (string name, UserAccounts accounts, CancellationToken cancellationToken) => Tag(await accounts.GetAsync(name, cancellationToken)))
            .WithSummary("One user");
        users.MapPatch("/{name}", async (string name, JsonInput<UserChange> body, ExpectedRevision expected, UserAccounts accounts) =>
            Tag(await accounts.ChangeAsync(name, body.Value, expected))).WithMetadata(fresh).WithSummary("Changes role or password of a user, or disables the user");
        users.MapDelete("/{name}", async Task<NoContent> (string name, ExpectedRevision expected, UserAccounts accounts) =>
        {
            await accounts.DeleteAsync(name, expected);
            return TypedResults.NoContent();
        }).WithMetadata(fresh).WithSummary("Removes a user");
        users.MapDelete("/{name}/second-factor", async Task<NoContent> (string name, SecondFactors secondFactors) =>
        {
            await secondFactors.RemoveAsync(name, ownSessionId: null);
            return TypedResults.NoContent();
        }).WithMetadata(fresh).WithSummary("Removes the second factor of a user who lost it, and ends the user's sessions");
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
        }).WithMetadata(new NeedsFreshPassword()).WithSummary("Creates an API key and shows it this once");
        keys.MapGet("/{id:int}", (int id, ApiKeys apiKeys, CancellationToken cancellationToken) => apiKeys.GetAsync(id, cancellationToken)).WithSummary("One API key");
        keys.MapDelete("/{id:int}", async Task<NoContent> (int id, ApiKeys apiKeys) =>
        {
            await apiKeys.RevokeAsync(id);
            return TypedResults.NoContent();
        }).WithMetadata(new NeedsFreshPassword()).WithSummary("Revokes an API key at once");
    }

    private static async Task<Ok<Me>> LogInAsync(JsonInput<Credentials> body, HttpContext context, SessionLogin login, UserDirectory users)
    {
        var (user, ticket) = await login.LogInAsync(context, body.Value);
        return ticket is null
            ? TypedResults.Ok(Me.Of(new Caller(CallerKind.User, user.Name, user.Role, Address: null), user, users))
            : throw new ProblemException(new Problem(StatusCodes.Status401Unauthorized, "code-needed", "A second factor is needed",
                "Name and password are right. Send them again with the member code: what the authenticator shows, or a recovery code."));
    }

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
    /// <summary>Name of the user; equal regardless of case.</summary>
    [PrintableText(256)]
    public required string Name { get; init; }

    /// <summary>Password of the user.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(1024, MinimumLength = 1)]
    public required string Password { get; init; }

    /// <summary>What the authenticator shows, or a recovery code, where the user has a second factor.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(SecondFactors.LongestCode, MinimumLength = 6)]
    public string? Code { get; init; }
}

/// <summary>The password of whoever is logged in.</summary>
internal sealed record PasswordConfirmation
{
    /// <summary>The present one.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(1024, MinimumLength = 1)]
    public required string Password { get; init; }
}

/// <summary>A person's new password.</summary>
internal sealed record PasswordChange
{
    /// <summary>The one that is replaced.</summary>
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
/// <param name="Name">Name of the user or of the API key.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Role">What it may do at most.</param>
/// <param name="Duty">What a person has to do before anything else.</param>
/// <param name="HasSecondFactor">Whether a person's login needs a code.</param>
internal sealed record Me(string Name, CallerKind Kind, Role Role, AccountDuty Duty, bool HasSecondFactor)
{
    public static Me Of(Caller caller, UserState? user, UserDirectory users) =>
        new(caller.Name, caller.Kind, caller.Role, user is null ? AccountDuty.None : users.DutyOf(user), user is { HasSecondFactor: true });
}
