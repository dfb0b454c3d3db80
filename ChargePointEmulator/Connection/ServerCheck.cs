using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ChargePointEmulator.Connection;

/// <summary>A charge point's look at the certificate of the Central System in one TLS handshake.</summary>
/// <remarks>Source: whitepaper A00.FR.307 to 315, 411 to 419. At least TLS 1.2; the chain leads to a root of the charge point, the name is that of the address.</remarks>
internal sealed class ServerCheck(TlsIdentity identity, bool isInsecure)
{
    /// <summary>What is wrong with the certificate; null while nothing is.</summary>
    public string? Problem { get; private set; }

    public void Configure(SslClientAuthenticationOptions options)
    {
        options.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => isInsecure || IsTrusted(certificate as X509Certificate2, chain, errors);
        options.ClientCertificateContext = identity.Own;
    }

    /// <summary>The security event a failed handshake is (W §8).</summary>
    public string? SecurityEventOf(Exception failure)
    {
        if (Problem is not null)
        {
            return "InvalidCentralSystemCertificate";
        }

        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException or IOException && cause.ToString() is var text)
            {
                return text.Contains("protocol version", StringComparison.OrdinalIgnoreCase) || text.Contains("unsupported protocol", StringComparison.OrdinalIgnoreCase) ? "InvalidTLSVersion"
                    : text.Contains("no shared cipher", StringComparison.OrdinalIgnoreCase) || text.Contains("handshake failure", StringComparison.OrdinalIgnoreCase) ? "InvalidTLSCipherSuite"
                    : null;
            }
        }

        return null;
    }

    private bool IsTrusted(X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            Problem = certificate is null ? "the Central System showed no certificate" : $"the certificate of the Central System is for another host: {certificate.Subject}";
            return false;
        }

        if (identity.Roots.Count == 0)
        {
            Problem = errors == SslPolicyErrors.None ? null : $"the certificate of the Central System leads to no root of this machine: {certificate.Subject}";
            return Problem is null;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(identity.Roots);
        chain.ChainPolicy.ExtraStore.AddRange((X509Certificate2[])[.. sent?.ChainElements.Select(element => element.Certificate) ?? []]);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = identity.Now.UtcDateTime;
        if (!chain.Build(certificate))
        {
            Problem = $"the certificate of the Central System is not valid here: {string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct())}, {certificate.Subject}";
            return false;
        }

        identity.Trusted(chain.ChainElements[^1].Certificate);
        return true;
    }
}
