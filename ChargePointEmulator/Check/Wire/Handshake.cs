using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

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

    /// <summary>The header of Basic authentication; the password counts as bytes (OCPP-J §6.2.2).</summary>
    public static string Basic(string identity, ReadOnlySpan<byte> password) =>
        "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(identity + ":"), .. password]);
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
    private const int MaxHeaderBytes = 32 * 1024;

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
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"GET {request.Url.PathAndQuery} HTTP/1.1\r\nHost: {request.Url.Authority}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n");
        if (request.Subprotocols is { } subprotocols)
        {
            head.Append(CultureInfo.InvariantCulture, $"Sec-WebSocket-Protocol: {subprotocols}\r\n");
        }

        if (request.Authorization is { } authorization)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {authorization}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        var (status, headers) = await ReadHeadAsync(stream, cancellationToken);
        return new HandshakeAnswer(status, headers, null, status == 101 ? new WireSocket(stream) : null);
    }

    private static async Task<(int Status, IReadOnlyDictionary<string, string> Headers)> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Byte by byte: whatever follows the head is the first frame.
        var head = new List<byte>(512);
        var next = new byte[1];
        while (head.Count < 4 || head[^1] != '\n' || head[^2] != '\r' || head[^3] != '\n')
        {
            if (head.Count > MaxHeaderBytes || await stream.ReadAsync(next, cancellationToken) == 0)
            {
                throw new IOException("no end of the HTTP head");
            }

            head.Add(next[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal)))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var earlier) ? $"{earlier}, {value}" : value;
        }

        var words = lines[0].Split(' ');
        return words.Length >= 2 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (status, headers)
            : throw new IOException($"not HTTP: {lines[0]}");
    }
}
