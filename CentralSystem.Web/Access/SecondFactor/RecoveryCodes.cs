using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Access.SecondFactor;

/// <summary>Codes for whoever lost the authenticator, each good once. Only their digests are kept.</summary>
internal static class RecoveryCodes
{
    private const int Count = 10;

    /// <summary>80 random bits, so one round of a digest is as good as many.</summary>
    private const int Characters = 16;

    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static string[] New() =>
        [.. Enumerable.Range(0, Count).Select(_ => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Characters).Chunk(4).Select(part => new string(part))))];

    public static string DigestsOf(IEnumerable<string> codes) => string.Join(' ', codes.Select(DigestOf));

    /// <summary>In any letter case, with hyphens and blanks or without.</summary>
    public static string DigestOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]))));
}
