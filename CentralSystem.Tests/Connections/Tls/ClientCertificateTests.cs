using System.Net;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Tls;
using Microsoft.AspNetCore.Builder;

namespace CentralSystem.Tests.Connections.Tls;

/// <summary>Who gets in at the door for client certificates, and what is told of those who do not.</summary>
public sealed class ClientCertificateTests(TlsCentralSystem system) : IClassFixture<TlsCentralSystem>
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    [Fact, Trait("Spec", "whitepaper A00.FR.403, A00.FR.407")]
    public async Task Certificate_of_another_authority_ends_the_handshake()
    {
        using var certificate = system.Stranger.Issue($"CN=CERT-STRANGER, O={TlsCentralSystem.CpoName}");
        await ShouldEndAsync("CERT-STRANGER", certificate, "No authority known here");
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.403, A00.FR.407")]
    public async Task Expired_certificate_ends_the_handshake()
    {
        using var certificate = system.Authority.Issue($"CN=CERT-EXPIRED, O={TlsCentralSystem.CpoName}", until: DateTimeOffset.UtcNow.AddHours(-1));
        await ShouldEndAsync("CERT-EXPIRED", certificate, "It is expired");
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.404, A00.FR.407")]
    public async Task Certificate_of_another_organization_ends_the_handshake()
    {
        using var certificate = system.Authority.Issue("CN=CERT-OTHER, O=Somebody else's");
        await ShouldEndAsync("CERT-OTHER", certificate, $"has to be {TlsCentralSystem.CpoName}");
    }

    [Fact, Trait("Spec", "RFC 5280 §4.2.1.12")]
    public async Task Certificate_of_a_server_ends_the_handshake()
    {
        using var certificate = system.Authority.Issue($"CN=CERT-SERVER, O={TlsCentralSystem.CpoName}", usage: ServerAuthentication);
        await ShouldEndAsync("CERT-SERVER", certificate, "client authentication");
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.502")]
    public async Task Short_key_ends_the_handshake()
    {
        using var certificate = system.Authority.IssueRsa($"CN=CERT-SHORT, O={TlsCentralSystem.CpoName}", bits: 1024);
        (await system.TryAsync("CERT-SHORT", 3, certificate: certificate)).ShouldBeNull();
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.702")]
    public async Task Revoked_certificate_ends_connections_and_handshakes_from_the_list_on()
    {
        using var certificate = system.CertificateOf("CERT-REVOKED");
        using var other = system.CertificateOf("CERT-KEPT");
        await using var open = await system.ConnectAsync("CERT-REVOKED", 3, certificate: certificate);
        await open.CallAsync(A.BootNotification);

        await File.WriteAllTextAsync(system.CrlFile, system.Authority.Revoke(certificate));
        Look();
        await open.Closed.Within("the end of the connection");
        open.CloseCode.ShouldBe(1008);

        await ShouldEndAsync("CERT-REVOKED", certificate, "It was revoked");
        (await system.TryAsync("CERT-KEPT", 3, certificate: other)).ShouldBe(101);
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.702, A00.FR.704")]
    public async Task Authority_is_asked_for_its_list_and_what_it_said_stays_when_it_is_gone()
    {
        using var certificate = system.CertificateOf("CERT-ASKED");
        var list = system.Authority.Revoke();
        await using var authority = WebApplication.Create();
        authority.Urls.Add("http://127.0.0.1:0");
        authority.MapGet("/crl", () => list);
        await authority.StartAsync();
        await using var asking = await RunningCentralSystem.StartAsync(settings =>
        {
            system.Configure(settings);
            settings.Set("Tls:ChargePointCrls:0", $"{authority.Urls.Single()}/crl");
        });
        await using var open = await ScriptedChargePoint.ConnectAsync(new Uri($"wss://{asking.Addresses[2].Authority}/ocpp/CERT-ASKED"), options => system.Configure(options, "CERT-ASKED", null, certificate));
        await open.CallAsync(A.BootNotification);

        list = system.Authority.Revoke(certificate);
        await asking.Get<RevocationListFetch>().FetchAsync(CancellationToken.None);
        await open.Closed.Within("the end of the connection");
        open.CloseCode.ShouldBe(1008);

        // Of somebody else, then nothing at all: what was taken back stays so.
        list = system.Stranger.Revoke();
        await asking.Get<RevocationListFetch>().FetchAsync(CancellationToken.None);
        await authority.StopAsync();
        await asking.Get<RevocationListFetch>().FetchAsync(CancellationToken.None);
        asking.Get<ClientCertificates>().IsRevoked([CertificateName.Of(certificate)]).ShouldBeTrue();
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.405")]
    public async Task Certificate_of_another_charge_point_is_refused_and_both_are_named()
    {
        using var certificate = system.CertificateOf("CERT-A");
        (await system.TryAsync("CERT-B", 3, certificate: certificate)).ShouldBe(403);
        var attempt = await system.AttemptAsync(ConnectionRefusal.WrongClientCertificate, "CERT-B");
        attempt.Hint.ShouldContain($"CN=CERT-A, O={TlsCentralSystem.CpoName}, issued by");
        attempt.Hint.ShouldContain("the identity, CERT-B");
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.405")]
    public async Task Certificate_with_two_names_is_nobodys()
    {
        using var certificate = system.Authority.Issue($"CN=CERT-C, CN=CERT-D, O={TlsCentralSystem.CpoName}");
        (await system.TryAsync("CERT-C", 3, certificate: certificate)).ShouldBe(403);
        (await system.TryAsync("CERT-D", 3, certificate: certificate)).ShouldBe(403);
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.401")]
    public async Task Without_a_certificate_the_hint_says_what_is_missing()
    {
        (await system.TryAsync("CERT-NONE", 3)).ShouldBe(401);
        (await system.AttemptAsync(ConnectionRefusal.MissingClientCertificate, "CERT-NONE")).Hint.ShouldContain("whose CN is CERT-NONE");
    }

    [Fact]
    public async Task Stranger_that_came_with_a_certificate_never_comes_without()
    {
        using var certificate = system.CertificateOf("CERT-NEW");
        await using (var chargePoint = await system.ConnectAsync("CERT-NEW", 3, certificate: certificate))
        {
            await chargePoint.CallAsync(A.BootNotification);
        }

        system.System.Get<ChargePointDirectory>().Get("CERT-NEW").Security.Profile.ShouldBe(3);
        (await system.System.ReadAsync(db => Task.FromResult(db.ChargePoints.Single(c => c.Identity == "CERT-NEW").SecurityProfile))).ShouldBe(3);
        (await system.TryAsync("CERT-NEW", 0)).ShouldBe(403);
    }

    [Fact]
    public async Task Door_for_client_certificates_leads_to_OCPP_and_files_and_nowhere_else()
    {
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => system.Authority.Trusts(shown!) });
        http.DefaultRequestHeaders.Add("X-API-Key", TestAccess.BootstrapApiKey);
        (await http.GetAsync(new Uri(system.DoorOf(3), "/api/v1/charge-points"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync(new Uri(system.DoorOf(3), "/health"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync(new Uri(system.DoorOf(2), "/api/v1/charge-points"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var link = await http.PatchAsync(new Uri(system.DoorOf(3), "/files/" + new string('a', 43)), null);
        link.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, "It is the links' own answer.");

        // Nor does a websocket lead to the dashboard.
        using var dashboard = new HttpRequestMessage(HttpMethod.Get, new Uri(system.DoorOf(3), "/_blazor"));
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") })
        {
            dashboard.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        (await http.SendAsync(dashboard)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private void Look()
    {
        // Twice: a change counts once it stayed.
        system.System.Get<FileWatch>().Look();
        system.System.Get<FileWatch>().Look();
    }

    private async Task ShouldEndAsync(string identity, X509Certificate2 certificate, string words)
    {
        (await system.TryAsync(identity, 3, certificate: certificate)).ShouldBeNull();
        var attempt = await system.AttemptAsync(ConnectionRefusal.InvalidClientCertificate, identity);
        attempt.Path.ShouldBe(TlsDoor.Path);
        attempt.Hint.ShouldContain($"CN={identity}, O=");
        attempt.Hint.ShouldContain(words);
    }
}
