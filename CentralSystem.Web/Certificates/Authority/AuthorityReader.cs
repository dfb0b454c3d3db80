using CentralSystem.Web.Certificates.Installed;
using CentralSystem.Web.Connections.Tls;
using Microsoft.Extensions.Options;
using Ocpp.Types;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>Tells what the authority is.</summary>
internal sealed class AuthorityReader(ICertificateAuthority authority, IOptions<CertificateOptions> options)
{
    public AuthorityView View()
    {
        var root = authority.Roots is [var first, ..] ? first : null;
        CertificateHashData[] hashes = root is null ? [] : [.. Enum.GetValues<HashAlgorithm>().Select(algorithm => CertificateHashes.Of(root, algorithm))];
        return new AuthorityView(
            authority.Kind, root?.Subject, root?.NotAfter.ToUniversalTime(), root is null ? null : CertificateName.ThumbprintOf(root), root?.ExportCertificatePem(),
            [.. hashes.Select(h => new HashDataView(h.HashAlgorithm.ToString(), h.IssuerNameHash, h.IssuerKeyHash, h.SerialNumber))],
            options.Value.Sign, options.Value.CpoName);
    }
}

/// <summary>The authority that signs here.</summary>
/// <param name="Kind">Where its key is.</param>
/// <param name="Subject">Its root; null until an authority of this program was first needed.</param>
/// <param name="NotAfter">When the root ends.</param>
/// <param name="Thumbprint">SHA-256 of the root, lower-case hex.</param>
/// <param name="Certificate">The root in PEM.</param>
/// <param name="HashData">What Charge Points list of it, by algorithm.</param>
/// <param name="Sign">Whose requests are signed without an operator.</param>
/// <param name="CpoName">O of the certificates.</param>
internal sealed record AuthorityView(
    AuthorityKind Kind, string? Subject, DateTimeOffset? NotAfter, string? Thumbprint, string? Certificate, IReadOnlyList<HashDataView> HashData, AutomaticSigning Sign,
    string? CpoName);

/// <summary>Hash data of a certificate (whitepaper §6.1).</summary>
/// <param name="HashAlgorithm">Algorithm of both hashes.</param>
/// <param name="IssuerNameHash">Hash of the distinguished name of the issuer, hex.</param>
/// <param name="IssuerKeyHash">Hash of the public key of the issuer, hex.</param>
/// <param name="SerialNumber">Serial number of the certificate, hex.</param>
internal sealed record HashDataView(string HashAlgorithm, string IssuerNameHash, string IssuerKeyHash, string SerialNumber);
