using Microsoft.AspNetCore.Http.Features;

namespace CentralSystem.Web.Api;

/// <summary>The body of an endpoint is no JSON: it is read as it comes, and the endpoint says how large it may be.</summary>
internal sealed class StreamedBody
{
    /// <summary>Lets the body of a request be so large.</summary>
    public static void Allow(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }
}
