using System.Text.Json;
using System.Text.Json.Serialization;

namespace CentralSystem.Web.IdTags;

/// <summary>How rules about idTags are kept as text in one column: as the REST interface shows them.</summary>
internal static class RuleJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
