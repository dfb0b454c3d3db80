using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Access;

/// <summary>The style of the log-in page, in the page itself; its digest is what the page's policy lets through.</summary>
internal static class LoginStyle
{
    private const string Resource = "login.css";

    public static string Text { get; } = Read();

    /// <summary>Source: Content Security Policy Level 3 §2.3.1, <c>hash-source</c>.</summary>
    public static string Digest { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    private static string Read()
    {
        using var reader = new StreamReader(typeof(LoginStyle).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
