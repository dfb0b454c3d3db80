using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Logs people in and out with the cookie of a session, whichever way they come: by the page or by the REST interface.</summary>
internal sealed class SessionLogin(Logins logins, IOptions<AccessOptions> options)
{
    /// <remarks>Errors: <see cref="ProblemException"/>: 401 when name and password do not fit, 403 where the cookie would travel unencrypted, 429 when it must wait.</remarks>
    public async Task<Caller> LogInAsync(HttpContext context, Credentials credentials)
    {
        CheckMayLogIn(context);
        var address = AccessControl.AddressOf(context);
        var (user, session) = await logins.LogInAsync(credentials.Name, credentials.Password, address, context.RequestAborted);
        await context.SignInAsync(user, session);
        return new Caller(CallerKind.User, user.Name, user.Role, address);
    }

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
