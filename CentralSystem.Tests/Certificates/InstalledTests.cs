using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Web.Certificates.Installed;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Connections.Tls;

namespace CentralSystem.Tests.Certificates;

/// <summary>What Charge Points hold is known by name, and what they have no room for is not sent.</summary>
public sealed class InstalledTests(CertificatesFixture certificates) : IClassFixture<CertificatesFixture>
{
    [Fact, Trait("Spec", "Whitepaper M03, M04, M05")]
    public async Task The_root_of_the_authority_is_installed_without_a_certificate_in_the_request_and_known_by_each_algorithm()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        await certificates.System.CommandAsync(chargePoint.Identity, "InstallCertificate", """{"certificateType":"ManufacturerRootCertificate"}""");

        var authority = await certificates.AuthorityAsync();
        (await chargePoint.ReceivedAsync()).Payload.Text("certificate").ShouldBe(authority.Text("certificate"));
        var root = (await RootsAsync(chargePoint)).ShouldHaveSingleItem();
        (root.Text("subject"), root.Text("thumbprint"), root.Text("isOfAuthority")).ShouldBe((authority.Text("subject"), authority.Text("thumbprint"), "True"));

        foreach (var hashes in authority.GetProperty("hashData").EnumerateArray())
        {
            // Charge Points write hex in capitals, and serial numbers with a leading zero.
            var listed = hashes.GetRawText().Replace(hashes.Text("serialNumber")!, "0" + hashes.Text("serialNumber")!.ToUpperInvariant(), StringComparison.Ordinal);
            chargePoint.Answers["GetInstalledCertificateIds"] = $$"""{"status":"Accepted","certificateHashData":[{{listed}}]}""";
            await certificates.System.CommandAsync(chargePoint.Identity, "GetInstalledCertificateIds", """{"certificateType":"ManufacturerRootCertificate"}""");
            root = (await RootsAsync(chargePoint)).ShouldHaveSingleItem(hashes.ToString());
            (root.Text("hashAlgorithm"), root.Text("subject")).ShouldBe((hashes.Text("hashAlgorithm"), authority.Text("subject")));
        }

        // The last list named it by SHA-512; it is deleted by SHA-256.
        var sha256 = authority.GetProperty("hashData").EnumerateArray().First();
        sha256.Text("hashAlgorithm").ShouldBe("SHA256");
        await certificates.System.CommandAsync(chargePoint.Identity, "DeleteCertificate", $$"""{"certificateHashData":{{sha256.GetRawText()}} }""");
        (await RootsAsync(chargePoint)).ShouldBeEmpty();
    }

    [Fact, Trait("Spec", "Whitepaper M03, §7.3-7.5")]
    public async Task A_page_tells_roots_limits_the_own_certificate_and_when_it_was_read()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        await ConfigureAsync(chargePoint, ("CpoName", CertificatesFixture.CpoName), ("CertificateStoreMaxLength", "3"));
        chargePoint.Answers["GetInstalledCertificateIds"] = """{"status":"NotFound"}""";
        await certificates.System.CommandAsync(chargePoint.Identity, "GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""");
        await chargePoint.ReceivedAsync();
        var (certificate, id) = await certificates.CertifyAsync(chargePoint);
        certificates.System.Get<IssuedCertificates>().NotePresented(CertificateName.ThumbprintOf(certificate));
        await certificates.System.Get<IssuedCertificates>().FlushAsync();

        var page = await certificates.System.GetAsync($"/api/v1/charge-points/{chargePoint.Identity}/certificates");

        (page.Text("cpoName"), page.Number("certificateStoreMaxLength"), page.Number("certificateSignedMaxChainSize")).ShouldBe((CertificatesFixture.CpoName, 3, 10_000));
        var (system, manufacturer) = (page.GetProperty("roots")[0], page.GetProperty("roots")[1]);
        (system.Text("certificateType"), system.GetProperty("certificates").GetArrayLength()).ShouldBe(("CentralSystemRootCertificate", 0));
        system.GetProperty("readAt").ValueKind.ShouldBe(JsonValueKind.String);
        (manufacturer.TryGetProperty("readAt", out var readAt) && readAt.ValueKind != JsonValueKind.Null).ShouldBeFalse("it never told");
        (page.GetProperty("certificate").Text("id"), page.GetProperty("presented").Text("id")).ShouldBe((id, id));
        page.GetProperty("lastRequest").Text("state").ShouldBe("Installed");
    }

    [Fact, Trait("Spec", "Whitepaper §7.4")]
    public async Task A_root_that_the_charge_point_has_no_room_for_is_not_sent()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        await ConfigureAsync(chargePoint, ("CertificateStoreMaxLength", "1"));
        await certificates.System.CommandAsync(chargePoint.Identity, "InstallCertificate", """{"certificateType":"CentralSystemRootCertificate"}""");
        await chargePoint.ReceivedAsync();

        var other = JsonSerializer.Serialize(new { certificateType = "CentralSystemRootCertificate", certificate = Root().ExportCertificatePem() });
        (await certificates.System.CommandAsync(chargePoint.Identity, "InstallCertificate", other, 409)).Text("detail")!.ShouldContain("room for 1 (CertificateStoreMaxLength)");
        chargePoint.HasReceived.ShouldBeFalse();

        // One that it has takes no further room.
        await certificates.System.CommandAsync(chargePoint.Identity, "InstallCertificate", """{"certificateType":"CentralSystemRootCertificate"}""");
    }

    [Fact, Trait("Spec", "Whitepaper §7.3")]
    public async Task A_chain_that_is_longer_than_the_charge_point_takes_is_not_sent()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        await ConfigureAsync(chargePoint, ("CertificateSignedMaxChainSize", "400"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await CertificatesFixture.SignAsync(chargePoint, CertificatesFixture.Csr(key, chargePoint.Identity))).ShouldBe("Accepted");

        (await certificates.RequestAsync(chargePoint, "Failed")).Text("reason")!.ShouldContain("takes 400 (CertificateSignedMaxChainSize)");
        chargePoint.HasReceived.ShouldBeFalse();
    }

    [SkippableFact, Trait("Spec", "Whitepaper §6.1; RFC 6960 §4.1.1")]
    public void Hash_data_is_what_openssl_computes()
    {
        Skip.IfNot(OpenSsl.IsInstalled, "openssl is not installed");
        using var rsa = RSA.Create(2048);
        using var rsaRoot = new CertificateRequest("C=DE, O=CPO, CN=RSA Root", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var root = Root();
        foreach (var certificate in new[] { root, rsaRoot })
        {
            // It prints SHA-1 alone.
            var printed = OpenSsl.Run(["x509", "-in", "root.pem", "-noout", "-ocspid"], ("root.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())));
            printed.ShouldContain(Convert.ToHexString(CryptographicOperations.HashData(HashAlgorithmName.SHA1, certificate.IssuerName.RawData)));
            printed.ShouldContain(CertificateHashes.KeyHash(certificate, HashAlgorithmName.SHA1).ToUpperInvariant());
        }
    }

    private static X509Certificate2 Root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Another root", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task<JsonElement[]> RootsAsync(TestChargePoint chargePoint) =>
        (await certificates.System.GetAsync($"/api/v1/installed-certificates?chargePointId={chargePoint.Identity}")).Items();

    private async Task ConfigureAsync(TestChargePoint chargePoint, params (string Key, string Value)[] keys)
    {
        chargePoint.Answers["GetConfiguration"] = JsonSerializer.Serialize(new { configurationKey = keys.Select(k => new { key = k.Key, @readonly = true, value = k.Value }) });
        await certificates.System.CommandAsync(chargePoint.Identity, "GetConfiguration");
        await chargePoint.ReceivedAsync();
    }
}
