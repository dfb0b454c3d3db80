using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>What matters of a client certificate once its chain was checked.</summary>
/// <param name="Holder">The identity it was signed for, else its one CN; null when it has none or several.</param>
/// <param name="Description">CN, O, issuer and expiry, for people.</param>
/// <param name="Problem">Why it is not accepted; null when it is.</param>
/// <param name="Chain">It and those above it, as far as they are known: a revocation of any of them is one of it.</param>
internal sealed record ClientCertificate(string? Holder, string Description, string? Problem, IReadOnlyList<CertificateName> Chain)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>The one CN of a name; null when there is none, or more than one to choose from.</summary>
    public static string? CommonNameOf(X500DistinguishedName name) => OnlyOne(name, CommonNameOid);

    /// <summary>The one O of a name.</summary>
    public static string? OrganizationOf(X500DistinguishedName name) => OnlyOne(name, OrganizationOid);

    public static string Describe(X509Certificate2 certificate) => string.Create(CultureInfo.InvariantCulture,
        $"CN={Shown(CommonNameOf(certificate.SubjectName))}, O={Shown(OrganizationOf(certificate.SubjectName))}, issued by {Shown(Shortened(certificate.Issuer))}, valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");

    private static string? OnlyOne(X500DistinguishedName name, string oid)
    {
        string? found = null;
        foreach (var part in name.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == oid)
            {
                if (found is not null)
                {
                    return null;
                }

                found = part.GetSingleElementValue();
            }
        }

        return found;
    }

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "(none)" : Shortened(text);

    /// <summary>A stranger chose these texts: they must not fill the log, nor break its lines.</summary>
    private static string Shortened(string text)
    {
        const int Most = 100;
        var printable = string.Concat(text.Take(Most).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > Most ? printable + "..." : printable;
    }
}
