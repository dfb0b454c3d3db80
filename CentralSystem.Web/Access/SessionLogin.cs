using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Logs people in and out with the cookie of a session, whichever way they come: by the page or by the REST interface.</summary>
internal sealed class SessionLogin(Logins logins, LoginTickets tickets, IOptions<AccessOptions> options)
{
    /// <returns>Who logged in, and a ticket to go on with where the login lacks nothing but the code of a second factor.</returns>
    /// <remarks>Errors: <see cref="ProblemException"/>: 401 when name and password do not fit, 403 where the cookie would travel unencrypted, 429 when it must wait.</remarks>
    public async Task<(UserState User, string? Ticket)> LogInAsync(HttpContext context, Credentials credentials)
    {
        CheckMayLogIn(context);
        var (user, session) = await logins.LogInAsync(credentials.Name, credentials.Password, credentials.Code, AccessControl.AddressOf(context), context.RequestAborted);
        if (session is null)
        {
            return (user, tickets.For(user));
        }

        await context.SignInAsync(user, session);
        return (user, null);
    }

    /// <summary>Goes on with a ticket and a code.</summary>
    /// <remarks>Errors: as above.</remarks>
    public async Task GoOnAsync(HttpContext context, string ticket, string code)
    {
        CheckMayLogIn(context);
        var user = tickets.Find(ticket) ?? throw new ProblemException(Logins.LoginFailed("It took too long, or the password was changed meanwhile. Log in again."));
        await context.SignInAsync(user, await logins.GoOnAsync(user, code, AccessControl.AddressOf(context)));
    }

    /// <summary>Whether a ticket is still good.</summary>
    public bool Knows(string ticket) => tickets.Find(ticket) is not null;

    /// <returns>Whether there was a session to end.</returns>
    public async Task<bool> LogOutAsync(HttpContext context)
    {
        if (context.LoginSessionId is not { } sessionId)
        {
            return false;
        }

        await logins.LogOutAsync(sessionId);
        await context.SignOutAsync(SessionCookie.Scheme);
        return true;
    }

    /// <remarks>Errors: as <see cref="SessionCookie"/> has it.</remarks>
    public void CheckMayLogIn(HttpContext context) => context.CheckMayHaveSession(options.Value.PlainHttpSessions);
}
