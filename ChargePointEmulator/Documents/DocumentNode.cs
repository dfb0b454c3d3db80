using System.Globalization;
using System.Text.Json.Nodes;

namespace ChargePointEmulator.Documents;

/// <summary>Where something stands in a file; lines and columns count from 1.</summary>
internal readonly record struct DocumentPlace(string File, int Line, int Column)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");

    /// <summary>An error that points here.</summary>
    public DocumentException Error(string message) => new(this, message);
}

/// <summary>A file cannot be used; the message says where, what and, where it can, what was meant.</summary>
internal sealed class DocumentException(DocumentPlace place, string message) : Exception($"{place}: {message}")
{
    public DocumentPlace Place { get; } = place;
}

/// <summary>A value of a YAML or JSON file that knows its place.</summary>
internal abstract class DocumentNode(DocumentPlace place)
{
    public DocumentPlace Place { get; } = place;

    /// <summary>What it is, for an error message.</summary>
    public abstract string Kind { get; }

    public DocumentMap AsMap(string what) => this as DocumentMap ?? throw Place.Error($"{what} must be a map of keys and values, but is {Kind}.");

    public DocumentList AsList(string what) => this as DocumentList ?? throw Place.Error($"{what} must be a list, but is {Kind}.");

    public string AsText(string what) => this is DocumentScalar { Text: { } text } ? text : throw Place.Error($"{what} must be a text, but is {Kind}.");

    /// <summary>The value as JSON, as it stands.</summary>
    public abstract JsonNode? ToJson();
}

/// <summary>A single value.</summary>
/// <param name="place">Where it stands.</param>
/// <param name="text">Its text; null for null.</param>
/// <param name="isQuoted">Then it is a text, whatever it looks like.</param>
internal sealed class DocumentScalar(DocumentPlace place, string? text, bool isQuoted) : DocumentNode(place)
{
    public string? Text { get; } = text;

    public bool IsQuoted { get; } = isQuoted;

    public override string Kind => Text is null ? "empty" : $"'{Text}'";

    public override JsonNode? ToJson() => Text is null ? null : IsQuoted ? JsonValue.Create(Text) : Guess(Text);

    /// <summary>What an unquoted text stands for: true, false, a number, or itself (YAML 1.2 core schema).</summary>
    private static JsonValue Guess(string text) => text switch
    {
        "true" or "True" => JsonValue.Create(true),
        "false" or "False" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && HasPlainDigits(text) => JsonValue.Create(whole),
        _ when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && HasPlainDigits(text) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    /// <summary>No leading zeros: <c>007</c> is an identifier, not seven.</summary>
    private static bool HasPlainDigits(string text)
    {
        var digits = text.TrimStart('-');
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && (digits.Length == 1 || digits[0] != '0' || !char.IsAsciiDigit(digits[1]));
    }
}

/// <summary>A list of values.</summary>
internal sealed class DocumentList(DocumentPlace place, IReadOnlyList<DocumentNode> items) : DocumentNode(place)
{
    public IReadOnlyList<DocumentNode> Items { get; } = items;

    public override string Kind => "a list";

    public override JsonNode? ToJson() => new JsonArray([.. Items.Select(item => item.ToJson())]);
}

/// <summary>Keys and values, in the order of the file.</summary>
internal sealed class DocumentMap(DocumentPlace place, IReadOnlyList<(DocumentScalar Key, DocumentNode Value)> entries) : DocumentNode(place)
{
    public IReadOnlyList<(DocumentScalar Key, DocumentNode Value)> Entries { get; } = entries;

    public override string Kind => "a map";

    public IEnumerable<string> Keys => Entries.Select(entry => entry.Key.Text ?? "");

    public DocumentNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    /// <summary>An error at the first key that is not among these.</summary>
    public void AllowOnly(string what, IReadOnlyCollection<string> keys)
    {
        foreach (var (key, _) in Entries)
        {
            if (!keys.Contains(key.Text))
            {
                throw key.Place.Error($"{what} has no key '{key.Text}'{NearestWord.Suggestion(key.Text ?? "", keys)}");
            }
        }
    }

    public override JsonNode? ToJson() => new JsonObject(Entries.Select(entry => KeyValuePair.Create(entry.Key.Text ?? "", entry.Value.ToJson())));
}
