using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ocpp.Payloads;

namespace CentralSystem.Web.Api.Description;

/// <summary>Describes the types as they are on the wire: instants, enumerations, members that are left out, and the rules of the fields.</summary>
internal sealed class SchemaDescription : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(DateTimeOffset) || inner == typeof(Instant))
        {
            BecomeText(schema, isNullable: inner != type);
            schema.Format = "date-time";
        }
        else if (TextsOf(inner) is { } texts)
        {
            BecomeText(schema, isNullable: inner != type);
            schema.Enum = [.. texts.Select(text => (JsonNode)text)];
        }

        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Required is { } required)
        {
            // What is null is left out of an answer.
            foreach (var property in context.JsonTypeInfo.Properties.Where(p => !p.IsRequired && p.IsGetNullable))
            {
                required.Remove(property.Name);
            }
        }

        if (context.JsonPropertyInfo?.AttributeProvider is { } attributes)
        {
            Apply(schema, attributes);
        }

        return Task.CompletedTask;
    }

    private static void BecomeText(OpenApiSchema schema, bool isNullable)
    {
        schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        (schema.Properties, schema.Required, schema.Pattern) = (null, null, null);
    }

    private static IEnumerable<string>? TextsOf(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OcppEnum<>))
        {
            type = type.GenericTypeArguments[0];
        }

        return type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name)
            : null;
    }

    /// <summary>Rules the framework does not know of.</summary>
    private static void Apply(OpenApiSchema schema, ICustomAttributeProvider attributes)
    {
        foreach (var attribute in attributes.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case PrintableTextAttribute text:
                    (schema.MinLength, schema.MaxLength) = (1, text.MaxLength);
                    break;
                case ItemMaxLengthAttribute item when schema.Items is OpenApiSchema items:
                    items.MaxLength = item.Length;
                    break;
                case OneDecimalAttribute:
                    schema.MultipleOf = 0.1m;
                    break;
                case RangeAttribute { Maximum: int.MaxValue }:
                    schema.Maximum = null;
                    break;
            }
        }
    }
}
