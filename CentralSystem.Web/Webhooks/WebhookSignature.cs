using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Webhooks;

/// <summary>Proves to a receiver that a delivery is ours and unchanged: HMAC-SHA256 over <c>timestamp.body</c>, keyed with the text of the secret.</summary>
internal static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    public static string NewSecret() => SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The header's value: one <c>v1=</c> and hex for each secret.</summary>
    /// <param name="secrets">Those that sign now; two of them while a rotation is under way.</param>
    /// <param name="timestamp">Seconds since 1970, as sent beside it.</param>
    /// <param name="body">The bytes of the body.</param>
    public static string Of(IReadOnlyList<string> secrets, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp.ToString(CultureInfo.InvariantCulture)), (byte)'.', .. body];
        return string.Join(',', secrets.Select(secret => "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))));
    }
}
