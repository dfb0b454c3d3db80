using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Security;

/// <summary>Installs a root certificate (M05).</summary>
internal sealed class InstallCertificateHandler : ChargePointHandler<InstallCertificateRequest, InstallCertificateResponse>
{
    protected override InstallCertificateResponse Handle(InstallCertificateRequest request, EmulatedChargePoint chargePoint)
    {
        var status = request.CertificateType.IsKnown(out var use) ? chargePoint.Certificates.Install(use, request.Certificate) : InstallCertificateStatus.Rejected;
        if (status == InstallCertificateStatus.Rejected && use == CertificateUse.CentralSystemRootCertificate)
        {
            chargePoint.Outbox.AfterAnswer(() => chargePoint.Security.Report("InvalidCentralSystemCertificate"));
        }

        return new() { Status = status };
    }
}

/// <summary>Tells the hashes of installed root certificates (M03).</summary>
internal sealed class GetInstalledCertificateIdsHandler : ChargePointHandler<GetInstalledCertificateIdsRequest, GetInstalledCertificateIdsResponse>
{
    protected override GetInstalledCertificateIdsResponse Handle(GetInstalledCertificateIdsRequest request, EmulatedChargePoint chargePoint)
    {
        var installed = request.CertificateType.IsKnown(out var use) ? chargePoint.Certificates.Installed(use) : [];
        return installed.Count > 0
            ? new() { Status = GetInstalledCertificateStatus.Accepted, CertificateHashData = installed }
            : new() { Status = GetInstalledCertificateStatus.NotFound };
    }
}

/// <summary>Removes a root certificate (M04).</summary>
internal sealed class DeleteCertificateHandler : ChargePointHandler<DeleteCertificateRequest, DeleteCertificateResponse>
{
    protected override DeleteCertificateResponse Handle(DeleteCertificateRequest request, EmulatedChargePoint chargePoint) =>
        new() { Status = chargePoint.Certificates.Delete(request.CertificateHashData) };
}

/// <summary>Takes the certificate the charge point asked for (A02).</summary>
internal sealed class CertificateSignedHandler : ChargePointHandler<CertificateSignedRequest, CertificateSignedResponse>
{
    protected override CertificateSignedResponse Handle(CertificateSignedRequest request, EmulatedChargePoint chargePoint)
    {
        if (chargePoint.Certificates.Accept(request.CertificateChain))
        {
            if (chargePoint.Configuration.Number("SecurityProfile") == 3)
            {
                // The new certificate shows in a new connection (A02.FR.08).
                chargePoint.Outbox.AfterAnswer(() => chargePoint.Outbox.Close("a new certificate", TimeSpan.FromSeconds(1)));
            }

            return new() { Status = CertificateSignedStatus.Accepted };
        }

        chargePoint.Outbox.AfterAnswer(() => chargePoint.Security.Report("InvalidChargePointCertificate"));
        return new() { Status = CertificateSignedStatus.Rejected };
    }
}
