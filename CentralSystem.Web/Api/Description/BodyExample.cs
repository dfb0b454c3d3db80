using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace CentralSystem.Web.Api.Description;

/// <summary>A body that an endpoint accepts as it stands.</summary>
internal sealed record BodyExample([StringSyntax(StringSyntaxAttribute.Json)] string Json)
{
    public JsonNode? ToJson() => JsonNode.Parse(Json);
}

/// <summary>Gives endpoints their examples where one made from the names of the members would not do.</summary>
internal static class BodyExampleExtensions
{
    public static TBuilder WithBodyExample<TBuilder>(this TBuilder builder, [StringSyntax(StringSyntaxAttribute.Json)] string json)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new BodyExample(json));
}
