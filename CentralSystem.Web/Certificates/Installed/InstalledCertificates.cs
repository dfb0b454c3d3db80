using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>The rows of certificates within one commit.</summary>
internal static class InstalledCertificates
{
    /// <summary>The rows of one certificate, whatever it is used for. Hex digits are equal in either case.</summary>
    public static IQueryable<InstalledCertificate> Same(CommandChange change, CertificateHashData hashes)
    {
        var algorithm = hashes.HashAlgorithm.ToString();
        return change.Db.InstalledCertificates.Where(c => c.ChargePointKey == change.ChargePointKey
            && c.HashAlgorithm == algorithm
            && EF.Functions.Collate(c.IssuerNameHash, Collations.IgnoreCase) == hashes.IssuerNameHash
            && EF.Functions.Collate(c.IssuerKeyHash, Collations.IgnoreCase) == hashes.IssuerKeyHash
            && EF.Functions.Collate(c.SerialNumber, Collations.IgnoreCase) == hashes.SerialNumber);
    }

    /// <summary>Adds a certificate unless it is there, by whatever algorithm.</summary>
    public static void Keep(CommandChange change, string use, X509Certificate2 root)
    {
        var known = KnownIdOf(change.Db, root);
        var hashes = CertificateHashes.Of(root, HashAlgorithm.Sha256);
        var row = change.Db.InstalledCertificates.FirstOrDefault(c => c.ChargePointKey == change.ChargePointKey && c.CertificateType == use && c.KnownCertificateId == known)
            ?? Same(change, hashes).FirstOrDefault(c => c.CertificateType == use);
        if (row is not null)
        {
            (row.UpdatedAt, row.KnownCertificateId) = (change.At, known);
        }
        else
        {
            Add(change, use, hashes, known);
        }
    }

    public static void Add(CommandChange change, string use, CertificateHashData hashes, int? knownCertificateId) => change.Db.InstalledCertificates.Add(new InstalledCertificate
    {
        ChargePointKey = change.ChargePointKey,
        CertificateType = use,
        HashAlgorithm = hashes.HashAlgorithm.ToString(),
        IssuerNameHash = hashes.IssuerNameHash,
        IssuerKeyHash = hashes.IssuerKeyHash,
        SerialNumber = hashes.SerialNumber,
        KnownCertificateId = knownCertificateId,
        UpdatedAt = change.At,
    });

    /// <summary>The certificate that hash data names; null for one that was never sent from here.</summary>
    public static int? FindKnown(CentralSystemDbContext db, CertificateHashData hashes)
    {
        var serial = CertificateHashes.Normalised(hashes.SerialNumber);
        foreach (var candidate in db.KnownCertificates.Where(c => c.SerialNumber == serial).OrderBy(c => c.Id))
        {
            using var root = X509Certificate2.CreateFromPem(candidate.Pem);
            if (CertificateHashes.Names(hashes, root))
            {
                return candidate.Id;
            }
        }

        return null;
    }

    private static int KnownIdOf(CentralSystemDbContext db, X509Certificate2 root)
    {
        var thumbprint = CertificateName.ThumbprintOf(root);
        if (db.KnownCertificates.Where(c => c.Thumbprint == thumbprint).Select(c => (int?)c.Id).FirstOrDefault() is { } known)
        {
            return known;
        }

        var added = db.KnownCertificates.Add(new KnownCertificate
        {
            Thumbprint = thumbprint,
            SerialNumber = CertificateHashes.SerialNumberOf(root),
            Subject = root.Subject,
            NotAfter = root.NotAfter.ToUniversalTime(),
            Pem = root.ExportCertificatePem(),
        }).Entity;
        db.SaveChanges();
        return added.Id;
    }
}
