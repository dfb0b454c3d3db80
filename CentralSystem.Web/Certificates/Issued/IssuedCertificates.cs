using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>The certificates that were signed: stored with what became of them; whose they are, and which are revoked, is known from memory.</summary>
internal sealed class IssuedCertificates(GroupCommitWriter writer, ChargePointDirectory directory, TimeProvider time) : IMirror
{
    private readonly ConcurrentDictionary<string, RevokedIssue> _revoked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _holders = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Counts changes of what is revoked.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>What is revoked and would be valid otherwise.</summary>
    public IReadOnlyList<RevokedIssue> Revoked
    {
        get
        {
            var now = time.GetUtcNow();
            return [.. _revoked.Values.Where(issue => issue.NotAfter > now).OrderBy(issue => issue.Entry.RevokedAt)];
        }
    }

    /// <summary>Whether a certificate was revoked here, from memory.</summary>
    public bool IsRevoked(X509Certificate2 certificate) => _revoked.ContainsKey(ThumbprintOf(certificate));

    /// <summary>The identity of the Charge Point a certificate was signed for here, from memory; null for any other certificate.</summary>
    public string? HolderOf(X509Certificate2 certificate) => _holders.TryGetValue(ThumbprintOf(certificate), out var key) ? directory.IdentityOf(key) : null;

    /// <summary>Remembers whose a certificate is.</summary>
    public void Hold(IssuedCertificate row)
    {
        if (row is { Purpose: CertificatePurpose.ChargePoint, ChargePointKey: { } key })
        {
            _holders[row.Thumbprint] = key;
        }
    }

    public static string ThumbprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256));

    /// <summary>Adds a certificate to the open change, and tells of it.</summary>
    public static IssuedCertificate Add(CentralSystemDbContext db, SignedCertificate signed, CertificatePurpose purpose, ChargePointState? chargePoint, DateTimeOffset at)
    {
        var row = db.IssuedCertificates.Add(new IssuedCertificate
        {
            Purpose = purpose,
            ChargePointKey = chargePoint?.Key,
            SerialNumber = signed.Leaf.SerialNumber,
            Thumbprint = ThumbprintOf(signed.Leaf),
            Subject = signed.Leaf.Subject,
            Issuer = signed.Leaf.Issuer,
            NotBefore = signed.Leaf.NotBefore.ToUniversalTime(),
            NotAfter = signed.Leaf.NotAfter.ToUniversalTime(),
            Chain = signed.Chain,
            IssuedAt = at,
            State = purpose == CertificatePurpose.FirmwareSigning ? IssuedCertificateState.Installed : IssuedCertificateState.Issued,
        }).Entity;

        // Its id is part of what is told.
        db.SaveChanges();
        db.Raise(EventTypes.CertificateIssued, at, chargePoint?.Identity, IssuedCertificateView.Of(row, chargePoint?.Identity, at));
        return row;
    }

    /// <summary>Makes a certificate count no more.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (404, 409 when it was revoked before).</remarks>
    public async Task<IssuedCertificateView> RevokeAsync(long id, RevocationReason reason)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var row = await writer.ChangeAsync(
            db =>
            {
                var row = db.IssuedCertificates.Find(id) ?? throw NotFound(id);
                if (row.RevokedAt is { } before)
                {
                    throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "already-revoked", "The certificate is revoked already",
                        $"Certificate {row.SerialNumber} was revoked at {before.UtcDateTime:O} by {row.RevokedBy}."));
                }

                (row.State, row.RevokedAt, row.RevocationReason, row.RevokedBy) = (IssuedCertificateState.Revoked, now, reason, caller.Name);
                db.Audit(caller, now, "certificate.revoked", row.SerialNumber, new { certificateId = id, row.Subject, reason, chargePointId = IdentityOf(row) });
                db.Raise(EventTypes.CertificateRevoked, now, IdentityOf(row), ViewOf(row));
                return row;
            },
            Remember);
        return ViewOf(row);
    }

    /// <summary>Notes that a Charge Point showed a certificate in a handshake of TLS; one that was not signed here leaves no trace.</summary>
    public async Task NotePresentedAsync(X509Certificate2 certificate)
    {
        var (thumbprint, now) = (ThumbprintOf(certificate), time.GetUtcNow());
        await writer.ChangeAsync(db => db.IssuedCertificates.Where(c => c.Thumbprint == thumbprint).ExecuteUpdate(set => set.SetProperty(c => c.PresentedAt, now)));
    }

    public void Load(CentralSystemDbContext db)
    {
        var now = time.GetUtcNow();
        foreach (var row in db.IssuedCertificates.AsNoTracking().Where(c => c.NotAfter > now))
        {
            Hold(row);
            if (row.RevokedAt is not null)
            {
                Remember(row);
            }
        }
    }

    public static ProblemException NotFound(long id) => Problems.NotFound($"There is no certificate {id}.");

    private string? IdentityOf(IssuedCertificate row) => row.ChargePointKey is { } key ? directory.IdentityOf(key) : null;

    private IssuedCertificateView ViewOf(IssuedCertificate row) => IssuedCertificateView.Of(row, IdentityOf(row), time.GetUtcNow());

    private void Remember(IssuedCertificate row)
    {
        _revoked[row.Thumbprint] = new RevokedIssue(
            new RevokedCertificate(row.SerialNumber, row.RevokedAt!.Value, (int)(row.RevocationReason ?? RevocationReason.Unspecified)), row.Issuer, row.NotAfter);
        Interlocked.Increment(ref _version);
    }
}

/// <summary>A revoked certificate, as the revocation list of its issuer names it.</summary>
internal sealed record RevokedIssue(RevokedCertificate Entry, string Issuer, DateTimeOffset NotAfter);
