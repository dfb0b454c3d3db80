using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases of the security whitepaper that an operator drives, with Charge Points that come over TLS.</summary>
/// <remarks>TC_073 with a password of the operator's own is at a plain door too: it begins without a password.</remarks>
public sealed class SecurityCases(TlsCentralSystem system) : IClassFixture<TlsCentralSystem>
{
    private const string OldPassword = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";
    private const string NewPassword = "A0B1C2D3E4F5061728394A5B6C7D8E9F";

    private static readonly X509Certificate2 Root = SelfSigned();

    private static readonly string Signature = Convert.ToBase64String(
        Root.GetECDsaPrivateKey()!.SignData("firmware"u8, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    [Theory, Trait("Case", "TC_073_CSMS"), Trait("Spec", "whitepaper A01; OCPP-J §6.2.2")]
    [InlineData(NewPassword, "0")]
    [InlineData("a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3", "24")]
    public async Task TC_073_accepted_AuthorizationKey_is_the_password_from_then_on(string newPassword, string oldPasswordHours)
    {
        await using var operated = await OperatedChargePoint.StartAsync(settings => settings.Set("Ocpp:OldPasswordHours", oldPasswordHours));
        await operated.CommandAsync<ChangeConfigurationRequest, ChangeConfigurationResponse>(
            $$"""{"key":"AuthorizationKey","value":"{{OldPassword}}"}""", new() { Status = ConfigurationStatus.Accepted });
        await operated.ReconnectAsync(Convert.FromHexString(OldPassword));

        await operated.CommandAsync<ChangeConfigurationRequest, ChangeConfigurationResponse>(
            $$"""{"key":"AuthorizationKey","value":"{{newPassword}}"}""", new() { Status = ConfigurationStatus.Accepted });

        (await HandshakeAsync(operated, null)).ShouldBe(401);
        if (oldPasswordHours == "0")
        {
            (await HandshakeAsync(operated, Convert.FromHexString(OldPassword))).ShouldBe(401);
        }

        await operated.ReconnectAsync(Convert.FromHexString(newPassword));
        (await HandshakeAsync(operated, Convert.FromHexString(OldPassword))).ShouldBe(401);
        (await operated.ChargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);

        (await operated.ListAsync("charge-points/CP001/configuration")).ShouldHaveSingleItem().Text("value").ShouldBeNull();
        await operated.System.FlushAsync();
        foreach (var path in new[] { "charge-points/CP001/commands", "messages?chargePointId=CP001", "charge-points/CP001" })
        {
            (await operated.GetAsync(path)).ToString().ShouldNotContain(newPassword, Case.Insensitive, path);
        }
    }

    [Fact, Trait("Case", "TC_073_CSMS"), Trait("Spec", "whitepaper A01")]
    public async Task TC_073_refused_AuthorizationKey_leaves_the_old_password()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.CommandAsync<ChangeConfigurationRequest, ChangeConfigurationResponse>(
            $$"""{"key":"AuthorizationKey","value":"{{OldPassword}}"}""", new() { Status = ConfigurationStatus.Accepted });
        await operated.ReconnectAsync(Convert.FromHexString(OldPassword));
        await operated.CommandAsync<ChangeConfigurationRequest, ChangeConfigurationResponse>(
            $$"""{"key":"AuthorizationKey","value":"{{NewPassword}}"}""", new() { Status = ConfigurationStatus.Rejected });

        (await HandshakeAsync(operated, Convert.FromHexString(NewPassword))).ShouldBe(401);
        (await HandshakeAsync(operated, Convert.FromHexString(OldPassword))).ShouldBe(101);
    }

    [Fact, Trait("Case", "TC_075_1_CSMS"), Trait("Spec", "whitepaper M05, M03")]
    public Task TC_075_1_manufacturer_root_certificate_is_installed() => InstallAsync("CP075-1", CertificateUse.ManufacturerRootCertificate);

    [Fact, Trait("Case", "TC_075_2_CSMS"), Trait("Spec", "whitepaper M05, M03")]
    public Task TC_075_2_central_system_root_certificate_is_installed() => InstallAsync("CP075-2", CertificateUse.CentralSystemRootCertificate);

    [Theory, Trait("Case", "TC_076_CSMS"), Trait("Spec", "whitepaper M05, M03, M04")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public async Task TC_076_certificate_is_deleted_by_the_hash_data_the_charge_point_reported(string algorithm)
    {
        await using var operated = await StartAsync($"CP076-{algorithm}");
        var hashes = HashesOf(Root, algorithm);
        await InstallAsync(operated, CertificateUse.CentralSystemRootCertificate, InstallCertificateStatus.Accepted);
        await ReportInstalledAsync(operated, CertificateUse.CentralSystemRootCertificate, hashes);

        // The operator deletes what the list shows.
        var shown = (await operated.ListAsync($"installed-certificates?chargePointId={operated.Identity}")).ShouldHaveSingleItem();
        shown.Text("hashAlgorithm").ShouldBe(algorithm);
        var request =
            $$"""
            {"certificateHashData":{"hashAlgorithm":"{{algorithm}}","issuerNameHash":"{{shown.Text("issuerNameHash")}}",
            "issuerKeyHash":"{{shown.Text("issuerKeyHash")}}","serialNumber":"{{shown.Text("serialNumber")}}"} }
            """;
        await operated.CommandAsync<DeleteCertificateRequest, DeleteCertificateResponse>(request, new() { Status = DeleteCertificateStatus.Accepted });

        (await operated.ChargePoint.ReceivedAsync<DeleteCertificateRequest>()).CertificateHashData.ShouldBe(hashes);
        (await operated.ListAsync($"installed-certificates?chargePointId={operated.Identity}")).ShouldBeEmpty();
    }

    [Theory, Trait("Case", "TC_074_CSMS"), Trait("Spec", "whitepaper A02, A00.FR.405, A00.FR.501-512")]
    [InlineData("EC", 256)]
    [InlineData("RSA", 2048)]
    public async Task TC_074_charge_point_certificate_is_renewed_and_lets_it_in(string algorithm, int bits)
    {
        await using var operated = await StartAsync($"CP074-{algorithm}");
        using AsymmetricAlgorithm key = algorithm == "EC" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(bits);
        using var certificate = await RenewAsync(operated, key);
        certificate.PublicKey.ExportSubjectPublicKeyInfo().ShouldBe(key.ExportSubjectPublicKeyInfo());
        (certificate.GetRSAPublicKey()?.KeySize ?? certificate.GetECDsaPublicKey()!.KeySize).ShouldBe(bits);
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe(SerialNumberOf(operated));
        certificate.SerialNumber.ShouldNotBeEmpty();
        await Eventually.TrueAsync(async () => (await RequestAsync(operated)).Text("state") == "Installed", "the certificate is installed");

        await operated.ReconnectAsync(3, certificate: certificate);
        (await operated.ChargePoint.CallAsync(BootOf(operated))).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await operated.ChargePoint.ReportAllAvailableAsync();
        (await system.System.SessionAsync(operated.Identity)).SecurityProfile.ShouldBe((byte)3);

        // The next one takes its place: it is asked for over the connection that the first one made.
        using var renewed = await RenewAsync(operated, key);
        renewed.SerialNumber.ShouldNotBe(certificate.SerialNumber);
        await operated.ReconnectAsync(3, certificate: renewed);
        (await operated.ChargePoint.CallAsync(BootOf(operated))).Status.Known.ShouldBe(RegistrationStatus.Accepted);
    }

    [Fact, Trait("Case", "TC_077_CSMS"), Trait("Spec", "whitepaper A02, A04")]
    public async Task TC_077_refused_charge_point_certificate_is_reported_as_a_security_event()
    {
        await using var operated = await StartAsync("CP077");
        await operated.ChargePoint.CallAsync(BootOf(operated));
        operated.ChargePoint.Answer<CertificateSignedRequest, CertificateSignedResponse>(_ => new() { Status = CertificateSignedStatus.Rejected });
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = Csr(operated, key);

        await TriggerAsync(operated);
        var signing = await operated.ChargePoint.CallAsync(new SignCertificateRequest { Csr = csr });
        await operated.ChargePoint.ReceivedAsync<CertificateSignedRequest>();
        await ReportEventAsync(operated, "InvalidChargePointCertificate");

        await Eventually.TrueAsync(async () => (await RequestAsync(operated)).Text("state") == "Refused", "the certificate is refused");
        var kept = await RequestAsync(operated);
        (kept.Text("csr"), kept.Text("status"), signing.Status.Known).ShouldBe((csr, "Accepted", GenericStatus.Accepted));
        (await operated.GetAsync($"issued-certificates/{kept.Text("certificateId")}")).GetProperty("certificate").Text("state").ShouldBe("Refused");
        await ShouldShowEventsAsync(operated, "InvalidChargePointCertificate");
    }

    [Fact, Trait("Case", "TC_078_CSMS"), Trait("Spec", "whitepaper M05, A04")]
    public async Task TC_078_refused_central_system_certificate_is_reported_as_a_security_event()
    {
        await using var operated = await StartAsync("CP078");
        await InstallAsync(operated, CertificateUse.CentralSystemRootCertificate, InstallCertificateStatus.Rejected);
        await ReportEventAsync(operated, "InvalidCentralSystemCertificate");

        (await operated.ListAsync($"installed-certificates?chargePointId={operated.Identity}")).ShouldBeEmpty();
        await ShouldShowEventsAsync(operated, "InvalidCentralSystemCertificate");
    }

    [Fact, Trait("Case", "TC_079_CSMS"), Trait("Spec", "whitepaper N01")]
    public async Task TC_079_security_log_is_uploaded()
    {
        await using var operated = await StartAsync("CP079");
        await operated.CommandAsync<GetLogRequest, GetLogResponse>(
            """
            {"logType":"SecurityLog","requestId":42,"retries":1,"retryInterval":10,
            "log":{"remoteLocation":"https://files.example.org/logs/","oldestTimestamp":"2026-01-14T00:00:00.000Z","latestTimestamp":"2026-01-15T00:00:00.000Z"} }
            """,
            new() { Status = LogStatus.Accepted, Filename = "security-CP001.log" });
        await operated.ChargePoint.CallAsync(new LogStatusNotificationRequest { Status = UploadLogStatus.Uploading, RequestId = 42 });
        await operated.ChargePoint.CallAsync(new LogStatusNotificationRequest { Status = UploadLogStatus.Uploaded, RequestId = 42 });

        (await operated.StatusReportsAsync()).ShouldBe(["LogStatusNotification Uploading 42", "LogStatusNotification Uploaded 42"]);
    }

    [Fact, Trait("Case", "TC_080_CSMS"), Trait("Spec", "whitepaper L01")]
    public async Task TC_080_signed_firmware_is_installed()
    {
        await using var operated = await StartAsync("CP080");
        await UpdateAsync(operated);
        await ReportAsync(operated, SignedFirmwareStatus.Downloading, SignedFirmwareStatus.Downloaded, SignedFirmwareStatus.SignatureVerified);
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Unavailable);
        await operated.ChargePoint.ReportAsync(2, ChargePointStatus.Unavailable);
        await ReportAsync(operated, SignedFirmwareStatus.Installing, SignedFirmwareStatus.InstallRebooting);
        await operated.RebootAsync(A.BootNotification with { FirmwareVersion = "2.0.0" }, OldPassword);
        await ReportEventAsync(operated, "FirmwareUpdated");
        await ReportAsync(operated, SignedFirmwareStatus.Installed);

        (await operated.StatusReportsAsync()).ShouldBe(Reports("Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting", "Installed"));
        await ShouldShowEventsAsync(operated, "FirmwareUpdated");
        (await operated.GetAsync($"charge-points/{operated.Identity}")).Text("firmwareVersion").ShouldBe("2.0.0");
        (await operated.ConnectorStatusAsync()).ShouldBe("Available");
    }

    [Fact, Trait("Case", "TC_081_CSMS"), Trait("Spec", "whitepaper L01")]
    public async Task TC_081_firmware_with_an_invalid_signature_is_told()
    {
        await using var operated = await StartAsync("CP081");
        await UpdateAsync(operated);
        await ReportAsync(operated, SignedFirmwareStatus.Downloading, SignedFirmwareStatus.Downloaded, SignedFirmwareStatus.InvalidSignature);
        await ReportEventAsync(operated, "InvalidFirmwareSignature");

        (await operated.StatusReportsAsync()).ShouldBe(Reports("Downloading", "Downloaded", "InvalidSignature"));
        await ShouldShowEventsAsync(operated, "InvalidFirmwareSignature");
    }

    private async Task InstallAsync(string identity, CertificateUse use)
    {
        await using var operated = await StartAsync(identity);
        await InstallAsync(operated, use, InstallCertificateStatus.Accepted);
        await ReportInstalledAsync(operated, use, HashesOf(Root, "SHA256"));

        var installed = (await operated.ListAsync($"installed-certificates?chargePointId={operated.Identity}")).ShouldHaveSingleItem();
        (installed.Text("certificateType"), installed.Text("hashAlgorithm")).ShouldBe((use.ToString(), "SHA256"));
    }

    private static Task InstallAsync(OperatedChargePoint operated, CertificateUse use, InstallCertificateStatus answer) =>
        operated.CommandAsync<InstallCertificateRequest, InstallCertificateResponse>(
            $$"""{"certificateType":"{{use}}","certificate":{{JsonSerializer.Serialize(Root.ExportCertificatePem())}}}""", new() { Status = answer });

    private static Task ReportInstalledAsync(OperatedChargePoint operated, CertificateUse use, CertificateHashData hashes) =>
        operated.CommandAsync<GetInstalledCertificateIdsRequest, GetInstalledCertificateIdsResponse>(
            $$"""{"certificateType":"{{use}}"}""", new() { Status = GetInstalledCertificateStatus.Accepted, CertificateHashData = [hashes] });

    private static Task UpdateAsync(OperatedChargePoint operated) => operated.CommandAsync<SignedUpdateFirmwareRequest, SignedUpdateFirmwareResponse>(
        $$"""
        {"requestId":9,"retries":2,"retryInterval":30,"firmware":{"location":"https://files.example.org/firmware-2.bin",
        "retrieveDateTime":"2026-01-15T10:00:00.000Z","installDateTime":"2026-01-15T11:00:00.000Z",
        "signingCertificate":{{JsonSerializer.Serialize(Root.ExportCertificatePem())}},"signature":"{{Signature}}"} }
        """,
        new() { Status = UpdateFirmwareStatus.Accepted });

    private static async Task ReportAsync(OperatedChargePoint operated, params SignedFirmwareStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            await operated.ChargePoint.CallAsync(new SignedFirmwareStatusNotificationRequest { Status = status, RequestId = 9 });
        }
    }

    private static IEnumerable<string> Reports(params string[] statuses) => statuses.Select(status => $"SignedFirmwareStatusNotification {status} 9");

    private static Task ReportEventAsync(OperatedChargePoint operated, string type) =>
        operated.ChargePoint.CallAsync(new SecurityEventNotificationRequest { Type = type, Timestamp = A.Start, TechInfo = "seen by a test" });

    private static async Task ShouldShowEventsAsync(OperatedChargePoint operated, string type)
    {
        var shown = (await operated.ListAsync($"security-events?chargePointId={operated.Identity}")).ShouldHaveSingleItem();
        (shown.Text("type"), shown.Text("timestamp"), shown.Text("techInfo")).ShouldBe((type, "2026-01-15T10:00:00.000Z", "seen by a test"));
    }

    private static async Task<int> HandshakeAsync(OperatedChargePoint operated, byte[]? password)
    {
        string[] authorization = password is null ? [] : [$"Authorization: {operated.BasicCredentials(password)}"];
        await using var client = await operated.System.HandshakeAsync($"/ocpp/{operated.Identity}", ["Sec-WebSocket-Protocol: ocpp1.6", .. authorization]);
        return client.StatusCode;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Root of the tests", key, HashAlgorithmName.SHA256).CreateSelfSigned(A.Start, A.Start.AddYears(30));
    }

    private Task<OperatedChargePoint> StartAsync(string identity) => OperatedChargePoint.StartAsync(system, identity, OldPassword);

    /// <summary>Has the operator ask for a signing request; gives the certificate the Charge Point is sent for it, with its key.</summary>
    private static async Task<X509Certificate2> RenewAsync(OperatedChargePoint operated, AsymmetricAlgorithm key)
    {
        await operated.ChargePoint.CallAsync(BootOf(operated));
        operated.ChargePoint.Answer<CertificateSignedRequest, CertificateSignedResponse>(_ => new() { Status = CertificateSignedStatus.Accepted });
        await TriggerAsync(operated);
        (await operated.ChargePoint.CallAsync(new SignCertificateRequest { Csr = Csr(operated, key) })).Status.Known.ShouldBe(GenericStatus.Accepted);
        var signed = await operated.ChargePoint.ReceivedAsync<CertificateSignedRequest>();
        signed.CertificateChain.ShouldStartWith("-----BEGIN CERTIFICATE-----");
        using var certificate = X509Certificate2.CreateFromPem(signed.CertificateChain);
        return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    /// <summary>The trigger has no connectorId.</summary>
    private static Task TriggerAsync(OperatedChargePoint operated) => operated.CommandAsync<ExtendedTriggerMessageRequest, ExtendedTriggerMessageResponse>(
        """{"requestedMessage":"SignChargePointCertificate"}""", new() { Status = TriggerMessageStatus.Accepted });

    /// <summary>Serial numbers are told apart: none certifies that of another.</summary>
    private static string SerialNumberOf(OperatedChargePoint operated) => $"SN-{operated.Identity}";

    private static BootNotificationRequest BootOf(OperatedChargePoint operated) => A.BootNotification with { ChargePointSerialNumber = SerialNumberOf(operated) };

    private static string Csr(OperatedChargePoint operated, AsymmetricAlgorithm key)
    {
        var subject = new X500DistinguishedName($"CN={SerialNumberOf(operated)}, O={TlsCentralSystem.CpoName}");
        return (key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256)).CreateSigningRequestPem();
    }

    private static async Task<JsonElement> RequestAsync(OperatedChargePoint operated) =>
        (await operated.ListAsync($"certificate-signing-requests?chargePointId={operated.Identity}")).ShouldHaveSingleItem();

    private static CertificateHashData HashesOf(X509Certificate2 certificate, string algorithm)
    {
        var name = new HashAlgorithmName(algorithm);
        return new CertificateHashData
        {
            HashAlgorithm = Enum.Parse<Ocpp.Types.HashAlgorithm>(algorithm, ignoreCase: true),
            IssuerNameHash = Convert.ToHexStringLower(CryptographicOperations.HashData(name, certificate.IssuerName.RawData)),
            IssuerKeyHash = Convert.ToHexStringLower(CryptographicOperations.HashData(name, certificate.GetPublicKey())),
            SerialNumber = certificate.SerialNumber.TrimStart('0').ToLower(CultureInfo.InvariantCulture),
        };
    }
}
