using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Operations;

[Collection(Heavy.Name)]
public sealed class NginxTlsTests(NginxTlsTests.Fixture behind) : TlsProxyTests(behind), IClassFixture<NginxTlsTests.Fixture>
{
    public sealed class Fixture() : BehindTlsProxy(tls => new Nginx(tls));
}

[Collection(Heavy.Name)]
public sealed class HaProxyTlsTests(HaProxyTlsTests.Fixture behind) : TlsProxyTests(behind), IClassFixture<HaProxyTlsTests.Fixture>
{
    public sealed class Fixture() : BehindTlsProxy(tls => new HaProxy(tls));
}

/// <summary>What docs/security.md promises of a proxy that ends TLS, with the lines that stand there.</summary>
public abstract class TlsProxyTests(BehindTlsProxy behind)
{
    private const string Password = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    [SkippableFact, Trait("Spec", "whitepaper A00.FR.401-405")]
    public async Task Charge_point_with_a_certificate_comes_with_profile_3_and_another_one_is_refused()
    {
        behind.SkipIfNotInstalled();
        using var certificate = behind.Authority.Issue($"CN=BEHIND3, O={TlsCentralSystem.CpoName}");
        await using (var chargePoint = await ScriptedChargePoint.ConnectAsync(behind.UriOf("BEHIND3"), options => behind.Configure(options, certificate)))
        {
            (await chargePoint.CallAsync(A.BootNotification)).Status.ToString().ShouldBe("Accepted");
            var session = await behind.System.SessionAsync("BEHIND3");
            (session.SecurityProfile, session.RemoteAddress).ShouldBe(((byte)3, "127.0.0.1"));
        }

        (await behind.StatusAsync("OTHER", options => behind.Configure(options, certificate))).ShouldBe(403);
        using var stranger = new TestAuthority("Somebody else");
        using var forged = stranger.Issue($"CN=BEHIND3, O={TlsCentralSystem.CpoName}");
        (await behind.StatusAsync("BEHIND3", options => behind.Configure(options, forged))).ShouldNotBe(101);
    }

    [SkippableFact, Trait("Spec", "whitepaper A00.FR.301-305")]
    public async Task Charge_point_with_a_password_comes_with_profile_2()
    {
        behind.SkipIfNotInstalled();
        await behind.System.AddChargePointAsync("BEHIND2", Password);
        (await behind.StatusAsync("BEHIND2", options => behind.Configure(options))).ShouldBe(401);
        await using var chargePoint = await ScriptedChargePoint.ConnectAsync(behind.UriOf("BEHIND2"), options =>
        {
            behind.Configure(options);
            options.SetRequestHeader("Authorization", "Basic " + Convert.ToBase64String([.. "BEHIND2:"u8, .. Convert.FromHexString(Password)]));
        });
        await chargePoint.CallAsync(A.BootNotification);
        (await behind.System.SessionAsync("BEHIND2")).SecurityProfile.ShouldBe((byte)2);
    }

    [SkippableFact, Trait("Spec", "whitepaper A00.FR.405")]
    public async Task Certificate_in_a_header_of_the_client_is_nobodys()
    {
        behind.SkipIfNotInstalled();
        using var certificate = behind.Authority.Issue($"CN=STOLEN, O={TlsCentralSystem.CpoName}");
        await behind.System.AddChargePointAsync("STOLEN", Password);
        foreach (var header in new[] { Uri.EscapeDataString(certificate.ExportCertificatePem()), Convert.ToBase64String(certificate.RawData) })
        {
            (await behind.StatusAsync("STOLEN", options =>
            {
                behind.Configure(options);
                options.SetRequestHeader("X-Client-Cert", header);
            })).ShouldBe(401);
        }
    }

    [SkippableTheory, Trait("Spec", "whitepaper A00.FR.317")]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384)]
    public async Task Each_cipher_suite_is_spoken(TlsCipherSuite suite)
    {
        behind.SkipIfNotInstalled();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", behind.Address.Port);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            CipherSuitesPolicy = TlsCentralSystem.Only(suite),
            RemoteCertificateValidationCallback = (_, shown, _, _) => behind.Authority.Trusts(shown!),
        }).Within("the handshake");
        stream.NegotiatedCipherSuite.ShouldBe(suite);
    }
}

/// <summary>A central system behind a proxy that ends TLS, shared by the tests of one proxy.</summary>
public abstract class BehindTlsProxy : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _files = new();
    private readonly ReverseProxy _proxy;

    private protected BehindTlsProxy(Func<ProxyTls, ReverseProxy> create) => _proxy = create(new ProxyTls(Authority));

    internal TestAuthority Authority { get; } = new();

    internal RunningCentralSystem System { get; private set; } = null!;

    internal Uri Address => _proxy.Address;

    internal void SkipIfNotInstalled() => Skip.IfNot(_proxy.IsInstalled, $"The proxy of {_proxy.FileName} is not installed");

    internal Uri UriOf(string identity) => new($"wss://localhost:{Address.Port}/ocpp/{identity}");

    internal void Configure(ClientWebSocketOptions options, X509Certificate2? certificate = null)
    {
        options.AddSubProtocol("ocpp1.6");
        options.RemoteCertificateValidationCallback = (_, shown, _, _) => Authority.Trusts(shown!);
        if (certificate is not null)
        {
            options.ClientCertificates.Add(certificate);
        }
    }

    /// <summary>HTTP status of a handshake; null where the connection ended without one.</summary>
    internal async Task<int?> StatusAsync(string identity, Action<ClientWebSocketOptions> configure)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket.Options);
        try
        {
            await socket.ConnectAsync(UriOf(identity), CancellationToken.None).Within("the handshake");
            return 101;
        }
        catch (WebSocketException)
        {
            return socket.HttpStatusCode == 0 ? null : (int)socket.HttpStatusCode;
        }
    }

    public async Task InitializeAsync()
    {
        if (!_proxy.IsInstalled)
        {
            return;
        }

        var roots = Path.Combine(_files.FullName, "roots.pem");
        await File.WriteAllTextAsync(roots, Authority.Root.ExportCertificatePem());
        System = await RunningCentralSystem.StartAsync(settings => settings
            .Set("Proxy:TrustedAddresses:0", "127.0.0.1").Set("Proxy:ClientCertificateHeader", "X-Client-Cert")
            .Set("Tls:ChargePointRoots", roots).Set("Tls:CpoName", TlsCentralSystem.CpoName));
        await _proxy.StartAsync(System.Address);
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        if (System is not null)
        {
            await System.DisposeAsync();
        }
    }

    public void Dispose()
    {
        Authority.Dispose();
        _files.Dispose();
        GC.SuppressFinalize(this);
    }
}
