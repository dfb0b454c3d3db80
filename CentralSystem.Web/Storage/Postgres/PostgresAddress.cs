using CentralSystem.Web.Settings;
using Npgsql;

namespace CentralSystem.Web.Storage;

/// <summary>Reads <see cref="StorageOptions.ConnectionString"/>: key-value text, or the URL that platforms hand out.</summary>
/// <remarks>Errors: <see cref="SettingsException"/>, which never shows the text: it holds a password.</remarks>
internal static class PostgresAddress
{
    private const string Key = "Storage:ConnectionString";

    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        NpgsqlConnectionStringBuilder address;
        try
        {
            address = IsUrl(text) ? OfUrl(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw Refused();
        }

        return string.IsNullOrEmpty(address.Host) || string.IsNullOrEmpty(address.Database) ? throw Refused() : address;
    }

    /// <summary>Host, port and database, for people.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder address) => $"PostgreSQL at {address.Host}:{address.Port}, database {address.Database}";

    private static bool IsUrl(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder OfUrl(Uri url)
    {
        var address = new NpgsqlConnectionStringBuilder { Host = url.IdnHost, Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Port > 0)
        {
            address.Port = url.Port;
        }

        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            address.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            address.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var parameter in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = parameter.Split('=', 2);
            address[KeywordOf(pair[0])] = ValueOf(Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        }

        return address;
    }

    /// <summary>libpq's names of the parameters that have another name here.</summary>
    private static string KeywordOf(string parameter) => parameter.ToLowerInvariant() switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "target_session_attrs" => "Target Session Attributes",
        "host" => "Host",
        var other => other.Replace('_', ' '),
    };

    private static string ValueOf(string value) => value switch
    {
        "verify-ca" => "VerifyCA",
        "verify-full" => "VerifyFull",
        _ => value,
    };

    private static SettingsException Refused() => new(
        Key, "(not shown)", "empty for SQLite, or a PostgreSQL database with its host: Host=db;Database=ocpp;Username=ocpp;Password=... or postgresql://user:password@host:5432/database");
}
