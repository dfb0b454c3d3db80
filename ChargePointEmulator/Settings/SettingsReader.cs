using System.Globalization;

namespace ChargePointEmulator.Settings;

/// <summary>Reads settings that go by two names: <c>Emulator:Host</c> and, for instance, <c>CS_HOST</c>.</summary>
/// <remarks>
/// The source that was added last wins whatever name it uses, so that an environment variable beats a file and an argument beats both.
/// Errors: <see cref="SettingException"/>.
/// </remarks>
internal sealed class SettingsReader(IConfigurationRoot configuration)
{
    private const string Section = "Emulator:";

    private readonly IConfigurationProvider[] _lastFirst = [.. configuration.Providers.Reverse()];

    public string Text(string name, string alias, string whenAbsent) => Find(name, alias)?.Value ?? whenAbsent;

    public string? OptionalText(string name, string alias) => Find(name, alias) is { Value.Length: > 0 } found ? found.Value : null;

    public bool Switch(string name, string alias, bool whenAbsent) => Read(
        name, alias, whenAbsent, "true, 1, yes or on, or false, 0, no or off",
        text => text.ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" or "ON" => true,
            "FALSE" or "0" or "NO" or "OFF" => false,
            _ => null,
        });

    public int? OptionalNumber(string name, string alias, int least, int most) => Find(name, alias) is { Value.Length: > 0 } ? Number(name, alias, least, least, most) : null;

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
        Find(name, alias) is { } found ? parse(found.Value.Trim()) ?? throw new SettingException(found.Key, found.Value, allowed) : whenAbsent;

    /// <summary>Like the other, for reference types.</summary>
    public T ReadObject<T>(string name, string alias, string whenAbsent, string allowed, Func<string, T?> parse)
        where T : class
    {
        var found = Find(name, alias) ?? (Section + name, whenAbsent);
        return parse(found.Value.Trim()) ?? throw new SettingException(found.Key, found.Value, allowed);
    }

    private (string Key, string Value)? Find(string name, string alias)
    {
        foreach (var provider in _lastFirst)
        {
            if (provider.TryGet(Section + name, out var value) && value is not null)
            {
                return (Section + name, value);
            }

            if (provider.TryGet(alias, out value) && value is not null)
            {
                return (alias, value);
            }
        }

        return null;
    }
}
