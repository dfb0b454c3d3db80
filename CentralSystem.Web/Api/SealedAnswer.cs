using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Api;

/// <summary>Encrypts an answer so that only whoever has the Idempotency-Key of its request can read it.</summary>
/// <remarks>
/// The key is kept nowhere but with the client, so a copy of the database does not open the answer (docs/decisions/0025-answers-with-secrets.md).
/// AES-256-GCM; the key of the cipher is derived by HKDF-SHA256, and the row's id is bound to it.
/// </remarks>
internal static class SealedAnswer
{
    /// <summary>Fewest characters of a key that may seal a secret: those of a UUID without hyphens, which nobody tries out.</summary>
    public const int LeastKeyLength = 32;

    private const int KeyBytes = 32;

    /// <summary>Whether a key is long enough to keep a secret.</summary>
    public static bool MaySealSecrets(string idempotencyKey) => idempotencyKey.Length >= LeastKeyLength;

    public static string Seal(ReadOnlySpan<byte> answer, string idempotencyKey, string id)
    {
        var (nonce, tag, cipherText) = (RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize), new byte[AesGcm.TagByteSizes.MaxSize], new byte[answer.Length]);
        using var cipher = CipherOf(idempotencyKey, id, tag.Length);
        cipher.Encrypt(nonce, answer, cipherText, tag);
        return Convert.ToBase64String([.. nonce, .. tag, .. cipherText]);
    }

    /// <summary>The answer; null for one that was sealed with another key.</summary>
    /// <remarks>Answers kept before they were sealed are read as they stand: none of them held a secret, and none looks like a sealed one, being JSON or empty.</remarks>
    public static string? Open(string keptAnswer, string idempotencyKey, string id)
    {
        var (nonceBytes, tagBytes) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        if (!Base64.IsValid(keptAnswer, out var length) || length < nonceBytes + tagBytes)
        {
            return keptAnswer;
        }

        ReadOnlySpan<byte> bytes = Convert.FromBase64String(keptAnswer);

        var answer = new byte[bytes.Length - nonceBytes - tagBytes];
        try
        {
            using var cipher = CipherOf(idempotencyKey, id, tagBytes);
            cipher.Decrypt(bytes[..nonceBytes], bytes[(nonceBytes + tagBytes)..], bytes[nonceBytes..(nonceBytes + tagBytes)], answer);
            return Encoding.UTF8.GetString(answer);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static AesGcm CipherOf(string idempotencyKey, string id, int tagBytes) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(idempotencyKey), KeyBytes, Encoding.ASCII.GetBytes(id), "answer"u8.ToArray()), tagBytes);
}
