using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
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

        await RevokeAsync("CP-DOOR");
        (await system.TryAsync("CP-DOOR", 3, certificate: certificate)).ShouldBeNull();
    }

    [Fact, Trait("Spec", "whitepaper §2.6.3")]
    public async Task A_revocation_ends_the_connection_that_was_made_with_the_certificate_and_no_other()
    {
        using var certificate = await CertifyAsync("CP-OPEN", "CP-OPEN");
        using var other = await CertifyAsync("CP-OTHER", "CP-OTHER");
        await using var neighbour = await system.ConnectAsync("CP-OTHER", 3, certificate: other);
        await using var chargePoint = await system.ConnectAsync("CP-OPEN", 3, certificate: certificate);
        await chargePoint.CallAsync(A.BootNotification);

        // A handshake of TLS from before the revocation must not be good for a websocket after it.
        await using var early = await system.OpenTlsAsync(3, options => options.ClientCertificates = [certificate]);

        await RevokeAsync("CP-OPEN");
        await chargePoint.Closed.Within("the end of the connection");
        (chargePoint.CloseCode, chargePoint.CloseReason).ShouldBe((1008, "the certificate was revoked"));
        (await TlsCentralSystem.AskForWebSocketAsync(early, "CP-OPEN")).ShouldStartWith("HTTP/1.1 403");
        await neighbour.CallAsync(A.BootNotification);
        await Eventually.TrueAsync(
            () => system.System.ReadAsync(db => Task.FromResult(db.Events.Any(e =>
                e.Type == "charge-point.disconnected" && e.ChargePointId == "CP-OPEN" && e.Data.Contains("CertificateRevoked")))), "the end is told with its reason");
    }

    [Fact]
    public async Task A_revocation_that_was_stored_elsewhere_counts_with_the_next_look_at_the_database()
    {
        using var certificate = await CertifyAsync("CP-LATE", "CP-LATE");
        await using var chargePoint = await system.ConnectAsync("CP-LATE", 3, certificate: certificate);
        await chargePoint.CallAsync(A.BootNotification);
        var (thumbprint, at) = (CertificateName.ThumbprintOf(certificate), DateTimeOffset.UtcNow);
        await system.System.Get<GroupCommitWriter>().ChangeAsync(db => db.IssuedCertificates.Where(c => c.Thumbprint == thumbprint).ExecuteUpdate(
            set => set.SetProperty(c => c.State, IssuedCertificateState.Revoked).SetProperty(c => c.RevokedAt, at)));

        await system.System.Get<Revocations>().LookAsync(CancellationToken.None);
        await chargePoint.Closed.Within("the end of the connection");
        chargePoint.CloseCode.ShouldBe(1008);
        (await system.TryAsync("CP-LATE", 3, certificate: certificate)).ShouldBeNull();
        Revocations.Interval.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_certificate_is_noted_as_presented_once_its_charge_point_was_let_in_with_it()
    {
        using var certificate = await CertifyAsync("CP-SHOWN", "CP-SHOWN");
        using var http = system.System.CreateHttpClient();
        (await http.GetFromJsonAsync<JsonElement>("/api/v1/charge-points/CP-SHOWN/certificates")).Text("presented").ShouldBeNull();
        (await system.TryAsync("CP-STRANGE", 3, certificate: certificate)).ShouldBe(403);
        await system.System.FlushAsync();
        (await http.GetFromJsonAsync<JsonElement>("/api/v1/charge-points/CP-SHOWN/certificates")).Text("presented").ShouldBeNull();

        (await system.TryAsync("CP-SHOWN", 3, certificate: certificate)).ShouldBe(101);
        await Eventually.TrueAsync(
            async () =>
            {
                await system.System.FlushAsync();
                var presented = (await http.GetFromJsonAsync<JsonElement>("/api/v1/charge-points/CP-SHOWN/certificates")).GetProperty("presented");
                return presented.ValueKind == JsonValueKind.Object && presented.Text("presentedAt") is not null
                    && presented.Text("thumbprint") == CertificateName.ThumbprintOf(certificate);
            }, "the certificate is noted as presented");
    }

    private async Task RevokeAsync(string identity)
    {
        using var http = system.System.CreateHttpClient();
        var issued = (await http.GetFromJsonAsync<JsonElement>($"/api/v1/issued-certificates?chargePointId={identity}")).Items().ShouldHaveSingleItem();
        using var revoked = await http.PostAsJsonAsync($"/api/v1/issued-certificates/{issued.Number("id")}/revocation", new { reason = "KeyCompromise" });
        revoked.IsSuccessStatusCode.ShouldBeTrue(await revoked.Content.ReadAsStringAsync());
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
