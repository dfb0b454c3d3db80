using CentralSystem.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>Keeps the root certificate a Charge Point installed, where its hash data can be told.</summary>
/// <remarks>Source: whitepaper M05.</remarks>
internal sealed class InstallCertificateEffect : CommandEffect<InstallCertificateRequest, InstallCertificateResponse>
{
    protected override void Answered(CommandChange change, InstallCertificateRequest request, InstallCertificateResponse response)
    {
        if (response.Status != InstallCertificateStatus.Accepted || CertificateHashes.TryReadRoot(request.Certificate) is not { } root)
        {
            return;
        }

        using (root)
        {
            InstalledCertificates.Keep(change, request.CertificateType.ToString(), root);
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
            InstalledCertificates.Add(change, use, hashes, InstalledCertificates.FindKnown(change.Db, hashes));
        }

        var reading = change.Db.CertificateReadings.Find(change.ChargePointKey, use)
            ?? change.Db.CertificateReadings.Add(new CertificateReading { ChargePointKey = change.ChargePointKey, CertificateType = use }).Entity;
        reading.ReadAt = change.At;
    }
}

/// <summary>Forgets the certificate a Charge Point deleted, or does not have.</summary>
/// <remarks>Source: whitepaper M04. The row may name it by another algorithm than the request does.</remarks>
internal sealed class DeleteCertificateEffect : CommandEffect<DeleteCertificateRequest, DeleteCertificateResponse>
{
    protected override void Answered(CommandChange change, DeleteCertificateRequest request, DeleteCertificateResponse response)
    {
        if (response.Status == DeleteCertificateStatus.Accepted || response.Status == DeleteCertificateStatus.NotFound)
        {
            InstalledCertificates.Same(change, request.CertificateHashData).ExecuteDelete();
            if (InstalledCertificates.FindKnown(change.Db, request.CertificateHashData) is { } known)
            {
                change.Db.InstalledCertificates.Where(c => c.ChargePointKey == change.ChargePointKey && c.KnownCertificateId == known).ExecuteDelete();
            }
        }
    }
}
