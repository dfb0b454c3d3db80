using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Access;

/// <summary>Seals by a key made of <c>Access:PasswordPepper</c>: a copy of the database alone opens nothing.</summary>
internal sealed class PepperSeal
{
    private const string Prefix = "p:";

    private readonly byte[] _key;

    private PepperSeal(byte[] key) => _key = key;

    /// <param name="pepper">The setting; without one there is no seal.</param>
    /// <param name="purpose">Its own for each kind of secret, so that none is taken for another; it never changes.</param>
    public static PepperSeal? Of(string? pepper, string purpose) =>
        pepper is null ? null : new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(pepper), 32, info: Encoding.UTF8.GetBytes(purpose)));

    public static bool IsSealed(string stored) => stored.StartsWith(Prefix, StringComparison.Ordinal);

    public string Seal(byte[] secret)
    {
        var (nonce, tag, sealedSecret) = (RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize), new byte[AesGcm.TagByteSizes.MaxSize], new byte[secret.Length]);
        using var cipher = new AesGcm(_key, tag.Length);
        cipher.Encrypt(nonce, secret, sealedSecret, tag);
        return Prefix + Convert.ToBase64String([.. nonce, .. tag, .. sealedSecret]);
    }

    /// <summary>The secret; null for one that was sealed by another pepper.</summary>
    public byte[]? Open(string sealedSecret)
    {
        var (bytes, nonce, tag) = (Convert.FromBase64String(sealedSecret[Prefix.Length..]), AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var secret = new byte[bytes.Length - nonce - tag];
        using var cipher = new AesGcm(_key, tag);
        try
        {
            cipher.Decrypt(bytes.AsSpan(0, nonce), bytes.AsSpan(nonce + tag), bytes.AsSpan(nonce, tag), secret);
            return secret;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
