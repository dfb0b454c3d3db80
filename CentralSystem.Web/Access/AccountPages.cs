using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CentralSystem.Web.Access;

/// <summary>Where people look after their own login with a browser: the password, the second factor. Whoever has an <see cref="AccountDuty"/> is led here.</summary>
/// <remarks>Forms like that of <see cref="LoginPage"/>; what they do is what the REST interface does below <c>/api/v1/me</c>.</remarks>
internal static class AccountPages
{
    public const string PasswordPath = "/login/password";
    public const string SecondFactorPath = "/login/second-factor";
    public const string ConfirmationPath = "/login/confirmation";
    public const string PresentField = "present";
    public const string NewField = "new";
    public const string AgainField = "again";
    public const string RemoveField = "remove";

    extension(WebApplication app)
    {
        public void MapAccountPages()
        {
            var pages = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().AddEndpointFilter(OnlyPeopleAsync);
            var limit = new RequestSizeLimitAttribute(LoginPage.MostBytes);
            pages.MapGet(PasswordPath, (HttpContext context, UserDirectory users) => PasswordPage(context, users, error: null));
            pages.MapPost(PasswordPath, ChangePasswordAsync).WithMetadata(limit);
            pages.MapGet(SecondFactorPath, (HttpContext context, UserDirectory users) => SecondFactorPage(context, users, []));
            pages.MapPost(SecondFactorPath, ChangeSecondFactorAsync).WithMetadata(limit);
            pages.MapGet(ConfirmationPath, (HttpContext context) => ConfirmationPage(context));
            pages.MapPost(ConfirmationPath, ConfirmAsync).WithMetadata(limit);
        }
    }

    /// <summary>The page of a duty, for somebody who wanted another one.</summary>
    public static string AddressFor(AccountDuty duty, HttpRequest request) =>
        LoginPage.Address(duty == AccountDuty.NewPassword ? PasswordPath : SecondFactorPath, request);

    /// <summary>Where the second factor is added or removed, and from where it goes on to a path of this server.</summary>
    public static string SecondFactorAddress(string returnUrl) => LoginPage.Address(SecondFactorPath, returnUrl);

    /// <summary>Where the password is given once more, and from where it goes on to a path of this server.</summary>
    public static string ConfirmationAddress(string returnUrl) => LoginPage.Address(ConfirmationPath, returnUrl);

    private static async ValueTask<object?> OnlyPeopleAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        UserOf(context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<UserDirectory>()) is null
            ? Results.LocalRedirect(LoginPage.AddressFor(context.HttpContext.Request))
            : await next(context);

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, Logins logins, UserDirectory users)
    {
        var form = await LoginPage.ReadAsync(context);
        if (form[NewField] != form[AgainField])
        {
            return PasswordPage(context, users, "The new password and its repetition differ.", form);
        }

        try
        {
            await logins.ChangePasswordAsync(
                UserOf(context, users)!, form[PresentField].ToString(), form[NewField].ToString(), context.LoginSessionId, context.RequestAborted);
            return Results.LocalRedirect(LoginPage.TargetOf(form[LoginPage.ReturnUrlField]));
        }
        catch (ProblemException e)
        {
            return PasswordPage(context, users, e.Problem.Detail, form, e.Problem);
        }
    }

    private static async Task<IResult> ChangeSecondFactorAsync(HttpContext context, Logins logins, SecondFactors secondFactors, UserDirectory users)
    {
        var form = await LoginPage.ReadAsync(context);
        var (user, session) = (UserOf(context, users)!, context.LoginSessionId!);
        try
        {
            if (form[LoginPage.CodeField].ToString() is { Length: > 0 and <= SecondFactors.LongestCode } code)
            {
                var confirmed = await secondFactors.ConfirmAsync(user, code, session);
                return SecondFactorPage(context, users, new() { [nameof(SecondFactorForm.RecoveryCodes)] = confirmed.RecoveryCodes }, form);
            }

            await logins.ConfirmAsync(user, form[LoginPage.PasswordField].ToString(), session, context.RequestAborted);
            if (form.ContainsKey(RemoveField))
            {
                await secondFactors.RemoveAsync(user.Name, session);
                return Results.LocalRedirect(SecondFactorPath);
            }

            var begun = await secondFactors.BeginAsync(user);
            return SecondFactorPage(context, users, new() { [nameof(SecondFactorForm.Secret)] = begun.Secret, [nameof(SecondFactorForm.Uri)] = begun.Uri }, form);
        }
        catch (ProblemException e)
        {
            return SecondFactorPage(context, users, new()
            {
                [nameof(SecondFactorForm.Error)] = $"{e.Problem.Title}. {e.Problem.Detail}",
                [nameof(SecondFactorForm.IsConfirming)] = form.ContainsKey(LoginPage.CodeField),
            }, form, e.Problem);
        }
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, Logins logins, UserDirectory users)
    {
        var form = await LoginPage.ReadAsync(context);
        try
        {
            await logins.ConfirmAsync(UserOf(context, users)!, form[LoginPage.PasswordField].ToString(), context.LoginSessionId!, context.RequestAborted);
            return Results.LocalRedirect(LoginPage.TargetOf(form[LoginPage.ReturnUrlField]));
        }
        catch (ProblemException e)
        {
            return ConfirmationPage(context, form, e.Problem);
        }
    }

    private static UserState? UserOf(HttpContext context, UserDirectory users) =>
        Caller.Current.Kind == CallerKind.User && context.LoginSessionId is { } session ? users.FindBySession(session) : null;

    private static RazorComponentResult<PasswordForm> PasswordPage(HttpContext context, UserDirectory users, string? error, IFormCollection? form = null, Problem? problem = null)
    {
        var user = UserOf(context, users);
        return LoginPage.Page<PasswordForm>(context, problem, error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, new()
        {
            [nameof(PasswordForm.UserName)] = Caller.Current.Name,
            [nameof(PasswordForm.IsDuty)] = user is not null && users.DutyOf(user) == AccountDuty.NewPassword,
            [nameof(PasswordForm.ReturnUrl)] = ReturnUrlOf(context, form),
            [nameof(PasswordForm.Error)] = error,
        });
    }

    private static RazorComponentResult<SecondFactorForm> SecondFactorPage(
        HttpContext context, UserDirectory users, Dictionary<string, object?> parameters, IFormCollection? form = null, Problem? problem = null)
    {
        var user = UserOf(context, users);
        parameters[nameof(SecondFactorForm.IsDuty)] = user is not null && users.DutyOf(user) == AccountDuty.SecondFactor;
        parameters[nameof(SecondFactorForm.HasSecondFactor)] = user is { HasSecondFactor: true };
        parameters[nameof(SecondFactorForm.ReturnUrl)] = ReturnUrlOf(context, form);
        return LoginPage.Page<SecondFactorForm>(context, problem, StatusCodes.Status200OK, parameters);
    }

    private static RazorComponentResult<ConfirmationForm> ConfirmationPage(HttpContext context, IFormCollection? form = null, Problem? problem = null) =>
        LoginPage.Page<ConfirmationForm>(context, problem, StatusCodes.Status200OK, new()
        {
            [nameof(ConfirmationForm.UserName)] = Caller.Current.Name,
            [nameof(ConfirmationForm.ReturnUrl)] = ReturnUrlOf(context, form),
            [nameof(ConfirmationForm.Error)] = problem is null ? null : $"{problem.Title}. {problem.Detail}",
        });

    private static string ReturnUrlOf(HttpContext context, IFormCollection? form) =>
        LoginPage.TargetOf(form is null ? context.Request.Query[LoginPage.ReturnUrlField] : form[LoginPage.ReturnUrlField]);
}
