using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Scenarios;

/// <summary>What stands behind a key of a step.</summary>
internal enum StepKeyKind
{
    /// <summary>Nothing is needed: <c>{}</c>.</summary>
    Nothing,
    Text,

    /// <summary>Name of an OCPP operation.</summary>
    Operation,
    Duration,
    Number,

    /// <summary>A whole number from 1.</summary>
    Count,
    Flag,

    /// <summary>Any value.</summary>
    Any,
    Map,
    Steps,

    /// <summary>Lists of steps.</summary>
    Branches,
}

/// <summary>One key of a step.</summary>
/// <param name="Name">As the file writes it.</param>
/// <param name="Kind">What stands behind it.</param>
/// <param name="Summary">What it says.</param>
internal sealed record StepKey(string Name, StepKeyKind Kind, string Summary);

/// <summary>A step in its file; every getter names the place when a value cannot be used.</summary>
internal sealed class StepSource(DocumentMap map, ScenarioReader reader)
{
    public DocumentPlace Place => map.Place;

    /// <summary>The step in one line.</summary>
    public string Line(string word)
    {
        var parts = map.Entries.Where(entry => !IsNested(entry.Value)).Select(entry => entry.Key.Text == word ? Shown(entry.Value) : $"{entry.Key.Text}={Shown(entry.Value)}");
        return string.Join(' ', parts.Prepend(word).Where(part => part.Length > 0));
    }

    public bool Has(string key) => map.Find(key) is not null;

    public string Text(string key) => Required(key).AsText(key);

    public string? OptionalText(string key) => map.OptionalText(key);

    public string Action(string key)
    {
        var node = Required(key);
        var name = node.AsText(key);
        return Ocpp.OcppActions.Find(name)?.Name
            ?? throw node.Place.Error($"There is no OCPP operation '{name}'{NearestWord.Suggestion(name, [.. Ocpp.OcppActions.All.Select(action => action.Name)])}");
    }

    public TimeSpan Duration(string key, TimeSpan whenAbsent) => map.Duration(key, whenAbsent);

    public double? Number(string key) => map.OptionalNumber(key);

    public int? Count(string key, int most = 10_000) => map.OptionalCount(key, 1, most);

    public bool Flag(string key) => map.Flag(key);

    public JsonNode? Any(string key) => map.Find(key)?.ToJson();

    /// <summary>What a payload, or a state, has to fit: an operator that is none is an error.</summary>
    public JsonNode? Match(string key, MatchShape shape)
    {
        var node = map.Find(key);
        shape.Check(node);
        return node?.ToJson();
    }

    public JsonObject? Object(string key) => map.Find(key) is { } node ? (JsonObject)node.AsMap(key).ToJson()! : null;

    public IReadOnlyList<Step> Steps(string key) => map.Find(key) is { } node ? reader.ReadSteps(node.AsList(key)) : [];

    public IReadOnlyList<IReadOnlyList<Step>> Branches(string key) => [.. Required(key).AsList(key).Items.Select(branch => reader.ReadSteps(branch.AsList("a branch")))];

    /// <summary>The steps of another file, which is looked for beside this one.</summary>
    public IReadOnlyList<Step> Included(string key) => reader.Include(Text(key), Required(key).Place);

    public DocumentNode Required(string key) => map.Find(key) ?? throw map.Place.Error($"This step needs {key}.");

    private static bool IsNested(DocumentNode node) => node is DocumentList list && list.Items.Any(item => item is DocumentMap or DocumentList);

    private static string Shown(DocumentNode node) => node is DocumentMap { Entries.Count: 0 } ? ""
        : node.ToJson() is { } json ? json.GetValueKind() == JsonValueKind.String ? json.ToString() : json.ToJsonString(LineJson.Plain) : "";
}
