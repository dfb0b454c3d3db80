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

    /// <summary>A key that is absent says no (chapter 9).</summary>
    public bool Flag(string name) => Text(name) is { Length: > 0 } text && bool.Parse(text);

    public string[] List(string name) => ConfigurationKey.Items(Text(name));

    /// <summary>What was set, by the canonical names; null while all is as it came.</summary>
    public IReadOnlyDictionary<string, string>? Set => _set;

    /// <summary>What counts after the next restart.</summary>
    public IReadOnlyDictionary<string, string>? SetAfterRestart => _afterRestart;

    /// <summary>Takes what was set from the store.</summary>
    public void Recall(IReadOnlyDictionary<string, string>? set, IReadOnlyDictionary<string, string>? afterRestart) =>
        (_set, _afterRestart) = (set is null ? null : new(set), afterRestart is null ? null : new(afterRestart));

    /// <summary>Sets a key on the charge point's own account, read-only ones too.</summary>
    public void SetInternally(string name, int value) => (_set ??= [])[name] = value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sets a key as the Central System asked (§5.3).</summary>
    public ConfigurationStatus Change(string name, string value)
    {
        if (catalogue.Find(name) is not { } key)
        {
            return ConfigurationStatus.NotSupported;
        }

        if (key.Access == KeyAccess.ReadOnly || !key.IsAllowed(value))
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

    private KeyValue KeyValueOf(ConfigurationKey key) => new()
    {
        Key = key.Name,
        Readonly = key.Access == KeyAccess.ReadOnly,
        Value = key.Access == KeyAccess.WriteOnly ? null : _afterRestart?.GetValueOrDefault(key.Name) ?? Text(key.Name),
    };
}
