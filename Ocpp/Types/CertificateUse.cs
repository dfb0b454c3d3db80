namespace Ocpp.Types;

/// <summary>What an installed root certificate is for.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.4 (CertificateUseEnumType).</remarks>
public enum CertificateUse
{
    /// <summary>Root of the Central System and Charge Point certificates.</summary>
    CentralSystemRootCertificate,

    /// <summary>Root of the certificates that sign firmware.</summary>
    ManufacturerRootCertificate,
}
