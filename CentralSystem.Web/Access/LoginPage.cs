using System.ComponentModel.DataAnnotations;
using System.Globalization;
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

    /// <summary>Where to go when nobody said where from.</summary>
    private const string Home = "/";

    /// <summary>Two fields and a path; far below what would be worth sending to fill memory.</summary>
    private const int MostBytes = 16 * 1024;

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
    public static string AddressFor(HttpRequest request) =>
        $"{Path}?{ReturnUrlField}={Uri.EscapeDataString($"{request.Path}{request.QueryString}")}";

    private static IResult Show(HttpContext context, SessionLogin login)
    {
        var target = TargetOf(context.Request.Query[ReturnUrlField]);
        if (Caller.Current is { Kind: CallerKind.User } user)
        {
            return context.Request.Query.ContainsKey(ReturnUrlField)
                ? Results.LocalRedirect(target)
                : Page(context, StatusCodes.Status200OK, new() { [nameof(LoginForm.UserName)] = user.Name, [nameof(LoginForm.UserRole)] = user.Role.ToString() });
        }

        try
        {
            // Told before a password is typed, which would have gone over the network by then.
            login.CheckMayLogIn(context);
            return Page(context, StatusCodes.Status200OK, new() { [nameof(LoginForm.ReturnUrl)] = target });
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
        var credentials = new Credentials { Name = form[NameField].ToString().Trim(), Password = form[PasswordField].ToString() };
        try
        {
            Check(credentials, RequestOrigin.Doubt(context.Request));
            await login.LogInAsync(context, credentials);
            return Results.LocalRedirect(target);
        }
        catch (ProblemException e)
        {
            return Refused(context, e.Problem, new() { [nameof(LoginForm.ReturnUrl)] = target, [nameof(LoginForm.Name)] = credentials.Name });
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
    private static async Task<IFormCollection> ReadAsync(HttpContext context)
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
    private static string TargetOf(string? returnUrl) => RedirectHttpResult.IsLocalUrl(returnUrl) ? returnUrl! : Home;

    private static RazorComponentResult<LoginForm> Refused(HttpContext context, Problem problem, Dictionary<string, object?> parameters)
    {
        if (problem.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        parameters[nameof(LoginForm.Error)] = $"{problem.Title}. {problem.Detail}";
        return Page(context, problem.Status, parameters);
    }

    private static RazorComponentResult<LoginForm> Page(HttpContext context, int status, Dictionary<string, object?> parameters)
    {
        SecurityHeaders.ForForm(context, LoginStyle.Digest);
        return new RazorComponentResult<LoginForm>(parameters) { StatusCode = status };
    }
}
