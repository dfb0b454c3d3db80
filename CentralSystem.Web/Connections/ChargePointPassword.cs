using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Connections;

/// <summary>Verifier of a Charge Point's Basic authentication password: salted SHA-256, two of them where the password has two forms.</summary>
/// <remarks>
/// OCPP passwords are random keys of 16 to 20 bytes, not words people choose: one round of SHA-256 is as safe as many, and a
/// reconnect storm of thousands costs milliseconds (docs/decisions/0005-charge-point-passwords.md). A key in hex is accepted
/// both as its bytes (OCPP-J §6.2.2) and as its hex text, which many Charge Points send (field notes).
/// </remarks>
internal static class ChargePointPassword
{
    private const int SaltBytes = 16;
    private const char Separator = '.';

    /// <summary>Makes the verifier that is stored.</summary>
    /// <param name="password">Text of the password; an even number of 32 to 40 hex digits stands for its bytes as well.</param>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var forms = Forms(password).Select(form => Convert.ToBase64String(Digest(salt, form)));
        return string.Join(Separator, forms.Prepend(Convert.ToBase64String(salt)));
    }

    /// <summary>Whether the bytes of a header are a form of the password; takes the same time for every wrong one.</summary>
    public static bool Verify(string stored, ReadOnlySpan<byte> presented)
    {
        var parts = stored.Split(Separator);
        var digest = Digest(Convert.FromBase64String(parts[0]), presented);
        var matches = false;
        foreach (var form in parts.AsSpan(1))
        {
            matches |= CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(form), digest);
        }

        return matches;
    }

    private static IEnumerable<byte[]> Forms(string password)
    {
        yield return Encoding.UTF8.GetBytes(password);
        if (password.Length is >= 32 and <= 40 && password.Length % 2 == 0 && password.All(char.IsAsciiHexDigit))
        {
            yield return Convert.FromHexString(password);

            // The hex text again, in the letter cases Charge Points write it.
            yield return Encoding.UTF8.GetBytes(password.ToUpperInvariant());
            yield return Encoding.UTF8.GetBytes(password.ToLowerInvariant());
        }
    }

    private static byte[] Digest(byte[] salt, ReadOnlySpan<byte> password)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(password);
        return hash.GetHashAndReset();
    }
}
