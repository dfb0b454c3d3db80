using CentralSystem.Web.Commands;

namespace CentralSystem.Web.Configuration;

/// <summary>The stored keys of one Charge Point within one commit.</summary>
internal sealed class KnownKeys
{
    /// <summary>Write-only (OCPP-J errata §3.10): its value is kept nowhere, not even when a Charge Point gives it away.</summary>
    public const string AuthorizationKey = "AuthorizationKey";

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

        (row.Value, row.UpdatedAt) = (IsSecret(key) ? null : value, _change.At);
        return row;
    }
}
