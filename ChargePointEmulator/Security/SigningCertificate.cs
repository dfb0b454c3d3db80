using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ocpp.Messages;

namespace ChargePointEmulator.Security;

/// <summary>Whether firmware may be signed with a certificate: it leads to a root of the manufacturer, is valid now, and was not taken back.</summary>
/// <remarks>
/// Source: whitepaper L01.FR.02, L01.FR.23 to 27. Who took it back is asked where the certificate itself says, a revocation list or an OCSP responder, and only once it is known to be the
/// manufacturer's: a stranger does not choose where a charge point connects to. No answer counts as no revocation, or an update would depend on a third server.
/// </remarks>
internal static class SigningCertificate
{
    private static readonly TimeSpan LongestQuestion = TimeSpan.FromSeconds(5);

    /// <summary>Why a certificate is refused; null when it is not.</summary>
    /// <param name="pem">The certificate, maybe with those between it and the root behind it.</param>
    /// <param name="roots">Those of the manufacturer.</param>
    /// <param name="now">The time of the charge point.</param>
    public static async Task<UpdateFirmwareStatus?> ProblemAsync(string pem, X509Certificate2Collection roots, DateTimeOffset now)
    {
        var sent = new X509Certificate2Collection();
        try
        {
            sent.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return UpdateFirmwareStatus.InvalidCertificate;
        }

        if (sent.Count == 0 || roots.Count == 0 || !Build(X509RevocationMode.NoCheck).IsValid)
        {
            return UpdateFirmwareStatus.InvalidCertificate;
        }

        // The platform waits for the network without an asynchronous way.
        var asked = await Task.Run(() => Build(X509RevocationMode.Online));
        return asked.Status.HasFlag(X509ChainStatusFlags.Revoked) ? UpdateFirmwareStatus.RevokedCertificate : null;

        (bool IsValid, X509ChainStatusFlags Status) Build(X509RevocationMode mode)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            chain.ChainPolicy.ExtraStore.AddRange(sent);
            chain.ChainPolicy.RevocationMode = mode;
            chain.ChainPolicy.RevocationFlag = X509RevocationFlag.ExcludeRoot;
            chain.ChainPolicy.UrlRetrievalTimeout = LongestQuestion;
            chain.ChainPolicy.DisableCertificateDownloads = mode == X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationTime = now.UtcDateTime;
            return (chain.Build(sent[0]), chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status));
        }
    }
}
