using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>An authority whose key this program has: brought in files, or made on the first need of it.</summary>
internal sealed class OwnAuthority(SigningKeys keys, SuppliedAuthority? supplied, IOptions<CertificateOptions> options, TimeProvider time) : ICertificateAuthority
{
    /// <summary>A root that Charge Points hold outlives them.</summary>
    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(20 * 365);

    public AuthorityKind Kind => supplied is null ? AuthorityKind.Local : AuthorityKind.Supplied;

    public IReadOnlyList<X509Certificate2> Roots => supplied is not null ? [supplied.Root] : keys.Find(SigningKey.Authority) is { } key ? [key.Certificate] : [];

    /// <summary>Its own certificate with the key, from memory; null before the first need of it.</summary>
    public X509Certificate2? Issuer => supplied?.Issuer ?? keys.Find(SigningKey.Authority)?.Certificate;

    public RSASignaturePadding Padding => options.Value.RsaPadding == RsaPadding.Pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    public async Task<X509Certificate2> RootAsync() => supplied?.Root ?? await IssuerAsync();

    public async Task<SignedCertificate> SignAsync(SigningOrder order, CancellationToken cancellationToken)
    {
        var leaf = CertificateMaker.Sign(await IssuerAsync(), Padding, order, time.GetUtcNow(), options.Value.PublicUrl?.TrimEnd('/'));
        return new SignedCertificate(leaf, string.Join('\n', [leaf.ExportCertificatePem(), .. supplied?.Intermediates ?? []]) + "\n");
    }

    private async Task<X509Certificate2> IssuerAsync() =>
        supplied?.Issuer ?? (await keys.GetAsync(SigningKey.Authority, _ => true, () => Task.FromResult(Make()))).Certificate;

    private KeyWithCertificate Make()
    {
        using var key = CertificateMaker.NewKey(options.Value.KeyAlgorithm);
        var subject = CertificateMaker.NameOf("Charge Point Root CA", options.Value.CpoName ?? "Central System");
        var root = CertificateMaker.Root(key, Padding, subject, time.GetUtcNow(), RootLifetime);
        return new KeyWithCertificate(root, root.ExportCertificatePem() + "\n");
    }
}
