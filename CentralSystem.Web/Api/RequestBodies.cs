using Microsoft.AspNetCore.Http.Features;

namespace CentralSystem.Web.Api;

/// <summary>Largest body of an endpoint in bytes, where it differs from 64 KiB.</summary>
internal sealed record BodyLimit(long Bytes);

/// <summary>Content types an endpoint takes besides JSON, without parameters, in lower case.</summary>
internal sealed record BodyTypes(params string[] Types);

/// <summary>States what bodies an endpoint takes.</summary>
internal static class RequestBodyExtensions
{
    extension<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Takes bodies up to this size.</summary>
        public TBuilder WithBodyLimit(long bytes) => builder.WithMetadata(new BodyLimit(bytes));

        /// <summary>Takes these content types as well as JSON.</summary>
        public TBuilder WithBodyTypes(params string[] types) => builder.WithMetadata(new BodyTypes(types));
    }
}

/// <summary>Holds bodies to the size and type the endpoint takes.</summary>
internal static class RequestBodies
{
    private const string Json = "application/json";
    private const int DefaultLimit = 64 * 1024;

    /// <summary>Sets the limit of the request, and says why its body is of no use; null when it is.</summary>
    public static Problem? Refusal(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LimitOf(context);
        }

        var canHaveBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && !HttpMethods.IsGet(context.Request.Method);
        var types = context.GetEndpoint()?.Metadata.GetMetadata<BodyTypes>()?.Types ?? [];
        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return !canHaveBody || type == Json || types.Contains(type)
            ? null
            : new Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body has a type that is not taken here",
                $"Send the body with Content-Type: {string.Join(" or ", types.Prepend(Json))}.");
    }

    public static long LimitOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? DefaultLimit;
}
