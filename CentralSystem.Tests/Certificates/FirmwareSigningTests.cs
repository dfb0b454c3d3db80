using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Files;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Files;
using CentralSystem.Web.Settings;

namespace CentralSystem.Tests.Certificates;

/// <summary>Firmware is signed here or its signature verified, and an update is followed to its end.</summary>
public sealed class FirmwareSigningTests(CertificatesFixture certificates) : IClassFixture<CertificatesFixture>
{
    private static readonly byte[] Firmware = FilesFixture.Content(10_000);

    [Fact, Trait("Spec", "Whitepaper L01.FR.04")]
    public async Task Firmware_without_a_signature_is_signed_with_a_key_the_authority_certified()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        var fileId = await UploadAsync();
        await certificates.System.CommandAsync(chargePoint.Identity, "SignedUpdateFirmware", $$"""{"fileId":"{{fileId}}"}""");

        var sent = (await chargePoint.ReceivedAsync()).Payload.GetProperty("firmware");
        using var certificate = X509Certificate2.CreateFromPem(sent.Text("signingCertificate")!);
        using var key = certificate.GetECDsaPublicKey()!;
        key.VerifyData(Firmware, Convert.FromBase64String(sent.Text("signature")!), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value.ShouldBe("1.3.6.1.5.5.7.3.3");
        certificate.Issuer.ShouldBe((await certificates.AuthorityAsync()).Text("subject"));
        (await certificates.System.Http.GetByteArrayAsync(sent.Text("location"))).ShouldBe(Firmware);

        // A revoked certificate signs no more.
        var issued = (await certificates.System.GetAsync("/api/v1/issued-certificates?purpose=FirmwareSigning&state=Installed")).Items().ShouldHaveSingleItem();
        await certificates.System.PostAsync($"/api/v1/issued-certificates/{issued.Text("id")}/revocation", "{}");
        await certificates.System.CommandAsync(chargePoint.Identity, "SignedUpdateFirmware", $$"""{"fileId":"{{fileId}}"}""");
        (await chargePoint.ReceivedAsync()).Payload.GetProperty("firmware").Text("signingCertificate").ShouldNotBe(sent.Text("signingCertificate"));
    }

    [SkippableFact, Trait("Spec", "Whitepaper L01.FR.04")]
    public async Task Signatures_by_RSA_PSS_are_what_openssl_verifies()
    {
        Skip.IfNot(OpenSsl.IsInstalled, "openssl is not installed");
        await using var system = ApiFixture.Start(("Files:MinFreeMiB", "0"));
        await using var chargePoint = await system.BootedAsync("CP1");
        chargePoint.Answers["SignedUpdateFirmware"] = """{"status":"Accepted"}""";
        using var body = FilesFixture.Binary(Firmware);
        using var stored = await system.Http.PostAsync("/api/v1/files?name=fw.bin", body);
        var fileId = JsonSerializer.Deserialize<JsonElement>(await stored.Content.ReadAsStringAsync()).Text("fileId");
        (await system.PostAsync($"/api/v1/files/{fileId}/signature")).Text("isSignedHere").ShouldBe("True");
        await system.CommandAsync("CP1", "SignedUpdateFirmware", $$"""{"fileId":"{{fileId}}"}""");

        var sent = (await chargePoint.ReceivedAsync()).Payload.GetProperty("firmware");

        using var certificate = X509Certificate2.CreateFromPem(sent.Text("signingCertificate")!);
        OpenSsl.Run(
            ["dgst", "-sha256", "-verify", "key.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:-1", "-signature", "fw.sig", "fw.bin"],
            ("key.pem", Encoding.ASCII.GetBytes(certificate.PublicKey.GetRSAPublicKey()!.ExportSubjectPublicKeyInfoPem())),
            ("fw.sig", Convert.FromBase64String(sent.Text("signature")!)), ("fw.bin", Firmware)).ShouldContain("Verified OK");
        OpenSsl.Run(
            ["verify", "-CAfile", "ca.pem", "leaf.pem"],
            ("ca.pem", await system.Http.GetByteArrayAsync("/pki/ca.pem")), ("leaf.pem", Encoding.ASCII.GetBytes(sent.Text("signingCertificate")!))).ShouldContain("OK");
    }

    [Theory, Trait("Spec", "Whitepaper L01.FR.04")]
    [InlineData("RsaPss", 200)]
    [InlineData("RsaPkcs1", 200)]
    [InlineData("EcdsaDer", 200)]
    [InlineData("EcdsaFixed", 200)]
    [InlineData("OtherFile", 400)]
    [InlineData("OtherKey", 400)]
    [InlineData("Ended", 400)]
    public async Task A_signature_that_is_given_is_verified(string kind, int status)
    {
        var fileId = await UploadAsync();
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sha256 = HashAlgorithmName.SHA256;
        var request = kind.StartsWith("Rsa", StringComparison.Ordinal)
            ? new CertificateRequest("CN=Vendor", rsa, sha256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=Vendor", ecdsa, sha256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(kind == "Ended" ? -1 : 9));
        var signature = kind switch
        {
            "RsaPss" => rsa.SignData(Firmware, sha256, RSASignaturePadding.Pss),
            "RsaPkcs1" => rsa.SignData(Firmware, sha256, RSASignaturePadding.Pkcs1),
            "EcdsaFixed" => ecdsa.SignData(Firmware, sha256),
            "OtherFile" => ecdsa.SignData([1], sha256, DSASignatureFormat.Rfc3279DerSequence),
            "OtherKey" => other.SignData(Firmware, sha256, DSASignatureFormat.Rfc3279DerSequence),
            _ => ecdsa.SignData(Firmware, sha256, DSASignatureFormat.Rfc3279DerSequence),
        };

        using var response = await PutSignatureAsync(fileId, certificate, signature);

        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
    }

    [Fact, Trait("Spec", "Whitepaper L01.FR.23")]
    public void A_given_certificate_leads_to_a_root_of_a_manufacturer_where_there_are_any()
    {
        using var files = new TempDirectory();
        using var maker = new TestAuthority("Maker");
        using var other = new TestAuthority("Somebody else");
        var file = Path.Combine(files.FullName, "roots.pem");
        File.WriteAllText(file, maker.Root.ExportCertificatePem());
        var roots = ManufacturerRoots.Load(new FileStoreOptions { ManufacturerRoots = file });
        using var own = maker.Issue("CN=Firmware signing");
        using var foreign = other.Issue("CN=Firmware signing");
        FaultOf(own, roots).ShouldBeNull();
        FaultOf(foreign, roots)!.Value.Fault.ShouldStartWith("leads to no root in Files:ManufacturerRoots");
        FaultOf(foreign, ManufacturerRoots.Load(new FileStoreOptions())).ShouldBeNull("none are set");
        File.WriteAllText(file, "no certificate");
        Should.Throw<SettingsException>(() => ManufacturerRoots.Load(new FileStoreOptions { ManufacturerRoots = file })).Message.ShouldStartWith("Setting Files:ManufacturerRoots");

        static (string Member, string Fault)? FaultOf(X509Certificate2 certificate, ManufacturerRoots roots) => FirmwareSignatures.FaultOf(
            new FirmwareSignature
            {
                SigningCertificate = certificate.ExportCertificatePem(),
                Signature = Convert.ToBase64String(certificate.GetECDsaPrivateKey()!.SignData(Firmware, HashAlgorithmName.SHA256)),
            },
            Convert.ToHexString(SHA256.HashData(Firmware)), roots, TimeProvider.System.GetUtcNow());
    }

    [SkippableTheory, Trait("Spec", "RFC 8017 §8.1")]
    [InlineData("-1", 2048)]
    [InlineData("-3", 2048)]
    [InlineData("0", 2049)]
    [InlineData("-3", 3072)]
    public async Task A_PSS_signature_of_openssl_is_verified_whatever_its_salt(string saltLength, int bits)
    {
        Skip.IfNot(OpenSsl.IsInstalled, "openssl is not installed");
        var fileId = await UploadAsync();
        using var rsa = RSA.Create();
        rsa.ImportFromPem(OpenSsl.Run(["genrsa", bits.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
        using var certificate = new CertificateRequest("CN=Vendor", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(9));
        var signature = Convert.FromHexString(OpenSsl.Run(
            ["dgst", "-sha256", "-hex", "-sign", "key.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", $"rsa_pss_saltlen:{saltLength}", "fw.bin"],
            ("key.pem", Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem())), ("fw.bin", Firmware)).Split(' ')[^1].Trim());

        ((int)(await PutSignatureAsync(fileId, certificate, signature)).StatusCode).ShouldBe(200);
        signature[^9] ^= 1;
        ((int)(await PutSignatureAsync(fileId, certificate, signature)).StatusCode).ShouldBe(400);
    }

    [Theory, Trait("Spec", "Whitepaper L01, §6.6"), Trait("Case", "TC_081_CSMS")]
    [InlineData("Accepted", "", "Running", null)]
    [InlineData("Accepted", "Downloading Downloaded SignatureVerified Installing", "Running", null)]
    [InlineData("Accepted", "Downloading Downloaded SignatureVerified Installing InstallRebooting Installed Idle", "Succeeded", null)]
    [InlineData("AcceptedCanceled", "Downloading Downloaded InvalidSignature", "Failed", "InvalidSignature")]
    [InlineData("Accepted", "Downloading Downloaded SignatureVerified Installing InstallVerificationFailed", "Failed", "InstallVerificationFailed")]
    [InlineData("Accepted", "Downloading DownloadFailed", "Failed", "DownloadFailed")]
    [InlineData("RevokedCertificate", "", "Failed", "RevokedCertificate")]
    [InlineData("InvalidCertificate", "", "Failed", "InvalidCertificate")]
    public async Task An_update_is_followed_to_its_end(string answer, string reports, string outcome, string? reason)
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        chargePoint.Answers["SignedUpdateFirmware"] = $$"""{"status":"{{answer}}"}""";
        await certificates.System.CommandAsync(chargePoint.Identity, "SignedUpdateFirmware", $$"""{"fileId":"{{await UploadAsync()}}"}""");
        var requestId = (await chargePoint.ReceivedAsync()).Payload.Number("requestId");
        foreach (var status in reports.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await chargePoint.CallAsync("SignedFirmwareStatusNotification", status == "Idle" ? """{"status":"Idle"}""" : $$"""{"status":"{{status}}","requestId":{{requestId}}}""");
        }

        var update = (await certificates.System.GetAsync($"/api/v1/charge-points/{chargePoint.Identity}/firmware-updates")).Items().ShouldHaveSingleItem();
        (update.Text("outcome"), update.TryGetProperty("outcomeReason", out var why) && why.ValueKind == JsonValueKind.String ? why.GetString() : null).ShouldBe((outcome, reason));
        update.Number("requestId").ShouldBe(requestId);
    }

    private async Task<string> UploadAsync()
    {
        using var body = FilesFixture.Binary(Firmware);
        using var response = await certificates.System.Http.PostAsync("/api/v1/files?name=fw.bin", body);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).Text("fileId")!;
    }

    private Task<HttpResponseMessage> PutSignatureAsync(string fileId, X509Certificate2 certificate, byte[] signature) => certificates.System.SendAsync(
        HttpMethod.Put, $"/api/v1/files/{fileId}/signature",
        JsonSerializer.Serialize(new { signingCertificate = certificate.ExportCertificatePem(), signature = Convert.ToBase64String(signature) }));
}
