using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace CentralSystem.Web.Connections;

/// <summary>
/// Takes secrets out of frames before they are logged or kept: AuthorizationKey values, those of vendors' keys that are named like a secret, passwords in URLs,
/// private keys, Authorization headers, and the tokens of links to files.
/// </summary>
/// <remarks>It masks too much rather than too little, and a text that was cut in the middle of a secret as well.</remarks>
internal static partial class Secrets
{
    /// <summary>Stands where a secret stood.</summary>
    public const string Masked = "***";

    /// <summary>
    /// A configuration key whose value is a secret, by its last word: <c>WifiPassword</c>, <c>APN_password</c>, <c>SIMPin</c>, and not <c>MinimumPasswordLength</c>.
    /// The short words count where they begin with a capital or after a mark, so that <c>Bypass</c> is none.
    /// </summary>
    private const string SecretKey =
        """[^"\\{}]*(?:pass(?:word|wd|phrase|code)|pwd|psk|secret|credentials?|token|pincode|(?-i:Pass|PASS|Pin|PIN|Puk|PUK)|[ ._-](?:pass|pin|puk)|"""
        + "(?:authorization|api|auth|private|(?:pre)?shared|access|encryption|network|wifi|wlan|wpa[23]?|security|master)[_-]?key)[0-9]*";

    private const string KeyMember = @"""key\\*""\s*:\s*\\*""" + SecretKey + @"\\*""";
    private const string ValueMember = @"""value\\*""\s*:\s*";

    /// <summary>What no secret in a field goes without.</summary>
    private static readonly SearchValues<string> Marks = SearchValues.Create(["://", "authorization", "private key", "/files/", "key\"", "key\\"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The frame as text without its secrets.</summary>
    public static string Mask(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return MayHoldSecrets(utf8) ? Mask(text) : text;
    }

    /// <summary>The payload without its secrets.</summary>
    public static string Mask(string text)
    {
        text = KeyThenValue().Replace(text, "$1" + Masked + "$3");
        text = ValueThenKey().Replace(text, "$1" + Masked + "$3");
        text = KeyThenNumber().Replace(text, "$1null");
        text = NumberThenKey().Replace(text, "$1null$2");
        text = FileToken().Replace(text, "$1" + Masked);
        text = PrivateKey().Replace(text, "$1" + Masked);
        text = Authorization().Replace(text, "$1" + Masked);
        return UserInfo().Replace(text, "$1" + Masked + "@");
    }

    /// <summary>One field of a message without its secrets; it costs nothing where there can be none, as in nearly every report of a status.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? MaskField(string? text) => text.AsSpan().ContainsAny(Marks) ? Mask(text!) : text;

    /// <summary>Whether the value of a configuration key is a secret, as far as its name tells.</summary>
    public static bool IsSecretKey(string key) => SecretName().IsMatch(key);

    /// <summary>The value of a configuration key as it may be shown.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Shown(string key, string? value) => value is { Length: > 0 } && IsSecretKey(key) ? Masked : value;

    private static bool MayHoldSecrets(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("/files"u8) >= 0 || utf8.IndexOf("uthorization"u8) >= 0 || utf8.IndexOf("UTHORIZATION"u8) >= 0 || utf8.IndexOf("PRIVATE KEY"u8) >= 0
        || utf8.IndexOf("ey\""u8) >= 0 || utf8.IndexOf("ey\\"u8) >= 0 || utf8.IndexOf("EY\""u8) >= 0 || utf8.IndexOf("EY\\"u8) >= 0
        || (utf8.IndexOf((byte)'@') >= 0 && (utf8.IndexOf("://"u8) >= 0 || utf8.IndexOf(":\\/"u8) >= 0));

    /// <summary>Also as text within a text, where quotes are escaped: then all that follows in it goes.</summary>
    [GeneratedRegex("(" + KeyMember + "[^{}]*?" + ValueMember + """\\*")((?:[^"\\]|\\.)*)("|$)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KeyThenValue();

    [GeneratedRegex("(" + ValueMember + """\\*")((?:[^"\\]|\\.)*)(\\*"[^{}]*?""" + KeyMember + ")", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ValueThenKey();

    /// <summary>Numbers are read where the specification has text (docs/decisions/0003-lenient-by-default.md).</summary>
    [GeneratedRegex("(" + KeyMember + "[^{}]*?" + ValueMember + ")-?[0-9][0-9.e+-]*", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KeyThenNumber();

    [GeneratedRegex("(" + ValueMember + ")-?[0-9][0-9.e+-]*(" + """\s*,[^{}]*?""" + KeyMember + ")", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NumberThenKey();

    [GeneratedRegex("^" + SecretKey + "$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();

    [GeneratedRegex("""(/files\\?/)[A-Za-z0-9_-]{43}""", RegexOptions.NonBacktracking)]
    private static partial Regex FileToken();

    [GeneratedRegex("""(-----BEGIN [A-Z ]*PRIVATE KEY-----)(?:[^"\\]|\\.)*""", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("""(authorization[\\"]*\s*[:=]\s*[\\"]*(?:basic|bearer)\s+)[^\s"\\]+""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Authorization();

    /// <summary>Up to the last @ of the text: passwords in the field hold @ and / unescaped. A slash may be escaped in JSON.</summary>
    [GeneratedRegex("""(:(?:\\?/){2})[^\s"]+@""", RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();
}
