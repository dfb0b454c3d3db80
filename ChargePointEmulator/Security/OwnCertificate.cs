using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ChargePointEmulator.Security;

/// <summary>A certificate of the charge point itself, ready to be shown.</summary>
internal sealed class OwnCertificate
{
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
}
