using System.Globalization;

namespace ChargePointEmulator.Settings;

/// <summary>The effective configuration: each setting with its value and where that came from (<c>--dump-config</c>).</summary>
internal sealed class SettingOrigins
{
    public const string BuiltIn = "built-in";

    /// <summary>Stands for a password.</summary>
    public const string Secret = "***";

    private readonly List<(string Name, string Value, string Origin)> _settings = [];

    public IReadOnlyList<(string Name, string Value, string Origin)> Settings => _settings;

    /// <summary>Notes a setting; what was noted before under its name is forgotten.</summary>
    public void Add(string name, string value, string origin)
    {
        var at = _settings.FindIndex(setting => setting.Name == name);
        if (at < 0)
        {
            _settings.Add((name, value, origin));
        }
        else
        {
            _settings[at] = (name, value, origin);
        }
    }

    public void Write(TextWriter output)
    {
        var (names, values) = (_settings.Max(setting => setting.Name.Length), _settings.Max(setting => Math.Min(60, setting.Value.Length)));
        foreach (var (name, value, origin) in _settings)
        {
            output.WriteLine($"{name.PadRight(names)}  {value.PadRight(values)}  # {origin}");
        }
    }

    public static string Shown(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
