using System.Security.Cryptography.X509Certificates;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;

namespace CentralSystem.Tests.Connections.Tls;

/// <summary>A proxy that ends TLS is believed where the settings list it, and only there.</summary>
public sealed class ProxyTests(TlsCentralSystem system) : IClassFixture<TlsCentralSystem>
{
    private const string Https = "X-Forwarded-Proto: https";

    private static readonly string[] Start = ["Sec-WebSocket-Protocol: ocpp1.6"];

    [Fact, Trait("Spec", "whitepaper A00.FR.401-405")]
    public async Task Trusted_proxy_passes_the_certificate_the_scheme_and_the_address_on()
    {
        await using var behind = await RunningCentralSystem.StartAsync(settings =>
        {
            system.Configure(settings);
            settings.Set("Proxy:TrustedAddresses:0", "127.0.0.0/8").Set("Proxy:ClientCertificateHeader", "X-Client-Cert");
        });
        using var certificate = system.CertificateOf("PROXIED");
        using var stranger = system.Stranger.Issue($"CN=PROXIED, O={TlsCentralSystem.CpoName}");
        foreach (var header in new[] { AsNginx(certificate), AsHaproxy(certificate) })
        {
            await using var client = await behind.HandshakeAsync("/ocpp/PROXIED", [.. Start, Https, "X-Forwarded-For: 203.0.113.7", header]);
            client.StatusCode.ShouldBe(101, client.Body);
            var session = await behind.SessionAsync("PROXIED");
            (session.SecurityProfile, session.RemoteAddress).ShouldBe(((byte)3, "203.0.113.7"));
        }

        (await StatusAsync(behind, "OTHER", Https, AsNginx(certificate))).ShouldBe((403, "The certificate is another one's"));
        (await StatusAsync(behind, "PROXIED", Https, AsNginx(stranger))).ShouldBe((403, "The certificate was not accepted"));
        (await StatusAsync(behind, "PROXIED", Https, "X-Client-Cert: no certificate")).ShouldBe((403, "The certificate was not accepted"));

        // Nothing shown, and a certificate beside a plain connection: profile 0.
        await behind.AddChargePointAsync("PLAIN");
        await using var none = await behind.HandshakeAsync("/ocpp/PLAIN", [.. Start, Https, "X-Client-Cert: "]);
        (none.StatusCode, (await behind.SessionAsync("PLAIN")).SecurityProfile).ShouldBe((101, (byte)0));
        await using var plain = await behind.HandshakeAsync("/ocpp/PLAIN2", [.. Start, "X-Forwarded-Proto: http", AsNginx(certificate)]);
        (plain.StatusCode, (await behind.SessionAsync("PLAIN2")).SecurityProfile).ShouldBe((101, (byte)0));
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.405")]
    public async Task Header_with_a_certificate_counts_only_where_the_settings_name_it()
    {
        await using var behind = await RunningCentralSystem.StartAsync(settings => settings
            .Set("Proxy:TrustedAddresses:0", "127.0.0.0/8").Set("Tls:CpoName", TlsCentralSystem.CpoName)
            .Set("Tls:ChargePointRoots", system.FileOf("roots.pem", system.Authority.Root.ExportCertificatePem())));
        using var certificate = system.CertificateOf("UNNAMED");
        await behind.AddChargePointAsync("UNNAMED");
        await using var client = await behind.HandshakeAsync("/ocpp/UNNAMED", [.. Start, Https, AsNginx(certificate)]);
        (client.StatusCode, (await behind.SessionAsync("UNNAMED")).SecurityProfile).ShouldBe((101, (byte)0));

        // Nor is it sent where it could not come back from.
        using var http = behind.CreateHttpClient();
        var upgrade = await http.AskAsync(HttpMethod.Post, "/api/v1/charge-points/UNNAMED/commands/ChangeConfiguration", """{"key":"SecurityProfile","value":"3"}""");
        upgrade.Problem.ShouldBe("security-profile-out-of-reach", upgrade.Text);
    }

    [Fact, Trait("Spec", "whitepaper A00.FR.002")]
    public async Task Headers_of_anybody_else_are_ignored_and_noted()
    {
        using var certificate = system.CertificateOf("FORGED");
        await using (var chargePoint = await system.ConnectAsync("FORGED", 3, certificate: certificate))
        {
            await chargePoint.CallAsync(A.BootNotification);
        }

        // It is set to profile 3 since it came with a certificate.
        (await StatusAsync(system.System, "FORGED", Https, "X-Forwarded-For: 203.0.113.7", AsNginx(certificate))).Status.ShouldBe(403);
        var attempt = await system.AttemptAsync(ConnectionRefusal.SecurityProfileTooLow, "FORGED");
        attempt.RemoteAddress.ShouldBe("127.0.0.1");
        attempt.Hint.ShouldContain("came from 127.0.0.1 and were ignored");
        attempt.Hint.ShouldContain("Proxy:TrustedAddresses");
    }

    private static string AsNginx(X509Certificate2 certificate) => $"X-Client-Cert: {Uri.EscapeDataString(certificate.ExportCertificatePem() + "\n")}";

    private static string AsHaproxy(X509Certificate2 certificate) => $"X-Client-Cert: {Convert.ToBase64String(certificate.RawData)}";

    private static async Task<(int Status, string Beginning)> StatusAsync(RunningCentralSystem behind, string identity, params string[] headers)
    {
        await using var client = await behind.HandshakeAsync($"/ocpp/{identity}", [.. Start, .. headers]);
        client.Headers["Connection"].ShouldBe("close");
        return (client.StatusCode, client.Body.Split(':')[0]);
    }
}
