using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CentralSystem.Web.Connections;

namespace CentralSystem.Tests.Support;

/// <summary>A central system with all its doors: plain, TLS, TLS with client certificates; certificates of an authority of its own.</summary>
/// <remarks>Shared by the tests of a class; each uses identities of its own.</remarks>
public sealed class TlsCentralSystem : IAsyncLifetime, IDisposable
{
    public const string CpoName = "Operator of the tests";

    private readonly TempDirectory _files = new();

    internal RunningCentralSystem System { get; private set; } = null!;

    internal TestAuthority Authority { get; } = new();

    /// <summary>An authority that the central system does not know.</summary>
    internal TestAuthority Stranger { get; } = new("Somebody else");

    internal string ServerFile => Path.Combine(_files.FullName, "server.pem");

    internal string CrlFile => Path.Combine(_files.FullName, "revoked.pem");

    public async Task InitializeAsync() => System = await RunningCentralSystem.StartAsync(Configure);

    public async Task DisposeAsync() => await System.DisposeAsync();

    public void Dispose()
    {
        _files.Dispose();
        Authority.Dispose();
        Stranger.Dispose();
    }

    /// <summary>A client that offers this cipher suite and no other.</summary>
    internal static CipherSuitesPolicy Only(TlsCipherSuite suite) =>
        OperatingSystem.IsWindows() || OperatingSystem.IsAndroid() ? throw new PlatformNotSupportedException() : new CipherSuitesPolicy([suite]);

    /// <summary>Writes the files and gives the settings of the doors.</summary>
    internal void Configure(CentralSystemSettings settings)
    {
        using var ecdsa = Authority.Issue("CN=localhost, O=Tests");
        using var rsa = Authority.IssueRsa("CN=localhost, O=Tests");
        File.WriteAllText(ServerFile, TestAuthority.Pem(ecdsa));
        settings
            .Set("Tls:Port", "0").Set("Tls:ClientCertificatePort", "0").Set("Tls:CpoName", CpoName).Set("Tls:ReloadSeconds", "86400")
            .Set("Tls:Certificates:0", ServerFile)
            .Set("Tls:Certificates:1", FileOf("rsa.pem", rsa.ExportCertificatePem()))
            .Set("Tls:Keys:0", FileOf("rsa.key", TestAuthority.KeyPem(rsa)))
            .Set("Tls:ChargePointRoots", FileOf("roots.pem", Authority.Root.ExportCertificatePem()))
            .Set("Tls:ChargePointCrls:0", FileOf("revoked.pem", Authority.Revoke()));
    }

    internal string FileOf(string name, string content)
    {
        var path = Path.Combine(_files.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>URL of the door for an identity.</summary>
    /// <param name="identity">Whose.</param>
    /// <param name="profile">0 and 1 at the plain door, 2 with TLS, 3 at the door for client certificates.</param>
    internal Uri UriOf(string identity, int profile) => new($"{(profile < 2 ? "ws" : "wss")}://{DoorOf(profile).Authority}/ocpp/{identity}");

    internal Uri DoorOf(int profile) => System.Addresses[Math.Max(0, profile - 1)];

    /// <summary>A certificate as a Charge Point of this operator has it.</summary>
    internal X509Certificate2 CertificateOf(string identity) => Authority.Issue($"CN={identity}, O={CpoName}");

    /// <summary>Connects with what a profile takes.</summary>
    internal Task<ScriptedChargePoint> ConnectAsync(string identity, int profile, string? password = null, X509Certificate2? certificate = null) =>
        ScriptedChargePoint.ConnectAsync(UriOf(identity, profile), options => Configure(options, identity, password, certificate));

    /// <summary>Tries to connect; gives the HTTP status, or null where the connection ended without one.</summary>
    internal async Task<int?> TryAsync(string identity, int profile, string? password = null, X509Certificate2? certificate = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        Configure(socket.Options, identity, password, certificate);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        try
        {
            await socket.ConnectAsync(UriOf(identity, profile), limit.Token);
            return 101;
        }
        catch (WebSocketException)
        {
            return socket.HttpStatusCode == 0 ? null : (int)socket.HttpStatusCode;
        }
    }

    /// <summary>The newest connection attempt of a reason.</summary>
    internal async Task<ConnectionAttempt> AttemptAsync(ConnectionRefusal reason, string? identity = null, string? hint = null)
    {
        ConnectionAttempt? found = null;
        await Eventually.TrueAsync(async () =>
        {
            await System.FlushAsync();
            found = await System.ReadAsync(db => Task.FromResult(db.ConnectionAttempts.Where(a => a.Reason == reason && (identity == null || a.ChargePointId == identity))
                .OrderByDescending(a => a.Id).FirstOrDefault()));
            return found is not null && (hint is null || found.Hint.Contains(hint, StringComparison.Ordinal));
        }, $"a connection attempt {reason} {hint}");
        return found!;
    }

    /// <summary>A TLS connection to a door, without a word of HTTP.</summary>
    internal async Task<SslStream> OpenTlsAsync(int profile, Action<SslClientAuthenticationOptions>? configure = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(DoorOf(profile).Host, DoorOf(profile).Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, certificate, _, _) => Authority.Trusts(certificate!) };
        configure?.Invoke(options);
        try
        {
            using var limit = new CancellationTokenSource(Eventually.Limit);
            await stream.AuthenticateAsClientAsync(options, limit.Token);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw new AuthenticationException("The handshake failed.", e);
        }
    }

    /// <summary>Asks for a websocket over a connection of <see cref="OpenTlsAsync"/>; gives the first line of the answer.</summary>
    internal static async Task<string?> AskForWebSocketAsync(Stream stream, string identity)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /ocpp/{identity} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n"));
        using var lines = new StreamReader(stream, leaveOpen: true);
        return await lines.ReadLineAsync().Within("the answer");
    }

    internal void Configure(ClientWebSocketOptions options, string identity, string? password, X509Certificate2? certificate)
    {
        options.AddSubProtocol("ocpp1.6");
        options.RemoteCertificateValidationCallback = (_, shown, _, _) => Authority.Trusts(shown!);
        if (password is not null)
        {
            options.SetRequestHeader("Authorization", "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(identity + ":"), .. Convert.FromHexString(password)]));
        }

        if (certificate is not null)
        {
            options.ClientCertificates.Add(certificate);
        }
    }
}
