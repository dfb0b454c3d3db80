using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.Settings;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Scenarios;

/// <summary>Reads a scenario file, YAML or JSON.</summary>
/// <remarks>Errors: <see cref="DocumentException"/> with file, line, column and, for a key nobody knows, the nearest known one.</remarks>
internal sealed class ScenarioReader
{
    private const int MaxIncludes = 8;

    internal static readonly string[] Keys = ["$schema", "scenario", "description", "vars", "chargePoint", "timeScale", "timeout", "steps"];
    internal static readonly string[] ChargePointKeys = ["model", "identity", "config", "quirks", "bootOnReconnect", "restartTime"];

    private readonly Stack<string> _files = new();
    private bool _needsDriver;

    private ScenarioReader(string file) => _files.Push(Path.GetFullPath(file));

    /// <summary>Reads a file.</summary>
    public static Scenario ReadFile(string file) => new ScenarioReader(file).Read(DocumentReader.ReadFile(file), file);

    /// <summary>Reads a text.</summary>
    public static Scenario Read(string text, string file) => new ScenarioReader(file).Read(DocumentReader.Read(text, file), file);

    internal IReadOnlyList<Step> ReadSteps(DocumentList list) => [.. list.Items.Select(item => ReadStep(item.AsMap("A step")))];

    internal IReadOnlyList<Step> Include(string name, DocumentPlace place)
    {
        var file = Path.GetFullPath(name, Path.GetDirectoryName(_files.Peek())!);
        if (_files.Contains(file) || _files.Count > MaxIncludes)
        {
            throw place.Error(_files.Contains(file) ? $"{name} includes itself." : $"More than {MaxIncludes} files include each other.");
        }

        if (!File.Exists(file))
        {
            throw place.Error($"There is no file {file}.");
        }

        _files.Push(file);
        var map = DocumentReader.ReadFile(Path.GetRelativePath(Environment.CurrentDirectory, file)).AsMap("An included file");
        map.AllowOnly("An included file", ["steps"]);
        var steps = ReadSteps((map.Find("steps") ?? throw map.Place.Error("An included file needs steps.")).AsList("steps"));
        _files.Pop();
        return steps;
    }

    private Scenario Read(DocumentNode document, string file)
    {
        var map = document.AsMap("A scenario");
        map.AllowOnly("A scenario", Keys);
        var chargePoint = map.Find("chargePoint")?.AsMap("chargePoint");
        chargePoint?.AllowOnly("chargePoint", ChargePointKeys);
        var station = chargePoint?.Find("model") is { } model ? StationReader.Find(StationFile(model.AsText("model")), model.Place) : null;
        var source = new StepSource(map, this);
        var steps = (map.Find("steps") ?? throw map.Place.Error("A scenario needs steps.")).AsList("steps");
        return new Scenario
        {
            Name = (map.Find("scenario") ?? throw map.Place.Error("A scenario needs its name: scenario.")).AsText("scenario"),
            File = file,
            Description = source.OptionalText("description") ?? "",
            Variables = source.Object("vars") ?? [],
            Station = station,
            Identity = chargePoint?.Find("identity") is { } identity ? Identity(identity) : null,
            Configuration = chargePoint?.Find("config") is { } config ? StationReader.ReadConfiguration(config.AsMap("config"), CatalogueOf(station)) : [],
            Quirks = chargePoint?.Find("quirks") is { } quirks ? QuirkCatalogue.Read(quirks.AsMap("quirks")) : [],
            BootOnReconnect = chargePoint is null || !chargePoint.Keys.Contains("bootOnReconnect") || new StepSource(chargePoint, this).Flag("bootOnReconnect"),
            RestartTime = chargePoint is null ? TimeSpan.FromSeconds(1) : new StepSource(chargePoint, this).Duration("restartTime", TimeSpan.FromSeconds(1)),
            TimeScale = TimeScale(map),
            Timeout = source.Duration("timeout", TimeSpan.FromMinutes(10)),
            Steps = ReadSteps(steps),
            NeedsDriver = _needsDriver,
        };
    }

    private Step ReadStep(DocumentMap map)
    {
        var word = map.Keys.FirstOrDefault(StepCatalogue.Words.Contains)
            ?? throw map.Place.Error($"There is no step '{map.Keys.FirstOrDefault()}'{NearestWord.Suggestion(map.Keys.FirstOrDefault() ?? "", StepCatalogue.Words)}");
        var source = new StepSource(map, this);

        if (StepCatalogue.All.FirstOrDefault(type => type.Name == word) is { } type)
        {
            map.AllowOnly($"The step {word}", [.. type.Keys.Select(key => key.Name)]);
            _needsDriver |= word == "operate";
            return type.Read(source);
        }

        return ReadVerb(Verbs.Find(word)!, map, source);
    }

    private static VerbStep ReadVerb(Verb verb, DocumentMap map, StepSource source)
    {
        map.AllowOnly($"The step {verb.Name}", [verb.Name, "save", .. verb.Parameters.Select(parameter => parameter.Name)]);
        var arguments = new JsonObject();
        var places = new Dictionary<string, DocumentPlace>();
        foreach (var (key, value) in map.Entries.Where(entry => entry.Key.Text != "save"))
        {
            var isMain = key.Text == verb.Name;
            if (isMain && value is DocumentScalar { Text: null } or DocumentMap { Entries.Count: 0 })
            {
                continue;
            }

            var name = isMain ? verb.Main?.Name ?? throw value.Place.Error($"{verb.Name} takes nothing; write {{ {verb.Name}: {{}} }}.") : key.Text!;
            if (!arguments.TryAdd(name, value.ToJson()))
            {
                throw key.Place.Error($"{name} is given twice: as {verb.Name} and by its name.");
            }

            places[name] = value.Place;
        }

        try
        {
            // What holds a variable can be checked when it is known; the rest is checked now.
            VerbArguments.Read(verb, arguments, later: [.. arguments.Where(each => each.Value is not null && Variables.IsUsedIn(each.Value.ToJsonString())).Select(each => each.Key)]);
        }
        catch (VerbException e)
        {
            throw (e.Parameter is { } parameter && places.TryGetValue(parameter, out var place) ? place : map.Place).Error(e.Message);
        }

        return new VerbStep(map.Place, source.Line(verb.Name), verb, arguments, source.Object("save"));
    }

    /// <summary>A file is looked for beside the scenario; a name is left as it is.</summary>
    private string StationFile(string model) =>
        Path.GetExtension(model) is ".yaml" or ".yml" or ".json" ? Path.GetFullPath(model, Path.GetDirectoryName(_files.Peek())!) : model;

    private static ConfigurationCatalogue CatalogueOf(StationTemplate? station)
    {
        var settings = new EmulatorSettings { Endpoint = new Uri("ws://localhost") };
        return new ConfigurationCatalogue(station?.Apply(settings) ?? settings);
    }

    private static string Identity(DocumentNode node) => IdentityPattern.TryParse(node.AsText("identity"), 1) is not null
        ? node.AsText("identity")
        : throw node.Place.Error($"identity is {node.Kind}, but must be {IdentityPattern.Allowed}.");

    private static double TimeScale(DocumentMap map) => map.Find("timeScale") is not { } node ? 1
        : double.TryParse(node.AsText("timeScale"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scale) && scale is >= 1 and <= 100_000 ? scale
        : throw node.Place.Error($"timeScale must be a number from 1 to 100000, but is {node.Kind}.");
}
