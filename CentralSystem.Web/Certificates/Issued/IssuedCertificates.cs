using System.Collections.Concurrent;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>The certificates that were signed: stored with what became of them; whose they are, and which are revoked, is known from memory.</summary>
internal sealed class IssuedCertificates(GroupCommitWriter writer, ChargePointDirectory directory, TimeProvider time) : IMirror, IPeriodicFlush
{
    private readonly ConcurrentDictionary<string, RevokedIssue> _revoked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _holders = new(StringComparer.Ordinal);

    /// <summary>When certificates were shown that is not stored yet; of those signed here alone, so strangers add nothing.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _presented = new(StringComparer.Ordinal);

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
    public bool IsRevoked(string thumbprint) => _revoked.ContainsKey(thumbprint);

    /// <summary>The identity of the Charge Point a certificate was signed for here, from memory; null for any other certificate.</summary>
    public string? HolderOf(string thumbprint) => _holders.TryGetValue(thumbprint, out var key) ? directory.IdentityOf(key) : null;

    /// <summary>Remembers whose a certificate is.</summary>
    public void Hold(IssuedCertificate row)
    {
        if (row is { Purpose: CertificatePurpose.ChargePoint, ChargePointKey: { } key })
        {
            _holders[row.Thumbprint] = key;
        }
    }

    /// <summary>Adds a certificate to the open change, and tells of it.</summary>
    public static IssuedCertificate Add(CentralSystemDbContext db, SignedCertificate signed, CertificatePurpose purpose, ChargePointState? chargePoint, DateTimeOffset at)
    {
        var row = db.IssuedCertificates.Add(new IssuedCertificate
        {
            Purpose = purpose,
            ChargePointKey = chargePoint?.Key,
            SerialNumber = signed.Leaf.SerialNumber,
            Thumbprint = CertificateName.ThumbprintOf(signed.Leaf),
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
            row => Remember(row.Thumbprint, new RevokedIssue(EntryOf(row.SerialNumber, now, reason), row.Issuer, row.NotAfter)));
        return ViewOf(row);
    }

    /// <summary>Notes that a Charge Point was let in with a certificate; written a moment later, since it may be one of a storm. One not signed here leaves no trace.</summary>
    public void NotePresented(string thumbprint)
    {
        if (_holders.ContainsKey(thumbprint))
        {
            _presented[thumbprint] = time.GetUtcNow();
        }
    }

    public async Task FlushAsync()
    {
        var presented = _presented.ToArray();
        if (presented.Length == 0)
        {
            return;
        }

        await writer.ChangeAsync(db =>
        {
            foreach (var (thumbprint, at) in presented)
            {
                db.IssuedCertificates.Where(c => c.Thumbprint == thumbprint).ExecuteUpdate(set => set.SetProperty(c => c.PresentedAt, at));
            }

            return true;
        });
        foreach (var one in presented)
        {
            _presented.TryRemove(one);
        }
    }

    public void Load(CentralSystemDbContext db)
    {
        var now = time.GetUtcNow();
        var holders = db.IssuedCertificates.Where(c => c.NotAfter > now && c.Purpose == CertificatePurpose.ChargePoint && c.ChargePointKey != null)
            .Select(c => new { c.Thumbprint, c.ChargePointKey });
        foreach (var holder in holders)
        {
            _holders[holder.Thumbprint] = holder.ChargePointKey!.Value;
        }

        LoadRevoked(db);
    }

    /// <summary>Learns of revocations that were made elsewhere.</summary>
    /// <returns>Whether there were any.</returns>
    public bool LoadRevoked(CentralSystemDbContext db)
    {
        var (now, before) = (time.GetUtcNow(), Version);
        var rows = db.IssuedCertificates.Where(c => c.State == IssuedCertificateState.Revoked && c.NotAfter > now && c.RevokedAt != null)
            .Select(c => new { c.Thumbprint, c.SerialNumber, c.RevokedAt, c.RevocationReason, c.Issuer, c.NotAfter });
        foreach (var row in rows)
        {
            Remember(row.Thumbprint, new RevokedIssue(EntryOf(row.SerialNumber, row.RevokedAt!.Value, row.RevocationReason), row.Issuer, row.NotAfter));
        }

        return Version != before;
    }

    public static ProblemException NotFound(long id) => Problems.NotFound($"There is no certificate {id}.");

    private string? IdentityOf(IssuedCertificate row) => row.ChargePointKey is { } key ? directory.IdentityOf(key) : null;

    private IssuedCertificateView ViewOf(IssuedCertificate row) => IssuedCertificateView.Of(row, IdentityOf(row), time.GetUtcNow());

    private static RevokedCertificate EntryOf(string serialNumber, DateTimeOffset at, RevocationReason? reason) =>
        new(serialNumber, at, (int)(reason ?? RevocationReason.Unspecified));

    private void Remember(string thumbprint, RevokedIssue issue)
    {
        if (_revoked.TryAdd(thumbprint, issue))
        {
            Interlocked.Increment(ref _version);
        }
    }
}

/// <summary>A revoked certificate, as the revocation list of its issuer names it.</summary>
internal sealed record RevokedIssue(RevokedCertificate Entry, string Issuer, DateTimeOffset NotAfter);
