using System.Security.Claims;
using CentralSystem.Web.Api;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CentralSystem.Web.Access;

/// <summary>The cookie that carries a session: encrypted by the framework, worth nothing once the session's row is gone.</summary>
internal static class SessionCookie
{
    public const string Scheme = "session";

    /// <summary>Name of the cookie over http; over https it has the prefix <c>__Host-</c> besides.</summary>
    public const string Name = "central-system";

    private const string SessionId = "sid";
    private const string Address = "address";

    extension(HttpContext context)
    {
        /// <summary>Id of the session of the request; null without one.</summary>
        public string? LoginSessionId => SessionIdOf(context.User);

        /// <remarks>Errors: <see cref="ProblemException"/> (403) where the cookie would travel unencrypted against the settings.</remarks>
        public void CheckMayHaveSession(PlainHttp plainHttp)
        {
            if (!context.Request.IsHttps && plainHttp != PlainHttp.Always && (plainHttp == PlainHttp.Never || !ServerOptions.IsLoopbackName(context.Request.Host.Host)))
            {
                throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, "https-needed", "Logging in needs HTTPS",
                    "The password and the session would travel unencrypted. Use https, or localhost, or set Access:PlainHttpSessions to Always. Behind a proxy that ends TLS list it in Proxy:TrustedAddresses."));
            }
        }

        /// <summary>Hands the cookie out.</summary>
        public Task SignInAsync(UserState user, LoginSession session) => context.SignInAsync(Scheme, PrincipalOf(user, session.Id, address: null));
    }

    /// <summary>Id of the session that a principal of the cookie stands for.</summary>
    public static string? SessionIdOf(ClaimsPrincipal principal) => principal.FindFirstValue(SessionId);

    /// <summary>Where the request with the cookie came from; for what goes on when the request is long over.</summary>
    public static string? AddressOf(ClaimsPrincipal principal) => principal.FindFirstValue(Address);

    public static void Configure(CookieAuthenticationOptions cookie, AccessOptions options)
    {
        cookie.Cookie.Name = Name;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.Path = "/";
        cookie.CookieManager = new PrefixedCookies();

        // How long it may rest is known in memory: what is done over an open page brings no cookie that could be renewed.
        cookie.ExpireTimeSpan = TimeSpan.FromHours(options.SessionMaxHours);
        cookie.SlidingExpiration = false;
        cookie.Events = new CookieAuthenticationEvents { OnValidatePrincipal = ValidateAsync };
    }

    /// <summary>Asks memory whether the session still is, and gives it what its user may do now.</summary>
    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var users = context.HttpContext.RequestServices.GetRequiredService<UserDirectory>();
        if (context.Principal?.FindFirstValue(SessionId) is { } sessionId && users.FindBySession(sessionId) is { } user)
        {
            context.ReplacePrincipal(PrincipalOf(user, sessionId, AccessControl.AddressOf(context.HttpContext)));
        }
        else
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }

    private static ClaimsPrincipal PrincipalOf(UserState user, string sessionId, string? address)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, user.Name), new Claim(ClaimTypes.Role, user.Role.ToString()), new Claim(SessionId, sessionId)], Scheme);
        if (address is not null)
        {
            identity.AddClaim(new Claim(Address, address));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>Over https the name has the prefix by which browsers hold a cookie to this host, this scheme and the whole path; over http they would refuse it.</summary>
    private sealed class PrefixedCookies : ICookieManager
    {
        private const string Prefix = "__Host-";

        private readonly ChunkingCookieManager _cookies = new();

        public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, NameFor(context, key));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
            _cookies.AppendResponseCookie(context, NameFor(context, key), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, NameFor(context, key), options);

        private static string NameFor(HttpContext context, string key) => context.Request.IsHttps ? Prefix + key : key;
    }
}
