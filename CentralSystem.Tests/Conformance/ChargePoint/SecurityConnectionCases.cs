using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Settings;
using static CentralSystem.Tests.Conformance.ChargePoint.FileCases;
using static CentralSystem.Tests.Conformance.ChargePoint.SessionCases;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>Certificates and security profiles, over real TLS.</summary>
public class SecurityConnectionCases
{
    private static readonly byte[] Password = Encoding.ASCII.GetBytes("password-of-16-b");

    [Theory, Trait("Case", "TC_075_1_CS")]
    [InlineData("ManufacturerRootCertificate"), InlineData("CentralSystemRootCertificate")]
    public async Task TC_075_1_An_installed_root_is_listed_by_its_hashes(string use)
    {
        using var authority = new TestAuthority();
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        (await connection.StatusOfAsync("InstallCertificate", Root(use, authority.Root))).ShouldBe("Accepted");
        var hash = (await connection.CallAsync("GetInstalledCertificateIds", new JsonObject { ["certificateType"] = use }.ToJsonString()))[2]!["certificateHashData"]![0]!;
        ((string)hash["hashAlgorithm"]!).ShouldBe("SHA256");
        ((string)hash["issuerNameHash"]!).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(authority.Root.SubjectName.RawData)));
        ((string)hash["issuerKeyHash"]!).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(authority.Root.GetPublicKey())));
    }

    [Theory, Trait("Case", "TC_076_CS")]
    [InlineData("SHA256"), InlineData("SHA384"), InlineData("SHA512")]
    public async Task TC_076_A_root_is_deleted_by_its_hashes_of_any_algorithm(string algorithm)
    {
        using var authority = new TestAuthority();
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", authority.Root));
        Func<byte[], byte[]> hash = algorithm switch { "SHA384" => SHA384.HashData, "SHA512" => SHA512.HashData, _ => SHA256.HashData };
        var request = new JsonObject
        {
            ["certificateHashData"] = new JsonObject
            {
                ["hashAlgorithm"] = algorithm,
                ["issuerNameHash"] = Convert.ToHexStringLower(hash(authority.Root.SubjectName.RawData)),
                ["issuerKeyHash"] = Convert.ToHexStringLower(hash(authority.Root.GetPublicKey())),
                ["serialNumber"] = authority.Root.SerialNumber,
            },
        }.ToJsonString();
        (await connection.StatusOfAsync("DeleteCertificate", request)).ShouldBe("Accepted");
        (await connection.StatusOfAsync("GetInstalledCertificateIds", """{"certificateType":"ManufacturerRootCertificate"}""")).ShouldBe("NotFound");
        (await connection.StatusOfAsync("DeleteCertificate", request)).ShouldBe("NotFound");
    }

    [Fact, Trait("Case", "TC_077_CS")]
    public async Task TC_077_A_certificate_for_another_key_name_or_of_a_broken_chain_is_refused()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Somebody else");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
        using var otherKey = authority.Issue("CN=CP00001, O=Tests");
        await connection.StatusOfAsync("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");
        var csr = (string)(await connection.NextAsync("SignCertificate")).Payload["csr"]!;
        foreach (var chain in new[]
        {
            otherKey.ExportCertificatePem(),
            Issue(authority, csr, "CN=CP00002, O=Tests"),
            Issue(authority, csr, "CN=CP00001, O=Tests") + "\n" + stranger.Root.ExportCertificatePem(),
            "no certificate",
        })
        {
            (await connection.StatusOfAsync("CertificateSigned", new JsonObject { ["certificateChain"] = chain }.ToJsonString())).ShouldBe("Rejected");
            ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("InvalidChargePointCertificate");
        }

        var good = Issue(authority, csr, "CN=CP00001, O=Tests") + "\n" + authority.Root.ExportCertificatePem();
        (await connection.StatusOfAsync("CertificateSigned", new JsonObject { ["certificateChain"] = good }.ToJsonString())).ShouldBe("Accepted");
    }

    [Fact, Trait("Case", "TC_078_CS")]
    public async Task TC_078_An_expired_central_system_root_is_rejected_and_reported()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var expired = new CertificateRequest("CN=Old, O=Tests", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(-1));
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        (await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", expired))).ShouldBe("Rejected");
        ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("InvalidCentralSystemCertificate");
    }

    [Fact, Trait("Case", "TC_083_CS"), Trait("Case", "TC_086_CS"), Trait("Case", "TC_087_CS"), Trait("Case", "TC_074_CS")]
    public async Task TC_083_086_087_074_The_profile_rises_step_by_step_to_a_client_certificate_that_is_renewed()
    {
        using var authority = new TestAuthority();
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { SecurityProfile = 1, Password = Password }, tls: authority);
        var connection = await BootedAsync(fleet);
        (await fleet.Central.Handshakes.Reader.ReadAsync()).ShouldSatisfyAllConditions(
            handshake => handshake.IsTls.ShouldBeFalse(),
            handshake => handshake.Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("CP00001:password-of-16-b"))));
        (await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", authority.Root))).ShouldBe("Accepted");

        // 1 to 2: TLS, the Central System shows its certificate, the password stays.
        (await connection.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "2"))).ShouldBe("Accepted");
        await connection.Ended;
        var second = await fleet.AdvanceUntilAsync(BootedAsync(fleet));
        (await fleet.Central.Handshakes.Reader.ReadAsync()).ShouldSatisfyAllConditions(
            handshake => handshake.IsTls.ShouldBeTrue(),
            handshake => handshake.TlsVersion!.Value.ShouldBeOneOf(SslProtocols.Tls12, SslProtocols.Tls13),
            handshake => handshake.Authorization.ShouldStartWith("Basic "),
            handshake => handshake.Certificate.ShouldBeNull());

        // 2 to 3: a certificate of the charge point's own key instead of the password.
        (await second.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "3"))).ShouldBe("Rejected", "it has no certificate yet (A05.FR.04)");
        await second.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
        var chain = await CertifyAsync(second, authority);
        (await second.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "3"))).ShouldBe("Accepted");
        await second.Ended;
        var third = await fleet.AdvanceUntilAsync(BootedAsync(fleet));
        var handshake = await fleet.Central.Handshakes.Reader.ReadAsync();
        handshake.Authorization.ShouldBeEmpty();
        handshake.Certificate!.ExportCertificatePem().ShouldBe(chain);
        handshake.Certificate.Subject.ShouldContain("CN=CP00001");

        // Renewed, the new certificate shows at once.
        var renewed = await CertifyAsync(third, authority);
        await third.Ended;
        await fleet.AdvanceUntilAsync(BootedAsync(fleet));
        (await fleet.Central.Handshakes.Reader.ReadAsync()).Certificate!.ExportCertificatePem().ShouldBe(renewed);
    }

    [Theory, Trait("Case", "TC_084_CS")]
    [InlineData("0"), InlineData("1"), InlineData("4"), InlineData("-1"), InlineData("three")]
    public async Task TC_084_The_profile_never_falls_over_OCPP(string profile)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { SecurityProfile = 1, Password = Password });
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", profile))).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "XC29")]
    public async Task XC29_Each_profile_needs_what_it_is_made_of()
    {
        using var authority = new TestAuthority();
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "1"))).ShouldBe("Rejected", "no password (A05.FR.02)");
        await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", authority.Root));
        (await connection.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "2"))).ShouldBe("Rejected", "a root, but no password");
        (await connection.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "3"))).ShouldBe("Rejected", "no certificate (A05.FR.04)");
        (await connection.StatusOfAsync("ChangeConfiguration", Key("AuthorizationKey", "000102030405060708090A0B0C0D0E0F"))).ShouldBe("Accepted");
        await connection.Ended;
        var again = await fleet.ReconnectedAsync();
        await again.BootedAsync();
        (await again.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "1"))).ShouldBe("Accepted");
    }

    [Fact, Trait("Spec", "W A05.FR.08")]
    public async Task A_profile_that_does_not_connect_gives_way_to_the_one_before()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Somebody else");
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { SecurityProfile = 1, Password = Password }, tls: authority);
        var connection = await BootedAsync(fleet);
        await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", stranger.Root));
        (await connection.StatusOfAsync("ChangeConfiguration", Key("SecurityProfile", "2"))).ShouldBe("Accepted");
        await connection.Ended;
        var again = await fleet.AdvanceUntilAsync(BootedAsync(fleet));
        ((string)(await again.CallAsync("GetConfiguration", """{"key":["SecurityProfile"]}"""))[2]!["configurationKey"]![0]!["value"]!).ShouldBe("1");
        var told = new List<string>();
        while (!told.Contains("InvalidCentralSystemCertificate"))
        {
            told.Add((string)(await again.NextAsync("SecurityEventNotification")).Payload["type"]!);
        }
    }

    [Fact, Trait("Case", "XC30")]
    public async Task XC30_The_root_of_the_connection_in_use_cannot_be_deleted()
    {
        using var authority = new TestAuthority();
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { SecurityProfile = 2, Password = Password, Roots = [authority.Root] }, tls: authority);
        var connection = await BootedAsync(fleet);
        await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", authority.Root));
        var hash = (await connection.CallAsync("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}"""))[2]!["certificateHashData"]![0]!.ToJsonString();
        (await connection.StatusOfAsync("DeleteCertificate", "{\"certificateHashData\":" + hash + "}")).ShouldBe("Failed");
    }

    [Theory, Trait("Case", "XC05")]
    [InlineData(true), InlineData(false)]
    public async Task XC05_A_refused_charge_point_waits_longer_and_longer_also_where_TLS_is_the_reason(bool isTls)
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Somebody else");
        Func<EmulatorSettings, EmulatorSettings>? adjust = isTls ? settings => settings with { SecurityProfile = 2, Password = Password, Roots = [stranger.Root] } : null;
        await using var fleet = await RunningFleet.StartAsync(adjust, central => central.RefuseWith = isTls ? null : 404, tls: authority);
        await fleet.EventuallyAsync(() => fleet.RefusedHandshakes >= 1);
        var from = fleet.Time.GetUtcNow();
        while (fleet.RefusedHandshakes < 12)
        {
            fleet.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }

        // Eleven waits of up to 1, 2, 4, 8, 16, 32 and then 60 s, drawn evenly.
        (fleet.Time.GetUtcNow() - from).TotalSeconds.ShouldBeGreaterThan(40);
    }

    [Fact, Trait("Spec", "W M05.FR.08")]
    public async Task With_AdditionalRootCertificateCheck_a_new_root_is_signed_by_the_old_one()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Somebody else");
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { AdditionalRootCheck = true }, from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        (await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", authority.Root))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", stranger.Root))).ShouldBe("Rejected");
        using var successor = authority.Issue("CN=Next root, O=Tests");
        (await connection.StatusOfAsync("InstallCertificate", Root("CentralSystemRootCertificate", successor))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", stranger.Root))).ShouldBe("Accepted");
    }

    [Fact, Trait("Spec", "W A03")]
    public async Task A_certificate_is_renewed_a_month_before_its_end()
    {
        using var authority = new TestAuthority();
        var now = DateTimeOffset.UtcNow;
        using var first = authority.Issue("CN=CP00001, O=Tests", until: now.AddDays(60));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, TestAuthority.Pem(first));
            await using var fleet = await RunningFleet.StartAsync(
                settings => settings with { SecurityProfile = 3, CertificateFile = file, Roots = [authority.Root] },
                central => central.Answer("BootNotification", _ => central.Boot("Accepted", 0)), tls: authority, from: now);
            var connection = await BootedAsync(fleet);
            (await fleet.Central.Handshakes.Reader.ReadAsync()).Certificate!.Thumbprint.ShouldBe(first.Thumbprint);
            await connection.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
            await connection.StatusOfAsync("ChangeConfiguration", Key("HeartbeatInterval", "0"));
            await fleet.AdvanceAsync(29.9 * 86_400);
            connection.Frames.ShouldNotContain(frame => frame.Contains("SignCertificate", StringComparison.Ordinal));
            await fleet.AdvanceAsync(0.2 * 86_400);
            var csr = (string)(await connection.NextAsync("SignCertificate")).Payload["csr"]!;
            CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256).SubjectName.Name.ShouldContain("CP00001");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact, Trait("Spec", "W A03")]
    public async Task A_certificate_with_less_than_a_month_left_is_renewed_as_soon_as_there_is_a_CpoName()
    {
        using var authority = new TestAuthority();
        var now = DateTimeOffset.UtcNow;
        await using var fleet = await WithCertificateAsync(authority, now.AddDays(60), from: now.AddDays(40));
        var connection = await BootedAsync(fleet);
        await connection.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
        await connection.NextAsync("SignCertificate");
    }

    [Fact, Trait("Spec", "W A03")]
    public async Task A_certificate_whose_month_began_while_offline_is_renewed_on_the_next_connection_and_asked_for_once()
    {
        using var authority = new TestAuthority();
        var now = DateTimeOffset.UtcNow;
        await using var fleet = await WithCertificateAsync(authority, now.AddDays(60), from: now);
        var connection = await BootedAsync(fleet);
        await connection.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
        await fleet.OfflineAsync(connection);
        fleet.Time.Advance(TimeSpan.FromDays(31));
        var again = await fleet.OnlineAsync();
        await again.NextAsync("SignCertificate");
        again.Abort();
        var third = await fleet.ReconnectedAsync();
        await third.BootedAsync();
        await third.CallAsync("GetLocalListVersion");
        third.Frames.ShouldNotContain(frame => frame.Contains("SignCertificate", StringComparison.Ordinal), "nobody asks again by himself (A02, error handling)");
    }

    [Fact, Trait("Spec", "W A03")]
    public async Task A_certificate_of_several_years_is_renewed_a_month_before_its_end_as_well()
    {
        using var authority = new TestAuthority();
        var now = DateTimeOffset.UtcNow;
        await using var fleet = await WithCertificateAsync(authority, now.AddDays(800), from: now);
        var connection = await BootedAsync(fleet);
        await connection.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
        await connection.StatusOfAsync("ChangeConfiguration", Key("HeartbeatInterval", "0"));
        await fleet.AdvanceAsync(769.9 * 86_400);
        connection.Frames.ShouldNotContain(frame => frame.Contains("SignCertificate", StringComparison.Ordinal));
        await fleet.AdvanceAsync(0.2 * 86_400);
        await connection.NextAsync("SignCertificate");
    }

    [Fact, Trait("Spec", "W A02.FR.02")]
    public async Task A_signing_request_is_in_the_name_of_the_serial_number_that_the_boot_told()
    {
        const string Identity = "A-CHARGE-POINT-WITH-A-LONG-IDENTITY";
        using var authority = new TestAuthority();
        await using var fleet = await RunningFleet.StartAsync(settings => settings with { Identities = IdentityPattern.TryParse(Identity, 1)! }, from: DateTimeOffset.UtcNow);
        var connection = await fleet.Central.ConnectionAsync(Identity);
        var serialNumber = (string)(await connection.NextAsync("BootNotification")).Payload["chargePointSerialNumber"]!;
        await connection.StatusAsync(2, "Available");
        await connection.StatusOfAsync("ChangeConfiguration", Key("CpoName", "Tests"));
        await connection.StatusOfAsync("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");
        var csr = (string)(await connection.NextAsync("SignCertificate")).Payload["csr"]!;
        CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256).SubjectName.Name.ShouldContain($"CN={serialNumber},");
        (await connection.StatusOfAsync("CertificateSigned", new JsonObject { ["certificateChain"] = Issue(authority, csr, $"CN={serialNumber}, O=Tests") }.ToJsonString())).ShouldBe("Accepted");
    }

    [Fact, Trait("Spec", "W M05.FR.06")]
    public async Task A_root_that_is_there_already_fits_into_a_full_store()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("Somebody else");
        var (fleet, connection) = await RunningFleet.BootedAsync(
            settings => settings with { ConfigurationDefaults = new Dictionary<string, string> { ["CertificateStoreMaxLength"] = "1" } }, from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        (await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", authority.Root))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", stranger.Root))).ShouldBe("Rejected");
        (await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", authority.Root))).ShouldBe("Accepted");
    }

    /// <summary>A charge point of security profile 3 whose certificate ends then.</summary>
    private static async Task<RunningFleet> WithCertificateAsync(TestAuthority authority, DateTimeOffset until, DateTimeOffset from)
    {
        using var certificate = authority.Issue("CN=CP00001, O=Tests", until);
        using var folder = new TempDirectory();
        var file = Path.Combine(folder.FullName, "certificate.pem");
        await File.WriteAllTextAsync(file, TestAuthority.Pem(certificate));
        var fleet = await RunningFleet.StartAsync(
            settings => settings with { SecurityProfile = 3, CertificateFile = file, Roots = [authority.Root] },
            central => central.Answer("BootNotification", _ => central.Boot("Accepted", 0)), tls: authority, from: from);
        await fleet.EventuallyAsync(() => fleet.ChargePoint.CertificatesOrNone is not null);
        return fleet;
    }

    private static async Task<ScriptedConnection> BootedAsync(RunningFleet fleet)
    {
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.BootedAsync();
        return connection;
    }

    private static async Task<string> CertifyAsync(ScriptedConnection connection, TestAuthority authority)
    {
        (await connection.StatusOfAsync("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""")).ShouldBe("Accepted");
        var chain = Issue(authority, (string)(await connection.NextAsync("SignCertificate")).Payload["csr"]!, "CN=CP00001, O=Tests");
        (await connection.StatusOfAsync("CertificateSigned", new JsonObject { ["certificateChain"] = chain }.ToJsonString())).ShouldBe("Accepted");
        return chain;
    }

    private static string Issue(TestAuthority authority, string csr, string subject)
    {
        using var certificate = authority.IssueFor(CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256).PublicKey, subject);
        return certificate.ExportCertificatePem();
    }
}
