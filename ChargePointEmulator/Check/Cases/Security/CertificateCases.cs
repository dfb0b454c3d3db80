using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.Security;

/// <summary>Certificates of charge points and roots (whitepaper A02, M03 to M05).</summary>
[Cases("security")]
internal static class CertificateCases
{
    [Case("TC_074_CSMS", "Renew charge point certificate", "whitepaper A02", Drives = ["ExtendedTriggerMessage"])]
    public static async Task Renew(CaseRun run)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var station = await run.BootedAsync();
        var chain = await RenewAsync(run, station, key, CertificateSignedStatus.Accepted);
        using var certificate = Certificates.Read(chain, "whitepaper A02.FR.04", "certificateChain");
        var serialNumber = Steps.SerialNumberOf(run.Data, station.Identity);
        run.Require(certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()), "whitepaper A02", "the first certificate of the chain is not for the key of the signing request");
        run.Require(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == serialNumber, "whitepaper A00.FR.405", $"the CN is '{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}' instead of the serial number '{serialNumber}'");
        run.Require(Certificates.IsLongEnough(certificate), "whitepaper A00.FR.501-502", "the key of the certificate is shorter than 2048 bits (RSA) or 224 (EC)");

        if (run.Data.ClientCertificateUrl is not { } endpoint)
        {
            run.NotExercised("the connection with the new certificate (tls.clientCertificateUrl in --data)");
            return;
        }

        await station.DropAsync();
        using var pair = certificate.CopyWithPrivateKey(key);
        var login = await run.LoginAsync();
        var answer = await run.TryAsync(run.RequestFor(endpoint, login, pair) with { Authorization = null }, login.Identity);
        run.Require(answer.IsUpgraded, "whitepaper A02.FR.08", $"the connection with the new certificate was refused: {answer}");
        await run.Adopt(answer.Socket!, login.Identity).BootAsync(run.Data);
    }

    [Case("TC_075_1_CSMS", "Install root certificate, manufacturer", "whitepaper M05, M03", Drives = ["InstallCertificate", "GetInstalledCertificateIds"])]
    public static Task InstallManufacturerRoot(CaseRun run) => InstallAndListAsync(run, CertificateUse.ManufacturerRootCertificate);

    [Case("TC_075_2_CSMS", "Install root certificate, central system", "whitepaper M05, M03", Drives = ["InstallCertificate", "GetInstalledCertificateIds"])]
    public static Task InstallCentralSystemRoot(CaseRun run) => InstallAndListAsync(run, CertificateUse.CentralSystemRootCertificate);

    [Case("TC_076_CSMS", "Delete certificate", "whitepaper M03, M04.FR.07, M05", Drives = ["InstallCertificate", "GetInstalledCertificateIds", "DeleteCertificate"])]
    public static async Task Delete(CaseRun run)
    {
        var station = await run.BootedAsync();
        foreach (var algorithm in Enum.GetValues<Ocpp.Types.HashAlgorithm>())
        {
            using var installed = await InstallAsync(run, station, CertificateUse.CentralSystemRootCertificate, InstallCertificateStatus.Accepted);
            var hashes = await ListAsync(run, station, CertificateUse.CentralSystemRootCertificate, installed, algorithm);
            var deleted = (await run.DriveAsync(station, new DeleteCertificateRequest { CertificateHashData = hashes }, new DeleteCertificateResponse { Status = DeleteCertificateStatus.Accepted })).CertificateHashData;
            run.Require(deleted.HashAlgorithm.Known == algorithm, "whitepaper M04.FR.07", $"DeleteCertificate uses {deleted.HashAlgorithm}, but the charge point reported {algorithm}");
            run.Require(Same(deleted.IssuerNameHash, hashes.IssuerNameHash) && Same(deleted.IssuerKeyHash, hashes.IssuerKeyHash) && Same(deleted.SerialNumber, hashes.SerialNumber), "whitepaper M04", "DeleteCertificate has other hash data than the charge point reported");
        }
    }

    [Case("TC_077_CSMS", "Invalid charge point certificate event", "whitepaper A02.FR.07, A04", Drives = ["ExtendedTriggerMessage"])]
    public static async Task InvalidChargePointCertificate(CaseRun run)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var station = await run.BootedAsync();
        await RenewAsync(run, station, key, CertificateSignedStatus.Rejected);
        await ReportAsync(station, "InvalidChargePointCertificate");
    }

    [Case("TC_078_CSMS", "Invalid central system certificate event", "whitepaper M05, A04", Drives = ["InstallCertificate"])]
    public static async Task InvalidCentralSystemCertificate(CaseRun run)
    {
        var station = await run.BootedAsync();
        (await InstallAsync(run, station, CertificateUse.CentralSystemRootCertificate, InstallCertificateStatus.Rejected)).Dispose();
        await ReportAsync(station, "InvalidCentralSystemCertificate");
    }

    /// <summary>Trigger, signing request, signed certificate; gives the chain.</summary>
    private static async Task<string> RenewAsync(CaseRun run, Station station, ECDsa key, CertificateSignedStatus answer)
    {
        var wanted = new ExtendedTriggerMessageRequest { RequestedMessage = ExtendedMessageTrigger.SignChargePointCertificate };
        var trigger = await run.DriveAsync(station, wanted, new ExtendedTriggerMessageResponse { Status = TriggerMessageStatus.Accepted });
        run.Require(trigger.RequestedMessage.Known == ExtendedMessageTrigger.SignChargePointCertificate && trigger.ConnectorId is null, "whitepaper A02", $"ExtendedTriggerMessage asks for {trigger.RequestedMessage}, connector {trigger.ConnectorId}");

        var signed = station.Expect("CertificateSigned", _ => $$"""{"status":"{{answer}}"}""");
        var csr = new CertificateRequest($"CN={Steps.SerialNumberOf(run.Data, station.Identity)}, O={run.Data.CpoName}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var sign = await station.CallAsync(new SignCertificateRequest { Csr = csr });
        run.Require(sign.Status.Known == GenericStatus.Accepted, "whitepaper A02", $"SignCertificate was answered {sign.Status}");
        run.Require(await Task.WhenAny(signed, Task.Delay(run.Timeout, run.Cancelled)) == signed, "whitepaper A02.FR.04", $"SignCertificate was accepted, but no CertificateSigned came within {run.Timeout.TotalSeconds:0.#} s");
        return (await signed).As<CertificateSignedRequest>().CertificateChain;
    }

    private static async Task InstallAndListAsync(CaseRun run, CertificateUse use)
    {
        var station = await run.BootedAsync();
        using var installed = await InstallAsync(run, station, use, InstallCertificateStatus.Accepted);
        await ListAsync(run, station, use, installed, Ocpp.Types.HashAlgorithm.Sha256);
    }

    private static async Task<X509Certificate2> InstallAsync(CaseRun run, Station station, CertificateUse use, InstallCertificateStatus answer)
    {
        var install = await run.DriveAsync(station, new InstallCertificateRequest { CertificateType = use, Certificate = Certificates.Root() }, new InstallCertificateResponse { Status = answer });
        run.Require(install.CertificateType.Known == use, "whitepaper M05", $"InstallCertificate is for {install.CertificateType} instead of {use}");
        return Certificates.Read(install.Certificate, "whitepaper M05", "certificate");
    }

    private static async Task<CertificateHashData> ListAsync(CaseRun run, Station station, CertificateUse use, X509Certificate2 installed, Ocpp.Types.HashAlgorithm algorithm)
    {
        var hashes = Certificates.HashesOf(installed, algorithm);
        var answer = new GetInstalledCertificateIdsResponse { Status = GetInstalledCertificateStatus.Accepted, CertificateHashData = [hashes] };
        var list = await run.DriveAsync(station, new GetInstalledCertificateIdsRequest { CertificateType = use }, answer);
        run.Require(list.CertificateType.Known == use, "whitepaper M03", $"GetInstalledCertificateIds asks for {list.CertificateType} instead of {use}");
        return hashes;
    }

    private static Task<SecurityEventNotificationResponse> ReportAsync(Station station, string type) =>
        station.CallAsync(new SecurityEventNotificationRequest { Type = type, Timestamp = DateTimeOffset.UtcNow, TechInfo = "reported by the check" });

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
