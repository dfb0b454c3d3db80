using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;

namespace ChargePointEmulator.Scenarios;

/// <summary>The variables of a run: <c>${name}</c> stands for one, <c>${env:NAME}</c> for one of the environment.</summary>
internal sealed class Variables
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.Ordinal);

    public static bool IsUsedIn(string text) => text.Contains("${", StringComparison.Ordinal);

    public JsonNode? Find(string name)
    {
        lock (_lock)
        {
            return _values.GetValueOrDefault(name)?.DeepClone();
        }
    }

    public void Set(string name, JsonNode? value)
    {
        lock (_lock)
        {
            _values[name] = value?.DeepClone();
        }
    }

    /// <summary>A copy of a value with its variables filled in. A text that is one variable and nothing else takes its type as well.</summary>
    /// <remarks>Errors: <see cref="StepFailedException"/> for a variable nobody set.</remarks>
    public JsonNode? Fill(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(each => KeyValuePair.Create(each.Key, Fill(each.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Fill)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => FillText(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };

    /// <summary>A text with its variables filled in.</summary>
    public string FillIn(string text) => FillText(text)?.ToString() ?? "";

    private JsonNode? FillText(string text)
    {
        var filled = new StringBuilder();
        for (var at = 0; ;)
        {
            var start = text.IndexOf("${", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf('}', start);
            if (end < 0)
            {
                return filled.Append(text, at, text.Length - at).ToString();
            }

            var value = Get(text[(start + 2)..end]);
            if (start == 0 && end == text.Length - 1)
            {
                return value;
            }

            filled.Append(text, at, start - at).Append(value?.ToString());
            at = end + 1;
        }
    }

    private JsonNode? Get(string name)
    {
        if (name.StartsWith("env:", StringComparison.Ordinal))
        {
            return Environment.GetEnvironmentVariable(name[4..]) ?? throw new StepFailedException($"The environment has no variable {name[4..]}.");
        }

        lock (_lock)
        {
            return _values.TryGetValue(name, out var value)
                ? value?.DeepClone()
                : throw new StepFailedException($"There is no variable '{name}'{NearestWord.Suggestion(name, _values.Keys)}");
        }
    }
}

/// <summary>A step did not come out as the scenario says; the message is one sentence.</summary>
internal sealed class StepFailedException(string message) : Exception(message);
