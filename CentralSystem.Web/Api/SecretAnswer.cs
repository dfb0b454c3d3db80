namespace CentralSystem.Web.Api;

/// <summary>An answer that may show a secret which is shown this once and is not to be kept as text.</summary>
internal interface ISecretAnswer
{
    /// <summary>Whether this one does.</summary>
    bool ShowsSecret { get; }
}

/// <summary>Notes which answers must not be kept for those who repeat the request.</summary>
internal static class SecretAnswers
{
    /// <summary>Looks at what an endpoint returns.</summary>
    public static async ValueTask<object?> NoteAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        if ((answer is IValueHttpResult result ? result.Value : answer) is ISecretAnswer { ShowsSecret: true } secret)
        {
            context.HttpContext.Features.Set(secret);
        }

        return answer;
    }

    /// <summary>Whether the answer of this request shows a secret.</summary>
    public static bool Has(HttpContext context) => context.Features.Get<ISecretAnswer>() is not null;
}
