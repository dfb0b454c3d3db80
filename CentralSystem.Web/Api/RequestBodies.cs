using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace CentralSystem.Web.Api;

/// <summary>Holds bodies to the size and type the endpoint takes: JSON of up to 64 KiB, unless its metadata says otherwise.</summary>
internal static class RequestBodies
{
    public const int DefaultLimit = 64 * 1024;

    private const string Json = "application/json";

    /// <summary>Sets the limit of the request, and says why its body is of no use; null when it is.</summary>
    public static Problem? Refusal(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LimitOf(context);
        }

        if (context.Request.ContentLength > LimitOf(context) && context.GetEndpoint() is RouteEndpoint)
        {
            // Told before the endpoint runs: one that takes no body would do what it does first.
            return TooLarge(context);
        }

        var canHaveBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && !HttpMethods.IsGet(context.Request.Method);
        var types = context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? [];
        var type = context.Request.ContentType?.Split(';')[0].Trim();

        // Where nothing takes the request, that is what the answer tells.
        return !canHaveBody || context.GetEndpoint() is not RouteEndpoint || string.Equals(type, Json, StringComparison.OrdinalIgnoreCase) || types.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? null
            : UnsupportedType(types);
    }

    /// <param name="types">Those the endpoint takes besides JSON.</param>
    public static Problem UnsupportedType(IReadOnlyList<string> types) => new(
        StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body has a type that is not taken here",
        $"Send the body with Content-Type: {string.Join(" or ", types.Append(Json).Distinct())}.");

    public static Problem TooLarge(HttpContext context) => TooLarge(LimitOf(context));

    public static Problem TooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is too large", $"At most {limit} bytes are read.");

    public static long LimitOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? DefaultLimit;

    /// <summary>The bytes of the body; the limit of the request holds.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }
}
