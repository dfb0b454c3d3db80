using System.Globalization;
using ChargePointEmulator.Documents;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace ChargePointEmulator.Settings;

/// <summary>Reads settings that go by two names: <c>Emulator:Host</c> and, for instance, <c>CS_HOST</c>.</summary>
/// <remarks>
/// The source that was added last wins whatever name it uses, so that an environment variable beats a file and an argument beats both.
/// Errors: <see cref="SettingException"/>.
/// </remarks>
/// <param name="configuration">Where from.</param>
/// <param name="origins">Told of each setting that is read, with its value and where it came from; null where nobody asks.</param>
internal sealed class SettingsReader(IConfigurationRoot configuration, SettingOrigins? origins = null)
{
    private const string Section = "Emulator:";

    private static readonly HashSet<string> Secrets = ["Password", "ApiToken"];

    /// <summary>What the host and the log read by themselves.</summary>
    private static readonly string[] OfTheHost = ["Emulator", "Serilog", "Logging", "environment", "contentRoot", "applicationName"];

    private readonly IConfigurationProvider[] _lastFirst = [.. configuration.Providers.Reverse()];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _aliases = new(OfTheHost, StringComparer.OrdinalIgnoreCase);

    public string? OptionalText(string name, string alias) => Find(name, alias, "") is { Value.Length: > 0 } found ? found.Value : null;

    public bool Switch(string name, string alias, bool whenAbsent) => Read(
        name, alias, whenAbsent, "true, 1, yes or on, or false, 0, no or off",
        text => text.ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" or "ON" => true,
            "FALSE" or "0" or "NO" or "OFF" => false,
            _ => null,
        });

    public int? OptionalNumber(string name, string alias, int least, int most) => Find(name, alias, "") is { Value.Length: > 0 } ? Number(name, alias, least, least, most) : null;

    public int Number(string name, string alias, int whenAbsent, int least, int most) => Read(
        name, alias, whenAbsent, $"a whole number from {least} to {most}",
        text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    public double Decimal(string name, string alias, double whenAbsent, double least, double most) => Read(
        name, alias, whenAbsent, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null);

    /// <summary>A duration: seconds as a number, or <c>hh:mm:ss</c>.</summary>
    public TimeSpan Duration(string name, string alias, TimeSpan whenAbsent, TimeSpan most) => Read(
        name, alias, whenAbsent, $"seconds, or hh:mm:ss, at most {most}",
        text =>
        {
            var duration = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= most.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed) && text.Contains(':', StringComparison.Ordinal) ? parsed : TimeSpan.MinValue;
            return duration >= TimeSpan.Zero && duration <= most ? duration : null;
        });

    /// <summary>Any value that <paramref name="parse"/> takes; it says no with null.</summary>
    public T Read<T>(string name, string alias, T whenAbsent, string allowed, Func<string, T?> parse)
        where T : struct =>
        Find(name, alias, SettingOrigins.Shown(whenAbsent)) is { } found ? parse(found.Value.Trim()) ?? throw new SettingException(found.Key, found.Value, allowed) : whenAbsent;

    /// <summary>Like the other, for reference types.</summary>
    public T ReadObject<T>(string name, string alias, string whenAbsent, string allowed, Func<string, T?> parse)
        where T : class
    {
        var found = Find(name, alias, whenAbsent) ?? (Section + name, whenAbsent);
        return parse(found.Value.Trim()) ?? throw new SettingException(found.Key, found.Value, allowed);
    }

    /// <summary>To be called when all settings were read: one that nobody asked for is mistyped, and would be passed over in silence.</summary>
    /// <remarks>The environment is full of what others read; of it only names that begin with <c>Emulator__</c> are ours for sure.</remarks>
    public void RefuseUnknown()
    {
        foreach (var name in configuration.GetSection("Emulator").GetChildren().Select(setting => setting.Key).Where(name => !_names.Contains(name)))
        {
            throw new SettingException($"There is no setting '{Section}{name}'{NearestWord.Suggestion(name, _names)} docs/emulator.md has them all.");
        }

        foreach (var name in _lastFirst.OfType<CommandLineConfigurationProvider>().SelectMany(arguments => arguments.GetChildKeys([], parentPath: null)).Where(name => !_aliases.Contains(name)))
        {
            throw new SettingException($"There is no option or setting '{name}'{NearestWord.Suggestion(name, [.. _aliases, .. _names.Select(each => Section + each)])} Try --help.");
        }
    }

    private (string Key, string Value)? Find(string name, string alias, string whenAbsent)
    {
        _names.Add(name);
        _aliases.Add(alias);
        foreach (var provider in _lastFirst)
        {
            foreach (var key in (ReadOnlySpan<string>)[Section + name, alias])
            {
                if (provider.TryGet(key, out var value) && value is not null)
                {
                    Note(name, value, OriginOf(provider, key));
                    return (key, value);
                }
            }
        }

        Note(name, whenAbsent, SettingOrigins.BuiltIn);
        return null;
    }

    private void Note(string name, string value, string origin) => origins?.Add(name, Secrets.Contains(name) && value.Length > 0 ? SettingOrigins.Secret : value, origin);

    private static string OriginOf(IConfigurationProvider provider, string key) => provider switch
    {
        CommandLineConfigurationProvider => $"argument --{key}",
        EnvironmentVariablesConfigurationProvider => $"environment {key.Replace(":", "__", StringComparison.Ordinal)}",
        FileConfigurationProvider file => $"{file.Source.Path} {key}",
        _ => $"{provider.GetType().Name} {key}",
    };
}
