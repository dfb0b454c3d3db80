using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CentralSystem.Web.Access;

/// <summary>Where people log in with a browser: <c>/login</c>, and <c>/logout</c>. Whatever a browser is not let in to leads there and back.</summary>
/// <remarks>
/// A form is what other sites can send, too, so a log-in by it is taken only from a page known to be our own. The throttle, the audit trail and
/// the rules about TLS are those of <c>POST /api/v1/session</c>.
/// </remarks>
internal static class LoginPage
{
    public const string Path = "/login";
    public const string LogOutPath = "/logout";
    public const string ReturnUrlField = "returnUrl";
    public const string NameField = "name";
    public const string PasswordField = "password";
    public const string CodeField = "code";
    public const string TicketField = "ticket";

    /// <summary>Where to go when nobody said where from.</summary>
    private const string Home = "/";

    /// <summary>Two fields and a path; far below what would be worth sending to fill memory.</summary>
    internal const int MostBytes = 16 * 1024;

    extension(WebApplication app)
    {
        public void MapLogin()
        {
            var pages = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
            pages.MapGet(Path, Show);
            pages.MapPost(Path, LogInAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
            pages.MapPost(LogOutPath, LogOutAsync);
        }
    }

    /// <summary>Whether it is a person's browser that asks for a page, not a program that asks for data.</summary>
    public static bool IsFor(HttpContext context) =>
        !ApiPaths.IsApi(context) && Scopes.IsRead(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page's address for somebody who wanted another one.</summary>
    public static string AddressFor(HttpRequest request) => Address(Path, request);

    /// <summary>Address of a page that leads back to where the request wanted to go.</summary>
    internal static string Address(string page, HttpRequest request) => Address(page, $"{request.Path}{request.QueryString}");

    internal static string Address(string page, string returnUrl) => $"{page}?{ReturnUrlField}={Uri.EscapeDataString(returnUrl)}";

    private static IResult Show(HttpContext context, SessionLogin login)
    {
        var target = TargetOf(context.Request.Query[ReturnUrlField]);
        if (Caller.Current is { Kind: CallerKind.User } user)
        {
            return context.Request.Query.ContainsKey(ReturnUrlField)
                ? Results.LocalRedirect(target)
                : Page<LoginForm>(context, null, StatusCodes.Status200OK, new() { [nameof(LoginForm.UserName)] = user.Name, [nameof(LoginForm.UserRole)] = user.Role.ToString() });
        }

        try
        {
            // Told before a password is typed, which would have gone over the network by then.
            login.CheckMayLogIn(context);
            return Page<LoginForm>(context, null, StatusCodes.Status200OK, new() { [nameof(LoginForm.ReturnUrl)] = target });
        }
        catch (ProblemException e)
        {
            return Refused(context, e.Problem, new() { [nameof(LoginForm.MayLogIn)] = false });
        }
    }

    private static async Task<IResult> LogInAsync(HttpContext context, SessionLogin login)
    {
        var form = await ReadAsync(context);
        var target = TargetOf(form[ReturnUrlField]);
        if (form[TicketField].ToString() is { Length: > 0 } given)
        {
            return await GoOnAsync(context, login, given, form[CodeField].ToString(), target);
        }

        var credentials = new Credentials { Name = form[NameField].ToString().Trim(), Password = form[PasswordField].ToString() };
        try
        {
            Check(credentials, RequestOrigin.Doubt(context.Request));
            var (_, ticket) = await login.LogInAsync(context, credentials);
            return ticket is null
                ? Results.LocalRedirect(target)
                : Page<LoginForm>(context, null, StatusCodes.Status200OK, new() { [nameof(LoginForm.Ticket)] = ticket, [nameof(LoginForm.ReturnUrl)] = target });
        }
        catch (ProblemException e)
        {
            return Refused(context, e.Problem, new() { [nameof(LoginForm.ReturnUrl)] = target, [nameof(LoginForm.Name)] = credentials.Name });
        }
    }

    /// <summary>The code, after the password.</summary>
    private static async Task<IResult> GoOnAsync(HttpContext context, SessionLogin login, string ticket, string code, string target)
    {
        try
        {
            if (RequestOrigin.Doubt(context.Request) is { } doubt)
            {
                throw new ProblemException(doubt);
            }

            await login.GoOnAsync(context, ticket, code.Length <= SecondFactors.LongestCode ? code : "");
            return Results.LocalRedirect(target);
        }
        catch (ProblemException e)
        {
            return Refused(context, e.Problem, new() { [nameof(LoginForm.ReturnUrl)] = target, [nameof(LoginForm.Ticket)] = login.Knows(ticket) ? ticket : null });
        }
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, SessionLogin login)
    {
        await login.LogOutAsync(context);
        return Results.LocalRedirect(Path);
    }

    private static void Check(Credentials credentials, Problem? doubt)
    {
        if (doubt is not null)
        {
            throw new ProblemException(doubt);
        }

        if (!Validator.TryValidateObject(credentials, new ValidationContext(credentials), null, validateAllProperties: true))
        {
            throw new ProblemException(new Problem(StatusCodes.Status400BadRequest, "invalid-request", "The request is invalid", "Type your name and your password."));
        }
    }

    /// <summary>The fields; none where the body is no form, too large or broken.</summary>
    internal static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException or IOException)
        {
            return FormCollection.Empty;
        }
    }

    /// <summary>Only this server's own paths: a link to the page must not lead people on to a stranger's.</summary>
    internal static string TargetOf(string? returnUrl) => RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl! : Home;

    private static RazorComponentResult<LoginForm> Refused(HttpContext context, Problem problem, Dictionary<string, object?> parameters)
    {
        parameters[nameof(LoginForm.Error)] = $"{problem.Title}. {problem.Detail}";
        return Page<LoginForm>(context, problem, problem.Status, parameters);
    }

    /// <summary>A page with a form.</summary>
    /// <param name="context">The request it answers.</param>
    /// <param name="problem">What went wrong; null for nothing.</param>
    /// <param name="status">Status where nothing went wrong, or what did is no problem of its own.</param>
    /// <param name="parameters">Those of the page.</param>
    internal static RazorComponentResult<TForm> Page<TForm>(HttpContext context, Problem? problem, int status, Dictionary<string, object?> parameters)
        where TForm : Microsoft.AspNetCore.Components.IComponent
    {
        if (problem?.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        SecurityHeaders.ForForm(context, LoginStyle.Digest);
        return new RazorComponentResult<TForm>(parameters) { StatusCode = problem?.Status ?? status };
    }
}
