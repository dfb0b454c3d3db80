using Microsoft.AspNetCore.Http.Features;

namespace CentralSystem.Web.Api;

/// <summary>How large a body may be, where only the endpoint itself knows.</summary>
internal static class BodyLimit
{
    public static void Raise(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }
}
