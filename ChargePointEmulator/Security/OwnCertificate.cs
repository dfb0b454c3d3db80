using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ChargePointEmulator.Security;

/// <summary>A certificate of the charge point itself, ready to be shown.</summary>
internal sealed class OwnCertificate
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <param name="chain">The certificate and those above it, in PEM.</param>
    /// <param name="key">Its key in PEM.</param>
    public OwnCertificate(string chain, string key)
    {
        (Chain, Key) = (chain, key);
        Leaf = X509Certificate2.CreateFromPem(chain, key);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(chain);
        Context = SslStreamCertificateContext.Create(Leaf, [.. all.Skip(1)], offline: true);
    }

    public string Chain { get; }

    public string Key { get; }

    public X509Certificate2 Leaf { get; }

    public SslStreamCertificateContext Context { get; }

    public DateTimeOffset BeginsAt => Leaf.NotBefore.ToUniversalTime();

    /// <summary>A month before its end (A03); one that lives less than two, at half its life.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            var life = Leaf.NotAfter - Leaf.NotBefore;
            return Leaf.NotAfter.ToUniversalTime() - (life / 2 < RenewBefore ? life / 2 : RenewBefore);
        }
    }

    /// <summary>Its successor was asked for by itself.</summary>
    public bool IsRenewalAsked { get; set; }
}
