using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Xml.Linq;
using CentralSystem.Web.Connections;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace CentralSystem.Web.Settings;

/// <summary>A section of the settings as it was read.</summary>
internal sealed record SettingsSection(string Name, object Options);

/// <summary>What this central system runs with: every setting with its value, where that comes from, and what it does. Secrets are not shown.</summary>
/// <remarks>What a setting does is told by the summary of its property, which the compiler puts into a file beside the program.</remarks>
internal sealed class EffectiveSettings(IEnumerable<SettingsSection> sections, IConfiguration configuration)
{
    private const string Unset = "unset";

    /// <summary>All settings, by section and name. They hold from the start to the stop, so they are read once.</summary>
    public IReadOnlyList<SettingView> All => field ??= Read();

    private SettingView[] Read()
    {
        var summaries = Summaries();
        return [.. sections.SelectMany(section => Of(section, summaries)).OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)];
    }

    private IEnumerable<SettingView> Of(SettingsSection section, Dictionary<string, string> summaries)
    {
        var (type, defaults) = (section.Options.GetType(), Activator.CreateInstance(section.Options.GetType())!);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var key = $"{section.Name}:{property.Name}";
            var variable = key.Replace(":", "__", StringComparison.Ordinal) + (property.PropertyType == typeof(string[]) ? "__0" : "");
            var ownVariable = property.GetCustomAttribute<EnvironmentNameAttribute>()?.Name;
            var (value, usual) = (property.GetValue(section.Options), property.GetValue(defaults));
            var source = (ownVariable is null ? null : SourceOf(ownVariable)) ?? SourceOf(key);
            yield return property.GetCustomAttribute<NeverShownAttribute>() is not null
                ? new SettingView(key, ownVariable ?? variable, string.IsNullOrEmpty(value as string) ? Unset : "set, not shown", Unset, source, Summary())
                : new SettingView(key, ownVariable ?? variable, TextOf(value), TextOf(usual), source, Summary());

            string Summary() => summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "") + AllowedOf(property);
        }
    }

    /// <summary>The last one that has a value; null where the default holds.</summary>
    private string? SourceOf(string key) => (configuration as IConfigurationRoot)?.Providers.LastOrDefault(provider => Has(provider, key)) switch
    {
        null => null,
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        FileConfigurationProvider file => file.Source.Path,
        _ => "program",
    };

    private static bool Has(IConfigurationProvider provider, string key) => provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any();

    private static string TextOf(object? value) => value switch
    {
        null or "" => Unset,
        string[] { Length: 0 } => "none",
        string[] texts => string.Join(", ", texts.Select(Shown)),
        bool yes => yes ? "true" : "false",
        string text => Shown(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The query of an address may hold a key.</summary>
    private static string Shown(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Query.Length > 0 ? text.Replace(uri.Query, "?***", StringComparison.Ordinal) : Secrets.Mask(text);

    private static string AllowedOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum ? $" One of {string.Join(", ", Enum.GetNames(type))}."
            : property.GetCustomAttribute<RangeAttribute>() is not { } range ? ""
            : string.Create(CultureInfo.InvariantCulture, $" {(property.GetCustomAttribute<OrZeroAttribute>() is null ? "" : "0, or ")}{range.Minimum} to {range.Maximum}.");
    }

    /// <summary>Summary of each member; none where somebody took the file away.</summary>
    private static Dictionary<string, string> Summaries()
    {
        var file = Path.ChangeExtension(typeof(EffectiveSettings).Assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").Where(member => member.Element("summary") is not null)
                .GroupBy(member => (string)member.Attribute("name")!).ToDictionary(group => group.Key, group => WordsOf(group.First().Element("summary")!), StringComparer.Ordinal)
            : [];
    }

    private static string WordsOf(XElement summary)
    {
        var words = string.Concat(summary.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement element when element.Attribute("cref") is { } reference => reference.Value[(reference.Value.LastIndexOf('.') + 1)..],
            XElement element => element.Value,
            _ => "",
        }));
        return string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>A setting as it holds.</summary>
/// <param name="Key">Section and name, as in appsettings.json.</param>
/// <param name="Variable">Environment variable that sets it; of a list, the one of its first entry.</param>
/// <param name="Value">What holds.</param>
/// <param name="Default">What would hold if nobody had set it.</param>
/// <param name="Source">Where the value comes from; null for the default.</param>
/// <param name="Description">What it does, and what is allowed.</param>
internal sealed record SettingView(string Key, string Variable, string Value, string Default, string? Source, string Description);
