using CentralSystem.Web.Certificates.Authority;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>The revocation list of the authority whose key is here: made when something was revoked since, or the last one grows old.</summary>
/// <remarks>Anybody may ask for it, so the answer is a list that exists; at most one is made in <see cref="MaxAge"/> or for each revocation.</remarks>
internal sealed class RevocationList(ICertificateAuthority authority, IssuedCertificates issued, TimeProvider time)
{
    /// <summary>How long a list is handed out.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>How long whoever fetched one may go by it.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    private readonly Lock _lock = new();
    private Made? _last;

    /// <summary>The list in DER; null without an authority here.</summary>
    public byte[]? Current()
    {
        if ((authority as OwnAuthority)?.Issuer is not { } issuer)
        {
            return null;
        }

        lock (_lock)
        {
            var (now, version) = (time.GetUtcNow(), issued.Version);
            if (_last is not { } last || last.Version != version || last.At + MaxAge <= now)
            {
                var revoked = issued.Revoked.Where(issue => issue.Issuer == issuer.Subject).Select(issue => issue.Entry);
                _last = last = new Made(CertificateMaker.RevocationList(issuer, ((OwnAuthority)authority).Padding, revoked, now, now + Validity), version, now);
            }

            return last.Der;
        }
    }

    private sealed record Made(byte[] Der, int Version, DateTimeOffset At);
}
