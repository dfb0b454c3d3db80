using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChargePointEmulator.Check.Drivers;

/// <summary>What the placeholders of one request stand for.</summary>
internal sealed record PlaceholderValues(string ChargePointId, string Operation, JsonElement Payload);

/// <summary>Text of a driver file with <c>${chargePointId}</c>, <c>${operation}</c>, <c>${payload}</c>, <c>${payload.member.member}</c> and <c>${env:NAME}</c>.</summary>
internal sealed partial class Template
{
    private readonly string _text;

    private Template(string text) => _text = text;

    /// <summary>Reads a text; gives what is wrong with it, or null. Environment variables are put in at once.</summary>
    public static string? TryParse(string text, out Template template)
    {
        string? fault = null;
        template = new Template(Placeholder().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (name.StartsWith("env:", StringComparison.Ordinal))
            {
                var value = Environment.GetEnvironmentVariable(name[4..]);
                fault ??= value is null ? $"the environment variable {name[4..]} is not set" : null;
                return value ?? "";
            }

            fault ??= name is "chargePointId" or "operation" or "payload" || name.StartsWith("payload.", StringComparison.Ordinal)
                ? null
                : $"'${{{name}}}' is none of ${{chargePointId}}, ${{operation}}, ${{payload}}, ${{payload.member}}, ${{env:NAME}}";
            return match.Value;
        }));
        return fault;
    }

    /// <summary>The text with its values.</summary>
    /// <param name="values">Of one request.</param>
    /// <param name="escape">What becomes of text where it is put: in a URL, in JSON.</param>
    /// <remarks>Errors: <see cref="EnvironmentException"/> for a member that the payload lacks.</remarks>
    public string Fill(PlaceholderValues values, Func<string, string> escape) => Placeholder().Replace(_text, match => match.Groups["name"].Value switch
    {
        "chargePointId" => escape(values.ChargePointId),
        "operation" => escape(values.Operation),
        "payload" => values.Payload.GetRawText(),
        var path => MemberOf(values, path) is { ValueKind: JsonValueKind.String } text ? escape(text.GetString()!) : MemberOf(values, path).GetRawText(),
    });

    private static JsonElement MemberOf(PlaceholderValues values, string path)
    {
        var at = values.Payload;
        foreach (var name in path.Split('.').Skip(1))
        {
            at = at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member)
                ? member
                : throw new EnvironmentException($"the driver file asks for ${{{path}}}, but the payload of {values.Operation} has no such member: {values.Payload.GetRawText()}");
        }

        return at;
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]*)\}")]
    private static partial Regex Placeholder();
}
