using System.Text;
using System.Text.RegularExpressions;

namespace CentralSystem.Web.Connections;

/// <summary>
/// Takes secrets out of frames before they are logged or kept: AuthorizationKey values, passwords in URLs, private keys, Authorization headers, and the
/// tokens of links to files.
/// </summary>
/// <remarks>It masks too much rather than too little, and a text that was cut in the middle of a secret as well.</remarks>
internal static partial class Secrets
{
    private const string Masked = "***";

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
        text = FileToken().Replace(text, "$1" + Masked);
        text = PrivateKey().Replace(text, "$1" + Masked);
        text = Authorization().Replace(text, "$1" + Masked);
        return UserInfo().Replace(text, "$1" + Masked + "@");
    }

    private static bool MayHoldSecrets(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("/files"u8) >= 0 || utf8.IndexOf("uthorization"u8) >= 0 || utf8.IndexOf("UTHORIZATION"u8) >= 0 || utf8.IndexOf("PRIVATE KEY"u8) >= 0
        || (utf8.IndexOf((byte)'@') >= 0 && (utf8.IndexOf("://"u8) >= 0 || utf8.IndexOf(":\\/"u8) >= 0));

    [GeneratedRegex("""("key"\s*:\s*"AuthorizationKey"[^{}]*?"value"\s*:\s*")((?:[^"\\]|\\.)*)("|$)""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KeyThenValue();

    [GeneratedRegex("""("value"\s*:\s*")((?:[^"\\]|\\.)*)("[^{}]*?"key"\s*:\s*"AuthorizationKey")""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ValueThenKey();

    [GeneratedRegex("""(/files\\?/)[A-Za-z0-9_-]{43}""", RegexOptions.NonBacktracking)]
    private static partial Regex FileToken();

    [GeneratedRegex("""(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^"]*""", RegexOptions.NonBacktracking)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("""(authorization[\\"]*\s*[:=]\s*[\\"]*(?:basic|bearer)\s+)[^\s"\\]+""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Authorization();

    /// <summary>Up to the last @ of the text: passwords in the field hold @ and / unescaped. A slash may be escaped in JSON.</summary>
    [GeneratedRegex("""(:(?:\\?/){2})[^\s"]+@""", RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();
}
