using CentralSystem.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.Certificates;

/// <summary>Keeps the root certificate a Charge Point installed, where its hash data can be told.</summary>
/// <remarks>Source: whitepaper M05.</remarks>
internal sealed class InstallCertificateEffect : CommandEffect<InstallCertificateRequest, InstallCertificateResponse>
{
    protected override void Answered(CommandChange change, InstallCertificateRequest request, InstallCertificateResponse response)
    {
        if (response.Status == InstallCertificateStatus.Accepted && CertificateHashes.TryOf(request.Certificate) is { } hashes)
        {
            InstalledCertificates.Keep(change, request.CertificateType.ToString(), hashes);
        }
    }
}

/// <summary>Takes over the list of certificates a Charge Point reports for one use.</summary>
/// <remarks>Source: whitepaper M03. NotFound is a list too: an empty one.</remarks>
internal sealed class GetInstalledCertificateIdsEffect : CommandEffect<GetInstalledCertificateIdsRequest, GetInstalledCertificateIdsResponse>
{
    /// <summary>An answer must not fill the table with inventions.</summary>
    private const int MostOfOneUse = 200;

    protected override void Answered(CommandChange change, GetInstalledCertificateIdsRequest request, GetInstalledCertificateIdsResponse response)
    {
        if (response.Status != GetInstalledCertificateStatus.Accepted && response.Status != GetInstalledCertificateStatus.NotFound)
        {
            return;
        }

        var use = request.CertificateType.ToString();
        change.Db.InstalledCertificates.Where(c => c.ChargePointKey == change.ChargePointKey && c.CertificateType == use).ExecuteDelete();
        foreach (var hashes in (response.CertificateHashData ?? []).Distinct().Take(MostOfOneUse))
        {
            InstalledCertificates.Add(change, use, hashes);
        }
    }
}

/// <summary>Forgets the certificate a Charge Point deleted, or does not have.</summary>
/// <remarks>Source: whitepaper M04.</remarks>
internal sealed class DeleteCertificateEffect : CommandEffect<DeleteCertificateRequest, DeleteCertificateResponse>
{
    protected override void Answered(CommandChange change, DeleteCertificateRequest request, DeleteCertificateResponse response)
    {
        if (response.Status == DeleteCertificateStatus.Accepted || response.Status == DeleteCertificateStatus.NotFound)
        {
            InstalledCertificates.Same(change, request.CertificateHashData).ExecuteDelete();
        }
    }
}

/// <summary>The rows of certificates within one commit.</summary>
internal static class InstalledCertificates
{
    /// <summary>The rows of one certificate, whatever it is used for. Hex digits are equal in either case.</summary>
    public static IQueryable<InstalledCertificate> Same(CommandChange change, CertificateHashData hashes)
    {
        var algorithm = hashes.HashAlgorithm.ToString();
        return change.Db.InstalledCertificates.Where(c => c.ChargePointKey == change.ChargePointKey
            && c.HashAlgorithm == algorithm
            && EF.Functions.Collate(c.IssuerNameHash, Storage.Collations.IgnoreCase) == hashes.IssuerNameHash
            && EF.Functions.Collate(c.IssuerKeyHash, Storage.Collations.IgnoreCase) == hashes.IssuerKeyHash
            && EF.Functions.Collate(c.SerialNumber, Storage.Collations.IgnoreCase) == hashes.SerialNumber);
    }

    /// <summary>Adds a certificate unless it is there.</summary>
    public static void Keep(CommandChange change, string use, CertificateHashData hashes)
    {
        if (Same(change, hashes).FirstOrDefault(c => c.CertificateType == use) is { } known)
        {
            known.UpdatedAt = change.At;
        }
        else
        {
            Add(change, use, hashes);
        }
    }

    public static void Add(CommandChange change, string use, CertificateHashData hashes) => change.Db.InstalledCertificates.Add(new InstalledCertificate
    {
        ChargePointKey = change.ChargePointKey,
        CertificateType = use,
        HashAlgorithm = hashes.HashAlgorithm.ToString(),
        IssuerNameHash = hashes.IssuerNameHash,
        IssuerKeyHash = hashes.IssuerKeyHash,
        SerialNumber = hashes.SerialNumber,
        UpdatedAt = change.At,
    });
}
