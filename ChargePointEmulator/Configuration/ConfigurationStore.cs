using System.Globalization;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Configuration;

/// <summary>The configuration of one charge point: what was set, over the defaults all share.</summary>
internal sealed class ConfigurationStore(ConfigurationCatalogue catalogue)
{
    private Dictionary<string, string>? _set;
    private Dictionary<string, string>? _afterRestart;

    /// <summary>The password the Central System set last; never told.</summary>
    public string? AuthorizationKey => _set?.GetValueOrDefault("AuthorizationKey");

    public string Text(string name) => _set?.GetValueOrDefault(name) ?? catalogue.Find(name)?.Default ?? "";

    public int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    public bool Flag(string name) => bool.Parse(Text(name));

    public string[] List(string name) => ConfigurationKey.Items(Text(name));

    /// <summary>Sets a key on the charge point's own account, read-only ones too.</summary>
    public void SetInternally(string name, int value) => (_set ??= [])[name] = value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sets a key as the Central System asked (§5.3).</summary>
    public ConfigurationStatus Change(string name, string value)
    {
        if (catalogue.Find(name) is not { } key)
        {
            return ConfigurationStatus.NotSupported;
        }

        if (key.Access == KeyAccess.ReadOnly || !key.IsAllowed(value) || !IsStepAllowed(key, value))
        {
            return ConfigurationStatus.Rejected;
        }

        if (key.NeedsRestart)
        {
            (_afterRestart ??= [])[key.Name] = value;
            return ConfigurationStatus.RebootRequired;
        }

        (_set ??= [])[key.Name] = value;
        return ConfigurationStatus.Accepted;
    }

    /// <summary>What was asked to count after a restart counts now.</summary>
    public void ApplyRestart()
    {
        foreach (var (name, value) in _afterRestart ?? [])
        {
            (_set ??= [])[name] = value;
        }

        _afterRestart = null;
    }

    /// <summary>All keys, or those asked for; names nobody knows apart (§5.8).</summary>
    public GetConfigurationResponse Read(IReadOnlyList<string>? names)
    {
        if (names is null or { Count: 0 })
        {
            return new() { ConfigurationKey = [.. catalogue.Keys.Select(KeyValueOf)] };
        }

        var known = names.Select(catalogue.Find).OfType<ConfigurationKey>().Distinct().Select(KeyValueOf).ToArray();
        var unknown = names.Where(name => catalogue.Find(name) is null).ToArray();
        return new() { ConfigurationKey = known.Length > 0 ? known : null, UnknownKey = unknown.Length > 0 ? unknown : null };
    }

    /// <summary>The security profile can only be raised, and needs what the higher one is made of (A05.FR.01 to 04).</summary>
    private bool IsStepAllowed(ConfigurationKey key, string value) =>
        key.Name != "SecurityProfile"
            || (int.Parse(value, CultureInfo.InvariantCulture) is var profile && profile > Number("SecurityProfile") && profile == 1 && AuthorizationKey is not null);

    private KeyValue KeyValueOf(ConfigurationKey key) => new()
    {
        Key = key.Name,
        Readonly = key.Access == KeyAccess.ReadOnly,
        Value = key.Access == KeyAccess.WriteOnly ? null : _afterRestart?.GetValueOrDefault(key.Name) ?? Text(key.Name),
    };
}
