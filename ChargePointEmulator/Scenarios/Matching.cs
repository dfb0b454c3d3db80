using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChargePointEmulator.Scenarios;

/// <summary>Compares what came with what a scenario expects.</summary>
/// <remarks>
/// An object fits when each expected member does; others are left alone. A list fits item by item. A key with dots leads into the value, list items by
/// number from 0. Operators stand where a value would: <c>{oneOf: [a, b]}</c>, <c>{absent: true}</c>, <c>{not: x}</c>, <c>{atLeast: 1}</c>,
/// <c>{atMost: 2}</c>, <c>{pattern: regex}</c>, <c>{contains: x}</c> (an item of a list, or a part of a text).
/// </remarks>
internal static class Matching
{
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<string> Operators { get; } = ["oneOf", "absent", "not", "atLeast", "atMost", "pattern", "contains"];

    /// <summary>Why it does not fit, in words; null when it does.</summary>
    public static string? Mismatch(JsonNode? expected, JsonNode? actual, string path = "")
    {
        switch (expected)
        {
            case JsonObject map when IsOperator(map):
                return map.Select(each => MismatchOf(each.Key, each.Value, actual, path)).FirstOrDefault(reason => reason is not null);
            case JsonObject map:
                return actual is JsonObject
                    ? map.Select(each => Mismatch(each.Value, Follow(actual, each.Key), Join(path, each.Key))).FirstOrDefault(reason => reason is not null)
                    : $"{Name(path)} is {Text(actual)}, not an object";
            case JsonArray list:
                return actual is JsonArray items && items.Count == list.Count
                    ? list.Select((each, index) => Mismatch(each, items[index], Join(path, index.ToString(CultureInfo.InvariantCulture)))).FirstOrDefault(reason => reason is not null)
                    : $"{Name(path)} is {Text(actual)}, not a list of {list.Count}";
            default:
                return Same(expected, actual) ? null : $"{Name(path)} is {Text(actual)}, not {Text(expected)}";
        }
    }

    /// <summary>The value a dotted path leads to; null when there is none.</summary>
    public static JsonNode? Follow(JsonNode? from, string path)
    {
        // A field may have a dot in its name after all.
        if (from is JsonObject whole && whole.TryGetPropertyValue(path, out var direct))
        {
            return direct;
        }

        foreach (var part in path.Split('.'))
        {
            from = from switch
            {
                JsonObject map => map[part],
                JsonArray list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return from;
    }

    private static bool IsOperator(JsonObject map) => map.Count > 0 && map.All(each => Operators.Contains(each.Key));

    private static string? MismatchOf(string name, JsonNode? operand, JsonNode? actual, string path)
    {
        var holds = name switch
        {
            "oneOf" => operand is JsonArray choices && choices.Any(choice => Mismatch(choice, actual) is null),
            "absent" => actual is null == (operand?.GetValueKind() != JsonValueKind.False),
            "not" => Mismatch(operand, actual) is not null,
            "atLeast" => Number(actual) >= Number(operand),
            "atMost" => Number(actual) <= Number(operand),
            "pattern" => actual is not null && Regex.IsMatch(actual.ToString(), operand?.ToString() ?? "", RegexOptions.None, PatternLimit),
            _ => actual is JsonArray items ? items.Any(item => Mismatch(operand, item) is null) : actual?.ToString().Contains(operand?.ToString() ?? "", StringComparison.Ordinal) == true,
        };
        return holds ? null : $"{Name(path)} is {Text(actual)}, not {name} {Text(operand)}";
    }

    /// <summary>Single values are the same when they read the same: a variable given on the command line is text, whatever it stands for.</summary>
    private static bool Same(JsonNode? expected, JsonNode? actual) =>
        expected is null || actual is null ? expected is null && actual is null
        : actual is JsonValue && (expected.ToString() == actual.ToString() || (Number(expected) is { } number && number == Number(actual)));

    private static decimal? Number(JsonNode? node) =>
        node is JsonValue && decimal.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Name(string path) => path.Length == 0 ? "it" : path;

    private static string Text(JsonNode? node) => node is null ? "absent" : node.ToJsonString(Faults.LineJson.Plain);
}
