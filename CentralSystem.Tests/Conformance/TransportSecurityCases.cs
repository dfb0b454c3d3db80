using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases of the channel, with TLS sockets.</summary>
public sealed class TransportSecurityCases(TlsCentralSystem system) : IClassFixture<TlsCentralSystem>
{
    private const string Password = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    [Fact, Trait("Case", "TC_073_CSMS"), Trait("Spec", "whitepaper A01")]
    public async Task TC_073_operator_rotates_the_password_of_a_charge_point_over_TLS()
    {
        await system.System.AddChargePointAsync("CP073", Password);
        await using var chargePoint = await system.ConnectAsync("CP073", 2, Password);
        await chargePoint.CallAsync(A.BootNotification);
        chargePoint.Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(_ => new() { Status = ConfigurationStatus.Accepted });

        using var http = system.System.CreateHttpClient();
        var answer = JsonSerializer.Deserialize<JsonElement>(await (await http.PostAsync("/api/v1/charge-points/CP073/password", null)).Content.ReadAsStringAsync());
        var sent = await chargePoint.ReceivedAsync<ChangeConfigurationRequest>();
        (sent.Key, sent.Value, answer.Text("status")).ShouldBe(("AuthorizationKey", answer.Text("generatedPassword"), "Accepted"));
        sent.Value.Length.ShouldBe(40);

        // It crashed between its answer and its store: the old password still counts, and says so. The new one ends it.
        (await system.TryAsync("CP073", 2, Password)).ShouldBe(101);
        (await system.TryAsync("CP073", 2, sent.Value)).ShouldBe(101);
        (await system.TryAsync("CP073", 2, Password)).ShouldBe(401);
        (await system.TryAsync("CP073", 2, sent.Value)).ShouldBe(101);
        var notices = await system.System.ReadAsync(db => Task.FromResult(
            db.Events.Where(e => e.Type == "charge-point.security-noticed" && e.ChargePointId == "CP073").OrderBy(e => e.Id).Select(e => e.Data).ToList()));
        notices.Select(n => JsonSerializer.Deserialize<JsonElement>(n).Text("kind")).ShouldBe(["OldPasswordUsed", "PasswordHandedOver"]);
    }

    [Fact, Trait("Case", "TC_083_CSMS"), Trait("Spec", "whitepaper A05, A00.FR.005")]
    public async Task TC_083_upgraded_security_profile_never_goes_back()
    {
        using var certificate = system.CertificateOf("CP083");
        await system.System.AddChargePointAsync("CP083", Password);
        for (var profile = SecurityProfiles.TlsWithBasic; profile <= SecurityProfiles.TlsWithCertificate; profile++)
        {
            await using (var chargePoint = await system.ConnectAsync("CP083", profile - 1, Password))
            {
                await chargePoint.CallAsync(A.BootNotification);
                chargePoint.Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(_ => new() { Status = ConfigurationStatus.Accepted });
                chargePoint.Answer<ResetRequest, ResetResponse>(_ => new() { Status = ResetStatus.Accepted });
                (await CommandAsync("CP083", "ChangeConfiguration", ProfileIs(profile))).Status.ShouldBe(200);
                (await CommandAsync("CP083", "Reset", """{"type":"Hard"}""")).Status.ShouldBe(200);
            }

            // It falls back as long as the new profile was not used (A05.FR.08), and is let in.
            (await system.TryAsync("CP083", profile - 1, Password)).ShouldBe(101);

            await using (var chargePoint = await system.ConnectAsync("CP083", profile, Password, profile == 3 ? certificate : null))
            {
                (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
                (await ChargePointAsync("CP083")).Number("securityProfile").ShouldBe(profile);
                (await ChargePointAsync("CP083")).GetProperty("connection").Number("securityProfile").ShouldBe(profile);
            }

            (await system.TryAsync("CP083", profile - 1, Password)).ShouldBe(403);
            await system.AttemptAsync(ConnectionRefusal.SecurityProfileTooLow, "CP083", $"is set to security profile {profile}");
            (await system.TryAsync("CP083", profile, Password, certificate)).ShouldBe(101);
        }

        // Lowering is refused before anything is sent, and stays in the audit trail.
        var lowered = await CommandAsync("CP083", "ChangeConfiguration", ProfileIs(1));
        (lowered.Status, lowered.Problem).ShouldBe((409, "security-profile-not-raised"));
        (await system.System.ReadAsync(db => Task.FromResult(db.AuditEntries.Count(e => e.Action == "security-profile.refused" && e.Subject == "CP083")))).ShouldBe(1);
    }

    [Fact, Trait("Case", "TC_083_CSMS"), Trait("Spec", "whitepaper A05.FR.01")]
    public async Task TC_083_refused_upgrade_leaves_the_profile_as_it_is()
    {
        await system.System.AddChargePointAsync("CP083R", Password);
        await using (var chargePoint = await system.ConnectAsync("CP083R", 1, Password))
        {
            await chargePoint.CallAsync(A.BootNotification);
            chargePoint.Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(_ => new() { Status = ConfigurationStatus.Rejected });
            (await CommandAsync("CP083R", "ChangeConfiguration", ProfileIs(2))).Status.ShouldBe(200);
        }

        (await system.TryAsync("CP083R", 2, Password)).ShouldBe(101);
        (await system.TryAsync("CP083R", 1, Password)).ShouldBe(101);
    }

    [Fact, Trait("Case", "TC_085_CSMS"), Trait("Spec", "whitepaper A00.FR.204-205")]
    public async Task TC_085_basic_authentication_is_demanded_and_accepted_over_TLS()
    {
        await system.System.AddChargePointAsync("CP085", Password);
        (await system.TryAsync("CP085", 2)).ShouldBe(401);
        await using var chargePoint = await system.ConnectAsync("CP085", 2, Password);
        (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await chargePoint.ReportAllAvailableAsync();
    }

    [Theory, Trait("Case", "TC_086_CSMS"), Trait("Spec", "whitepaper A00.FR.317")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, false)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false)]
    public async Task TC_086_each_cipher_suite_is_spoken_with_the_certificate_it_needs(TlsCipherSuite suite, bool isEcdsa)
    {
        for (var profile = 2; profile <= 3; profile++)
        {
            await using var stream = await system.OpenTlsAsync(profile, options =>
            {
                options.EnabledSslProtocols = SslProtocols.Tls12;
                options.CipherSuitesPolicy = TlsCentralSystem.Only(suite);
            });
            stream.NegotiatedCipherSuite.ShouldBe(suite);
            (stream.RemoteCertificate!.GetKeyAlgorithm() == "1.2.840.10045.2.1").ShouldBe(isEcdsa);
            ShouldBeOfThisServer((X509Certificate2)stream.RemoteCertificate);
        }
    }

    [Fact, Trait("Case", "TC_086_CSMS"), Trait("Spec", "whitepaper A00.FR.306, A00.FR.312, A00.FR.501-510")]
    public async Task TC_086_charge_point_boots_over_TLS_with_a_certificate_of_this_server()
    {
        await using (var stream = await system.OpenTlsAsync(2))
        {
            stream.SslProtocol.ShouldBe(SslProtocols.Tls13);
            ShouldBeOfThisServer((X509Certificate2)stream.RemoteCertificate!);
        }

        await system.System.AddChargePointAsync("CP086", Password);
        await using var chargePoint = await system.ConnectAsync("CP086", 2, Password);
        (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await chargePoint.ReportAllAvailableAsync();
    }

    [Theory, Trait("Case", "TC_086_CSMS"), Trait("Spec", "whitepaper A00.FR.313, A00.FR.319-323")]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, "NoCommonCipherSuite", "A00.FR.317")]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, "NoCommonCipherSuite", "A00.FR.317")]
#pragma warning disable SYSLIB0039, CA5397 // What is old is what this test is about.
    [InlineData(SslProtocols.Tls11, TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, "TlsVersionTooLow", "TLS 1.1")]
    [InlineData(SslProtocols.Tls, TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, "TlsVersionTooLow", "TLS 1.0")]
#pragma warning restore SYSLIB0039, CA5397
    public async Task TC_086_old_versions_and_weak_suites_are_refused_and_told(SslProtocols version, TlsCipherSuite suite, string reason, string words)
    {
        await Should.ThrowAsync<AuthenticationException>(() => system.OpenTlsAsync(2, options =>
        {
            options.EnabledSslProtocols = version;
            options.CipherSuitesPolicy = TlsCentralSystem.Only(suite);
        }));
        var attempt = await system.AttemptAsync(Enum.Parse<ConnectionRefusal>(reason), hint: words);
        attempt.RemoteAddress.ShouldBe("127.0.0.1");
    }

    [Fact, Trait("Case", "TC_087_CSMS"), Trait("Spec", "whitepaper A00.FR.401-405")]
    public async Task TC_087_charge_point_boots_with_its_certificate_and_without_a_password()
    {
        using var certificate = system.CertificateOf("CP087");
        await system.System.AddChargePointAsync("CP087", Password);
        await using var chargePoint = await system.ConnectAsync("CP087", 3, certificate: certificate);
        (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await chargePoint.ReportAllAvailableAsync();
        (await system.System.SessionAsync("CP087")).SecurityProfile.ShouldBe((byte)3);
        system.System.Get<ChargePointDirectory>().Get("CP087").Security.Profile.ShouldBe(0, "It was not told to upgrade.");
    }

    [Theory, Trait("Case", "TC_087_CSMS"), Trait("Spec", "whitepaper A00.FR.403, A00.FR.421")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384)]
    public async Task TC_087_certificate_of_either_kind_is_taken_with_each_cipher_suite(TlsCipherSuite suite)
    {
        foreach (var certificate in new[] { system.CertificateOf("CP087S"), system.Authority.IssueRsa($"CN=CP087S, O={TlsCentralSystem.CpoName}") })
        {
            using (certificate)
            {
                await using var stream = await system.OpenTlsAsync(3, options =>
                {
                    options.EnabledSslProtocols = SslProtocols.Tls12;
                    options.CipherSuitesPolicy = TlsCentralSystem.Only(suite);
                    options.ClientCertificates = [certificate];
                });
                stream.NegotiatedCipherSuite.ShouldBe(suite);
                (await TlsCentralSystem.AskForWebSocketAsync(stream, "CP087S")).ShouldStartWith("HTTP/1.1 101");
            }
        }
    }

    /// <summary>Serial number, CN and key length as TC_086 and TC_087 look at them.</summary>
    private static void ShouldBeOfThisServer(X509Certificate2 certificate)
    {
        certificate.SerialNumber.ShouldNotBeEmpty();
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).ShouldBe("localhost");
        (certificate.GetRSAPublicKey()?.KeySize >= 2048 || certificate.GetECDsaPublicKey()?.KeySize >= 224).ShouldBeTrue();
    }

    private static string ProfileIs(int profile) => $$"""{"key":"SecurityProfile","value":"{{profile.ToString(CultureInfo.InvariantCulture)}}"}""";

    private async Task<(int Status, string? Problem)> CommandAsync(string identity, string action, string payload)
    {
        using var http = system.System.CreateHttpClient();
        using var body = new StringContent(payload, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync($"/api/v1/charge-points/{identity}/commands/{action}", body);
        var json = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.TryGetProperty("type", out var type) ? type.GetString()!.Split(':')[^1] : null);
    }

    private async Task<JsonElement> ChargePointAsync(string identity)
    {
        using var http = system.System.CreateHttpClient();
        return JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync($"/api/v1/charge-points/{identity}"));
    }
}
