using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CentralSystem.Web.Files;

/// <summary>The secrets in the addresses that Charge Points get: 256 random bits each.</summary>
internal static partial class FileTokens
{
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a token, lower-case hex. A token is as random as a key, so a plain digest protects it.</summary>
    public static string DigestOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The token in an address of ours; null when there is none.</summary>
    public static string? FindIn(string location) => Token().Match(location) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("/files/([A-Za-z0-9_-]{43})(?:/|$)", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
