using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using OtpNet;

namespace CentralSystem.Web.Access.SecondFactor;

/// <summary>Makes and seals the secrets that people's authenticators share with this program, and tells whether a code is of one of them.</summary>
/// <remarks>Source: RFC 6238, six digits every 30 s by HMAC-SHA1, which is all that most authenticators know.</remarks>
internal sealed class TotpSecrets(IDataProtectionProvider framework, IOptions<AccessOptions> options, TimeProvider time)
{
    /// <summary>As long as the digest (RFC 4226 §4, R6).</summary>
    private const int SecretBytes = 20;

    private const string Issuer = "Central System";

    private readonly SecretSeal _seal = new(framework, options.Value.PasswordPepper, "CentralSystem.Access.SecondFactor", "second factor");

    public static byte[] New() => RandomNumberGenerator.GetBytes(SecretBytes);

    public static string TextOf(byte[] secret) => Base32Encoding.ToString(secret);

    /// <summary>What an authenticator reads from a QR code.</summary>
    public static string UriOf(byte[] secret, string userName) => new OtpUri(OtpType.Totp, secret, userName, Issuer).ToString();

    /// <summary>The step whose code it is: this one, or one before or after it, since clocks differ and people type slowly (RFC 6238 §5.2); null for none.</summary>
    public long? StepOf(byte[] secret, string code) =>
        new Totp(secret).VerifyTotp(time.GetUtcNow().UtcDateTime, code, out var step, VerificationWindow.RfcSpecifiedNetworkDelay) ? step : null;

    public string Seal(byte[] secret) => _seal.Seal(secret);

    /// <summary>The secret; null for one that was sealed by another pepper or by keys that are gone, so that no code is right.</summary>
    public byte[]? Open(string sealedSecret) => _seal.Open(sealedSecret);
}
