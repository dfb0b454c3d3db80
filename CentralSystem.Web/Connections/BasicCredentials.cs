using System.Diagnostics.CodeAnalysis;

namespace CentralSystem.Web.Connections;

/// <summary>User name and password of an Authorization header, as bytes: an OCPP password is no text (OCPP-J §6.2.2).</summary>
internal readonly record struct BasicCredentials(string UserName, ReadOnlyMemory<byte> Password)
{
    private const string Scheme = "Basic ";

    public static bool TryParse(string? header, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var encoded = header.AsSpan(Scheme.Length).Trim();
        var decoded = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
        {
            return false;
        }

        // The user name ends at the first colon; the password may hold more of them.
        var colon = decoded.AsSpan(0, length).IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        credentials = new BasicCredentials(System.Text.Encoding.UTF8.GetString(decoded, 0, colon), decoded.AsMemory(colon + 1, length - colon - 1));
        return true;
    }
}
