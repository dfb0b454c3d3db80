using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Connection;

namespace ChargePointEmulator.Check.Wire;

/// <summary>What a charge point asks for when it connects.</summary>
internal sealed record HandshakeRequest
{
    /// <summary>Whole URL of the connection: endpoint, slash, identity as it goes over the wire (OCPP-J §3.1.1).</summary>
    public required Uri Url { get; init; }

    /// <summary>Value of Sec-WebSocket-Protocol; null leaves the header out.</summary>
    public string? Subprotocols { get; init; } = "ocpp1.6";

    /// <summary>Value of the Authorization header; null leaves it out.</summary>
    public string? Authorization { get; init; }

    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Decides about the certificate of the server; null accepts every one.</summary>
    public Func<X509Certificate2, bool>? TrustServer { get; init; }

    public SslProtocols TlsVersions { get; init; } = SslProtocols.None;

    /// <summary>The only cipher suites offered; empty offers those of the platform.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites { get; init; } = [];
}

/// <summary>What came of a handshake. <see cref="Socket"/> is there only after 101.</summary>
internal sealed record HandshakeAnswer(int? Status, IReadOnlyDictionary<string, string> Headers, string? Refusal, WireSocket? Socket)
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    public bool IsUpgraded => Socket is not null;

    public string? Subprotocol => Headers.GetValueOrDefault("Sec-WebSocket-Protocol");

    public static HandshakeAnswer Refused(string why) => new(null, NoHeaders, why, null);

    public override string ToString() => Status is { } status ? $"HTTP {status.ToString(CultureInfo.InvariantCulture)}" : Refusal!;
}

/// <summary>Opens connections as RFC 6455 §4.1 has it, with whatever headers a case needs.</summary>
internal static class Handshake
{
    /// <summary>Connects and waits for the answer to the upgrade.</summary>
    /// <remarks>
    /// A refusal by HTTP or TLS is an answer. Errors: <see cref="EnvironmentException"/> when nobody listens,
    /// <see cref="TimeoutException"/> when nobody answers.
    /// </remarks>
    public static async Task<HandshakeAnswer> TryAsync(HandshakeRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var connected = new TcpClient { NoDelay = true };
        Stream? stream = null;
        try
        {
            await connected.ConnectAsync(request.Url.Host, request.Url.Port, limit.Token);
            stream = request.Url.Scheme == "wss" ? await SecureAsync(connected.GetStream(), request, limit.Token) : connected.GetStream();
            var answer = await UpgradeAsync(stream, request, limit.Token);
            stream = answer.IsUpgraded ? null : stream;
            return answer;
        }
        catch (SocketException e)
        {
            throw new EnvironmentException($"Nobody answers at {request.Url.Authority}: {e.Message}");
        }
        catch (AuthenticationException e)
        {
            return HandshakeAnswer.Refused($"TLS failed: {e.InnerException?.Message ?? e.Message}");
        }
        catch (IOException e)
        {
            return HandshakeAnswer.Refused($"The connection ended during the handshake: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.Url.Authority} did not finish the handshake within {timeout.TotalSeconds:0.#} s.");
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private static async Task<SslStream> SecureAsync(NetworkStream stream, HandshakeRequest request, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = request.Url.Host,
                EnabledSslProtocols = request.TlsVersions,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    request.TrustServer is { } trust ? certificate is X509Certificate2 shown && trust(shown) : certificate is not null,
                ClientCertificates = request.ClientCertificate is { } own ? [own] : null,
            };
            if (request.CipherSuites.Count > 0 && !OperatingSystem.IsWindows() && !OperatingSystem.IsAndroid())
            {
                options.CipherSuitesPolicy = new CipherSuitesPolicy(request.CipherSuites);
            }

            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static async Task<HandshakeAnswer> UpgradeAsync(Stream stream, HandshakeRequest request, CancellationToken cancellationToken)
    {
        var answer = await WebSocketUpgrade.AskAsync(stream, request.Url, request.Subprotocols, request.Authorization, cancellationToken);
        return answer is { Status: 101, Flaw: { } flaw }
            ? HandshakeAnswer.Refused($"HTTP 101 with {flaw} (RFC 6455 §4.1)")
            : new HandshakeAnswer(answer.Status, answer.Headers, null, answer.Status == 101 ? new WireSocket(answer.Stream) : null);
    }
}
