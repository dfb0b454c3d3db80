using System.Globalization;
using System.Reflection;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Stations;

/// <summary>Finds station templates: those built in by name, others by file.</summary>
internal static class StationReader
{
    private const string Prefix = "ChargePointEmulator.Stations.Templates.";

    private static readonly string[] Keys =
        ["station", "summary", "vendor", "model", "connectors", "current", "phases", "maxPower", "fixedCable", "profiles", "measurands", "config", "quirks"];

    /// <summary>Names of those built in.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^".yaml".Length]).Order(StringComparer.Ordinal)];

    /// <summary>A template by its name, or from a file.</summary>
    /// <param name="nameOrFile">One of <see cref="BuiltIn"/>, or a path that ends in .yaml, .yml or .json.</param>
    /// <param name="place">Who asks, for the error.</param>
    /// <remarks>Errors: <see cref="DocumentException"/>.</remarks>
    public static StationTemplate Find(string nameOrFile, DocumentPlace place)
    {
        if (Path.GetExtension(nameOrFile) is ".yaml" or ".yml" or ".json")
        {
            return Read(DocumentReader.ReadFile(nameOrFile));
        }

        if (!BuiltIn.Contains(nameOrFile))
        {
            throw place.Error($"There is no station '{nameOrFile}'{NearestWord.Suggestion(nameOrFile, BuiltIn)} A file ends in .yaml or .json.");
        }

        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{nameOrFile}.yaml")!;
        using var reader = new StreamReader(stream);
        return Read(DocumentReader.Read(reader.ReadToEnd(), $"{nameOrFile}.yaml"));
    }

    /// <summary>Reads a template. Errors: <see cref="DocumentException"/>.</summary>
    public static StationTemplate Read(DocumentNode document)
    {
        var map = document.AsMap("A station");
        map.AllowOnly("A station", Keys);
        var name = map.Find("station")?.AsText("station") ?? throw map.Place.Error("A station needs its name: station.");
        var template = new StationTemplate
        {
            Name = name,
            Summary = map.Find("summary")?.AsText("summary") ?? "",
            Vendor = Bounded(map, "vendor", "CentralSystem"),
            Model = Bounded(map, "model", "Emulator"),
            Connectors = (int)Number(map, "connectors", 1, 1, 64),
            IsDirectCurrent = Word(map, "current", ["AC", "DC"]) == "DC",
            Phases = Word(map, "phases", ["3", "1"]) == "1" ? 1 : 3,
            MaxPowerKw = Number(map, "maxPower", 22.08m, 1, 1000),
            FixedCable = Word(map, "fixedCable", ["false", "true"]) == "true",
            Profiles = Words(map, "profiles", text => EmulatorSettings.AllFeatureProfiles.Contains(text), $"one of {string.Join(", ", EmulatorSettings.AllFeatureProfiles)}"),
            Quirks = map.Find("quirks") is { } quirks ? QuirkCatalogue.Read(quirks.AsMap("quirks")) : [],
        };
        return template with { Configuration = ReadConfiguration(map, template) };
    }

    /// <summary>Reads values of configuration keys. Errors: <see cref="DocumentException"/>.</summary>
    public static Dictionary<string, string> ReadConfiguration(DocumentMap block, ConfigurationCatalogue catalogue)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in block.Entries)
        {
            var key = catalogue.Find(name.Text ?? "")
                ?? throw name.Place.Error($"There is no configuration key '{name.Text}'{NearestWord.Suggestion(name.Text ?? "", [.. catalogue.Keys.Select(each => each.Name)])}");
            var text = value.AsText(key.Name);
            if (key.Access != KeyAccess.ReadOnly && !key.IsAllowed(text))
            {
                throw value.Place.Error($"{key.Name} does not take '{text}'.");
            }

            values[key.Name] = text;
        }

        return values;
    }

    private static Dictionary<string, string> ReadConfiguration(DocumentMap map, StationTemplate template)
    {
        var catalogue = new ConfigurationCatalogue(template.Apply(new EmulatorSettings { Endpoint = new Uri("ws://localhost") }));
        var values = map.Find("config") is { } config ? ReadConfiguration(config.AsMap("config"), catalogue) : new(StringComparer.OrdinalIgnoreCase);
        var measurands = Words(map, "measurands", MeterReadings.IsSupported, "a measurand the emulator knows, such as Power.Active.Import");
        if (measurands.Length > 0)
        {
            values.TryAdd("MeterValuesSampledData", string.Join(',', measurands));
        }

        return values;
    }

    private static string Bounded(DocumentMap map, string key, string whenAbsent) => map.Find(key) is not { } node ? whenAbsent
        : node.AsText(key) is { Length: > 0 and <= 20 } text ? text
        : throw node.Place.Error($"{key} must have 1 to 20 characters.");

    private static decimal Number(DocumentMap map, string key, decimal whenAbsent, decimal least, decimal most) => map.Find(key) is not { } node ? whenAbsent
        : decimal.TryParse(node.AsText(key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw node.Place.Error(string.Create(CultureInfo.InvariantCulture, $"{key} must be a number from {least} to {most}, but is {node.Kind}."));

    /// <summary>One of a few words; the first when it is left out.</summary>
    private static string Word(DocumentMap map, string key, string[] words) => map.Find(key) is not { } node ? words[0]
        : words.Contains(node.AsText(key)) ? node.AsText(key)
        : throw node.Place.Error($"{key} must be {string.Join(" or ", words)}, but is {node.Kind}.");

    private static string[] Words(DocumentMap map, string key, Func<string, bool> isAllowed, string allowed) =>
        [.. (map.Find(key)?.AsList(key).Items ?? []).Select(item => isAllowed(item.AsText(key)) ? item.AsText(key) : throw item.Place.Error($"{key}: {item.Kind} is not {allowed}."))];
}
