namespace CentralSystem.Web.Api;

/// <summary>An answer that may show a secret which is shown this once, and kept for a repetition only where nobody else can read it.</summary>
internal interface ISecretAnswer
{
    /// <summary>Whether this one does.</summary>
    bool ShowsSecret { get; }
}

/// <summary>Notes which answers show a secret.</summary>
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
