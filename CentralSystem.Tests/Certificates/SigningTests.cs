using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Tests.Api;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Certificates.Signing;
using CentralSystem.Web.Connections.Tls;

namespace CentralSystem.Tests.Certificates;

/// <summary>Charge Points get certificates for what they may have one for, and nobody else's.</summary>
public sealed class SigningTests(CertificatesFixture certificates) : IClassFixture<CertificatesFixture>
{
    [Fact, Trait("Spec", "Whitepaper A02, A00.FR.501-512")]
    public async Task A_request_is_answered_signed_and_its_certificate_brought()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await CertificatesFixture.SignAsync(chargePoint, CertificatesFixture.Csr(key, chargePoint.Identity))).ShouldBe("Accepted");

        var sent = await chargePoint.ReceivedAsync();
        sent.Action.ShouldBe("CertificateSigned");
        using var certificate = X509Certificate2.CreateFromPem(sent.Payload.Text("certificateChain")!);
        certificate.PublicKey.ExportSubjectPublicKeyInfo().ShouldBe(key.ExportSubjectPublicKeyInfo());
        certificate.Subject.ShouldBe($"O={CertificatesFixture.CpoName}, CN={chargePoint.Identity}");
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value.ShouldBe("1.3.6.1.5.5.7.3.2");
        (certificate.NotAfter.ToUniversalTime() - DateTime.UtcNow).TotalDays.ShouldBe(365, 0.1);

        var request = await certificates.RequestAsync(chargePoint, "Installed");
        request.Text("commandId").ShouldNotBeNull();
        var issued = await certificates.System.GetAsync($"/api/v1/issued-certificates/{request.Text("certificateId")}");
        issued.Text("certificateChain").ShouldBe(sent.Payload.Text("certificateChain"));
        var view = issued.GetProperty("certificate");
        (view.Text("state"), view.Text("chargePointId"), view.Text("serialNumber")).ShouldBe(("Installed", chargePoint.Identity, certificate.SerialNumber));
        var events = await certificates.System.GetAsync($"/api/v1/events?chargePointId={chargePoint.Identity}&type=certificate.issued");
        events.Items().ShouldHaveSingleItem().GetProperty("data").Text("thumbprint").ShouldBe(view.Text("thumbprint"));

        // The next one takes its place.
        await certificates.CertifyAsync(chargePoint);
        (await certificates.System.GetAsync($"/api/v1/issued-certificates/{request.Text("certificateId")}")).GetProperty("certificate").Text("state").ShouldBe("Replaced");
    }

    [SkippableFact, Trait("Spec", "RFC 5280")]
    public async Task Its_chain_and_revocation_are_what_openssl_takes_for_valid()
    {
        Skip.IfNot(OpenSsl.IsInstalled, "openssl is not installed");
        await using var chargePoint = await certificates.ChargePointAsync();
        var (certificate, id) = await certificates.CertifyAsync(chargePoint);
        using var anybody = new HttpClient { BaseAddress = certificates.System.Http.BaseAddress };
        var root = await anybody.GetByteArrayAsync("/pki/ca.pem");
        (string, byte[]) leaf = ("leaf.pem", System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        OpenSsl.Run(["verify", "-x509_strict", "-purpose", "sslclient", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "crl.pem", "leaf.pem"], ("ca.pem", root), leaf, await CrlAsync(anybody));
        OpenSsl.Run(["x509", "-in", "leaf.pem", "-noout", "-text"], leaf).ShouldContain("URI:http://csms.example.org/pki/crl");
        (await anybody.GetByteArrayAsync("/pki/ca.crt")).ShouldBe(X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(root)).RawData);

        await certificates.System.PostAsync($"/api/v1/issued-certificates/{id}/revocation", """{"reason":"KeyCompromise"}""");

        var list = OpenSsl.Run(["crl", "-in", "crl.pem", "-noout", "-text", "-CAfile", "ca.pem"], ("ca.pem", root), await CrlAsync(anybody));
        list.ShouldContain(certificate.SerialNumber);
        list.ShouldContain("Key Compromise");
    }

    [Fact, Trait("Spec", "Whitepaper A00.FR.702-704")]
    public async Task A_revoked_certificate_is_told_listed_and_known_from_memory()
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        var (certificate, id) = await certificates.CertifyAsync(chargePoint);
        (await certificates.System.PostAsync($"/api/v1/issued-certificates/{id}/revocation", """{"reason":"Superseded"}""")).Text("state").ShouldBe("Revoked");

        (await certificates.System.PostAsync($"/api/v1/issued-certificates/{id}/revocation", "{}", 409)).Text("detail")!.ShouldContain("was revoked at");
        var events = await certificates.System.GetAsync($"/api/v1/events?chargePointId={chargePoint.Identity}&type=certificate.revoked");
        events.Items().ShouldHaveSingleItem().GetProperty("data").Text("revocationReason").ShouldBe("Superseded");
        var crl = await certificates.System.Http.GetByteArrayAsync("/pki/crl");
        crl.AsSpan().IndexOf(certificate.SerialNumberBytes.Span).ShouldBeGreaterThan(0);
        certificates.System.Get<IssuedCertificates>().IsRevoked(CertificateName.ThumbprintOf(certificate)).ShouldBeTrue();
    }

    [Theory, Trait("Spec", "Whitepaper A02.FR.02, A02.FR.13, A00.FR.502")]
    [InlineData("Garbage", "no PKCS#10")]
    [InlineData("SignatureOfAnother", "no PKCS#10")]
    [InlineData("Rsa1024", "2048 to 8192 bits")]
    [InlineData("OtherCurve", "P-256, P-384 or P-521")]
    [InlineData("OtherName", "The CN of the subject has to be")]
    [InlineData("TwoNames", "The CN of the subject has to be")]
    [InlineData("OtherOrganization", "The O of the subject has to be Example CPO")]
    public async Task A_request_that_breaks_a_rule_is_rejected_with_the_reason(string fault, string reason)
    {
        await using var chargePoint = await certificates.ChargePointAsync();

        (await CertificatesFixture.SignAsync(chargePoint, FaultyCsr(fault, chargePoint.Identity))).ShouldBe("Rejected");

        var request = await certificates.RequestAsync(chargePoint, "Rejected");
        request.Text("status").ShouldBe("Rejected");
        request.Text("reason")!.ShouldContain(reason);
        var told = await certificates.System.GetAsync($"/api/v1/events?chargePointId={chargePoint.Identity}&type=certificate.not-installed");
        told.Items().ShouldHaveSingleItem().GetProperty("data").Text("state").ShouldBe("Rejected", "It will not ask again by itself (A02, error handling).");
    }

    [Theory, Trait("Spec", "Whitepaper A00.FR.511")]
    [InlineData("csms.example.com", true)]
    [InlineData("wss://csms", true)]
    [InlineData("10.0.0.5", true)]
    [InlineData("::1", true)]
    [InlineData("4711", false)]
    [InlineData("SN.4711.03", false)]
    [InlineData("DE*ABC*E0001", false)]
    [InlineData("CP001", false)]
    public void A_name_that_a_central_system_could_have_is_not_certified(string name, bool isRefused)
    {
        var fault = SigningRequestCheck.SubjectFault(new X500DistinguishedName($"CN=\"{name}\""), [name], cpoName: null);
        (fault is not null).ShouldBe(isRefused, fault);
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public async Task An_RSA_key_is_certified_too(int bits)
    {
        await using var chargePoint = await certificates.ChargePointAsync();
        using var key = RSA.Create(bits);
        var csr = new CertificateRequest($"O={CertificatesFixture.CpoName}, CN={chargePoint.Identity}", key, HashAlgorithmName.SHA256, bits == 2048 ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);

        (await CertificatesFixture.SignAsync(chargePoint, csr.CreateSigningRequestPem())).ShouldBe("Accepted");

        await certificates.RequestAsync(chargePoint, "Installed");
    }

    [Fact, Trait("Spec", "Whitepaper A00.FR.405")]
    public async Task A_serial_number_is_certified_unless_it_is_anothers()
    {
        await using var honest = await certificates.ChargePointAsync();
        await using var liar = await certificates.ChargePointAsync();
        await BootAsync(honest, "SERIAL-77");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await CertificatesFixture.SignAsync(honest, CertificatesFixture.Csr(key, "SERIAL-77"))).ShouldBe("Accepted");

        foreach (var claimed in new[] { "SERIAL-77", honest.Identity })
        {
            await BootAsync(liar, claimed);
            (await CertificatesFixture.SignAsync(liar, CertificatesFixture.Csr(key, claimed))).ShouldBe("Rejected", claimed);
        }
    }

    [Fact]
    public async Task A_stranger_waits_for_an_operator()
    {
        await using var chargePoint = await certificates.ChargePointAsync(hasPassword: false);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await CertificatesFixture.SignAsync(chargePoint, CertificatesFixture.Csr(key, chargePoint.Identity))).ShouldBe("Accepted");
        var id = (await certificates.RequestAsync(chargePoint, "WaitingForApproval")).Text("id");

        await certificates.System.PostAsync($"/api/v1/certificate-signing-requests/{id}/decision", """{"decision":"Sign"}""");

        (await chargePoint.ReceivedAsync()).Action.ShouldBe("CertificateSigned");
        (await certificates.RequestAsync(chargePoint, "Installed")).Text("decidedBy").ShouldNotBeNull();
        (await certificates.System.PostAsync($"/api/v1/certificate-signing-requests/{id}/decision", """{"decision":"Sign"}""", 409)).Text("detail")!.ShouldContain("Installed");

        (await CertificatesFixture.SignAsync(chargePoint, CertificatesFixture.Csr(key, chargePoint.Identity))).ShouldBe("Accepted");
        id = (await certificates.RequestAsync(chargePoint, "WaitingForApproval")).Text("id");
        await certificates.System.PostAsync($"/api/v1/certificate-signing-requests/{id}/decision", """{"decision":"Reject"}""");
        (await certificates.RequestAsync(chargePoint, "Rejected")).Text("reason").ShouldBe("An operator rejected it.");
        chargePoint.HasReceived.ShouldBeFalse();
    }

    [Fact]
    public async Task A_flood_of_requests_is_bounded()
    {
        await using var chargePoint = await certificates.ChargePointAsync(hasPassword: false);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var answers = new List<string?>();
        for (var i = 0; i < 22; i++)
        {
            answers.Add(await CertificatesFixture.SignAsync(chargePoint, CertificatesFixture.Csr(key, chargePoint.Identity)));
        }

        answers.Count(answer => answer == "Accepted").ShouldBe(20);
        answers[^1].ShouldBe("Rejected");
        var states = (await certificates.System.GetAsync($"/api/v1/certificate-signing-requests?chargePointId={chargePoint.Identity}")).Items().Select(r => r.Text("state")).ToList();
        states.Count(state => state == "Superseded").ShouldBe(19);
        states[0].ShouldBe("WaitingForApproval");
    }

    private static Task BootAsync(TestChargePoint chargePoint, string serialNumber) => chargePoint.CallAsync(
        "BootNotification", $$"""{"chargePointVendor":"Vendor","chargePointModel":"Model","chargePointSerialNumber":"{{serialNumber}}"}""");

    private static async Task<(string Name, byte[] Content)> CrlAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/pki/crl");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.Public.ShouldBeTrue();
        var der = await response.Content.ReadAsByteArrayAsync();
        return ("crl.pem", System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der)));
    }

    private static string FaultyCsr(string fault, string identity)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (fault)
        {
            case "Garbage":
                return "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----";
            case "SignatureOfAnother":
                var der = new CertificateRequest($"O={CertificatesFixture.CpoName}, CN={identity}", key, HashAlgorithmName.SHA256).CreateSigningRequest();
                der[^3] ^= 1;
                return PemEncoding.WriteString("CERTIFICATE REQUEST", der);
            case "Rsa1024":
                using (var small = RSA.Create(1024))
                {
                    return new CertificateRequest($"CN={identity}", small, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
                }

            case "OtherCurve":
                using (var other = ECDsa.Create(ECCurve.CreateFromFriendlyName("secP256k1")))
                {
                    return CertificatesFixture.Csr(other, identity);
                }

            case "OtherName":
                return CertificatesFixture.Csr(key, "SOMEBODY-ELSE");
            case "TwoNames":
                return CertificatesFixture.Csr(key, $"{identity}, CN=SOMEBODY-ELSE");
            default:
                return CertificatesFixture.Csr(key, identity, "Another CPO");
        }
    }
}
