using CentralSystem.Web.Commands;

namespace CentralSystem.Web.Configuration;

/// <summary>The stored keys of one Charge Point within one commit.</summary>
internal sealed class KnownKeys
{
    /// <summary>Write-only (OCPP-J errata §3.10): its value is kept nowhere, not even when a Charge Point gives it away.</summary>
    public const string AuthorizationKey = "AuthorizationKey";

    /// <summary>Keys of one Charge Point; those with the most have some hundreds.</summary>
    internal const int MostKeys = 2_000;

    private readonly CommandChange _change;
    private readonly Dictionary<string, ConfigurationKey> _keys = new(StringComparer.OrdinalIgnoreCase);

    public KnownKeys(CommandChange change)
    {
        _change = change;
        foreach (var key in change.Db.ConfigurationKeys.Where(k => k.ChargePointKey == change.ChargePointKey))
        {
            _keys[key.Key] = key;
        }
    }

    /// <summary>Keeps what the Charge Point told of a key.</summary>
    public void Read(string key, string? value, bool isReadonly)
    {
        if (_keys.Count >= MostKeys && !_keys.ContainsKey(key))
        {
            return;
        }

        var row = Set(key, value);
        (row.Readonly, row.ReadAt) = (isReadonly, _change.At);
    }

    /// <summary>The Charge Point does not have the key.</summary>
    public void ReadUnknown(string key)
    {
        var row = Set(key, value: null);
        (row.Readonly, row.IsUnknown, row.ReadAt) = (null, true, _change.At);
    }

    /// <summary>The Charge Point refused to change a key because it does not have it; what it told of the key itself counts more.</summary>
    public void ReadUnsupported(string key)
    {
        if (!_keys.ContainsKey(key))
        {
            ReadUnknown(key);
        }
    }

    public static bool IsSecret(string key) => key.Equals(AuthorizationKey, StringComparison.OrdinalIgnoreCase);

    /// <summary>The row of a key, with its new value.</summary>
    public ConfigurationKey Set(string key, string? value)
    {
        if (!_keys.TryGetValue(key, out var row))
        {
            row = new ConfigurationKey { ChargePointKey = _change.ChargePointKey, Key = key };
            _keys.Add(key, row);
            _change.Db.ConfigurationKeys.Add(row);
        }

        (row.Value, row.IsUnknown, row.UpdatedAt) = (IsSecret(key) ? null : value, false, _change.At);
        return row;
    }
}
