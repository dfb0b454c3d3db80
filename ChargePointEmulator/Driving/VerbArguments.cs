using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;

namespace ChargePointEmulator.Driving;

/// <summary>What a verb was given, checked.</summary>
internal sealed class VerbArguments
{
    private readonly Dictionary<string, object> _values = [];

    private VerbArguments()
    {
    }

    /// <summary>Checks what a verb was given.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="given">Values by parameter.</param>
    /// <param name="later">Parameters whose values are not known yet; they are not checked.</param>
    /// <remarks>Errors: <see cref="VerbException"/> that names the parameter.</remarks>
    public static VerbArguments Read(Verb verb, JsonObject given, IReadOnlyCollection<string>? later = null)
    {
        var arguments = new VerbArguments();
        string[] names = [.. verb.Parameters.Select(parameter => parameter.Name)];
        foreach (var (name, value) in given)
        {
            var parameter = verb.Parameters.FirstOrDefault(each => each.Name == name)
                ?? throw new VerbException($"{verb.Name} has no parameter '{name}'{NearestWord.Suggestion(name, names)}", name);
            if (value is not null && later?.Contains(name) != true)
            {
                arguments._values[name] = Convert(parameter, value)
                    ?? throw new VerbException($"{name} must be {parameter.Allowed}, but is {value.ToJsonString()}{Nearest(parameter, value)}", name);
            }
        }

        var missing = verb.Parameters.FirstOrDefault(parameter => parameter.IsRequired && !arguments._values.ContainsKey(parameter.Name) && later?.Contains(parameter.Name) != true);
        return missing is null ? arguments : throw new VerbException($"{verb.Name} needs {missing.Name}: {missing.Allowed}.", missing.Name);
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string Text(string name) => (string)_values[name];

    public string? OptionalText(string name) => _values.GetValueOrDefault(name) as string;

    public bool Flag(string name, bool whenAbsent) => _values.TryGetValue(name, out var value) ? (bool)value : whenAbsent;

    public double? Number(string name) => _values.TryGetValue(name, out var value) ? (double)value : null;

    public TimeSpan? Duration(string name) => _values.TryGetValue(name, out var value) ? (TimeSpan)value : null;

    public JsonNode? Json(string name) => _values.GetValueOrDefault(name) as JsonNode;

    public JsonObject Map(string name) => (JsonObject)_values[name];

    /// <summary>The connector that was named; without a name the only sensible one, 1.</summary>
    public int Connector => _values.TryGetValue("connector", out var value) ? (int)value : 1;

    private static object? Convert(VerbParameter parameter, JsonNode value)
    {
        var text = value is JsonValue single ? single.GetValueKind() == JsonValueKind.String ? single.GetValue<string>() : single.ToJsonString() : null;
        return parameter.Kind switch
        {
            ParameterKind.Json => value.DeepClone(),
            ParameterKind.Map => value is JsonObject { Count: > 0 } map ? map.DeepClone() : null,
            _ when text is null => null,
            ParameterKind.Connector or ParameterKind.ConnectorOrZero =>
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var connector) && (connector > 0 || parameter.Kind == ParameterKind.ConnectorOrZero) ? connector : null,
            ParameterKind.Number => ReadNumber(parameter, text),
            ParameterKind.IdTag => text.Length is > 0 and <= 20 ? text : null,
            ParameterKind.Duration => DurationText.TryParse(text, out var duration) ? duration : null,
            ParameterKind.Flag => text is "true" or "yes" or "on" ? true : text is "false" or "no" or "off" ? false : null,
            ParameterKind.Choice => parameter.Choices.FirstOrDefault(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase)),
            _ => text,
        };
    }

    private static double? ReadNumber(VerbParameter parameter, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && (parameter.Range is not { } range || (number >= range.Least && number <= range.Most))
            ? number
            : null;

    private static string Nearest(VerbParameter parameter, JsonNode value) =>
        parameter.Kind == ParameterKind.Choice && NearestWord.Find(value.ToString(), parameter.Choices) is { } near ? $"; did you mean '{near}'?" : ".";
}
