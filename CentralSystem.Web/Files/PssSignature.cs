using System.Numerics;
using System.Security.Cryptography;

namespace CentralSystem.Web.Files;

/// <summary>Verifies RSASSA-PSS signatures whatever the length of their salt: the framework knows one only, and signing tools choose others.</summary>
/// <remarks>Source: RFC 8017 §8.1.2, §9.1.2, with SHA-256 and MGF1 over it. All that is handled here is public, so nothing has to take constant time.</remarks>
internal static class PssSignature
{
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const byte Trailer = 0xBC;

    public static bool Verifies(RSA key, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var modulus = new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var value = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (signature.Length != parameters.Modulus!.Length || value >= modulus)
        {
            return false;
        }

        var encodedBits = (int)modulus.GetBitLength() - 1;
        var encoded = new byte[(encodedBits + 7) / 8];
        var opened = BigInteger.ModPow(value, new BigInteger(parameters.Exponent, isUnsigned: true, isBigEndian: true), modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        if (opened.Length > encoded.Length)
        {
            return false;
        }

        opened.CopyTo(encoded, encoded.Length - opened.Length);
        return IsEncodingOf(sha256, encoded, unusedBits: (8 * encoded.Length) - encodedBits);
    }

    /// <summary>EMSA-PSS-VERIFY: masked data block, hash, trailer.</summary>
    private static bool IsEncodingOf(ReadOnlySpan<byte> sha256, Span<byte> encoded, int unusedBits)
    {
        if (encoded.Length < HashBytes + 2 || encoded[^1] != Trailer)
        {
            return false;
        }

        var block = encoded[..^(HashBytes + 1)];
        if ((block[0] & ~(0xFF >> unusedBits) & 0xFF) != 0)
        {
            return false;
        }

        var hash = encoded[block.Length..^1];
        Unmask(block, hash);
        block[0] &= (byte)(0xFF >> unusedBits);

        // Zeros, a one, and then the salt.
        var one = block.IndexOfAnyExcept((byte)0);
        return one >= 0 && block[one] == 1
            && hash.SequenceEqual(SHA256.HashData([.. stackalloc byte[8], .. sha256, .. block[(one + 1)..]]));
    }

    /// <summary>Takes off the mask that MGF1 makes of the hash.</summary>
    private static void Unmask(Span<byte> block, ReadOnlySpan<byte> seed)
    {
        for (var (at, counter) = (0, 0); at < block.Length; counter++)
        {
            var mask = SHA256.HashData([.. seed, (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter]);
            for (var i = 0; i < mask.Length && at < block.Length; i++, at++)
            {
                block[at] ^= mask[i];
            }
        }
    }
}
