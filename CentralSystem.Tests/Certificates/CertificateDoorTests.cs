using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;

namespace CentralSystem.Tests.Certificates;

/// <summary>What the authority of the program signs opens the door for client certificates.</summary>
public sealed class CertificateDoorTests(TlsCentralSystem system) : IClassFixture<TlsCentralSystem>
{
    private const string Password = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    [Fact, Trait("Spec", "whitepaper A00.FR.403-407, A02")]
    public async Task A_certificate_signed_here_lets_its_charge_point_in_and_no_other_until_it_is_revoked()
    {
        using var certificate = await CertifyAsync("CP-DOOR", "SN-DOOR");
        (await system.TryAsync("CP-DOOR", 3, certificate: certificate)).ShouldBe(101);

        // The serial number in its CN was only claimed; whoever has it for an identity is somebody else.
        await system.System.AddChargePointAsync("SN-DOOR", Password);
        (await system.TryAsync("SN-DOOR", 3, certificate: certificate)).ShouldBe(403);

        using var http = system.System.CreateHttpClient();
        var issued = (await http.GetFromJsonAsync<JsonElement>("/api/v1/issued-certificates?chargePointId=CP-DOOR")).Items().ShouldHaveSingleItem();
        using var revoked = await http.PostAsJsonAsync($"/api/v1/issued-certificates/{issued.Number("id")}/revocation", new { reason = "KeyCompromise" });
        revoked.IsSuccessStatusCode.ShouldBeTrue(await revoked.Content.ReadAsStringAsync());
        (await system.TryAsync("CP-DOOR", 3, certificate: certificate)).ShouldBeNull();
    }

    private async Task<X509Certificate2> CertifyAsync(string identity, string commonName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var sent = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await system.System.AddChargePointAsync(identity, Password);
        await using var chargePoint = await system.ConnectAsync(identity, 2, Password);
        chargePoint.Answer<CertificateSignedRequest, CertificateSignedResponse>(request =>
        {
            sent.TrySetResult(request.CertificateChain);
            return new() { Status = CertificateSignedStatus.Accepted };
        });
        await chargePoint.CallAsync(A.BootNotification with { ChargePointSerialNumber = commonName });
        var csr = new CertificateRequest($"O={TlsCentralSystem.CpoName}, CN={commonName}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        (await chargePoint.CallAsync(new SignCertificateRequest { Csr = csr })).Status.Known.ShouldBe(GenericStatus.Accepted);
        using var certificate = X509Certificate2.CreateFromPem(await sent.Task.Within("the certificate"));
        return certificate.CopyWithPrivateKey(key);
    }
}
