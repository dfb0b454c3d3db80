using System.Net;
using System.Net.WebSockets;
using System.Text;
using ChargePointEmulator.Settings;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>Websockets over one shared HTTP handler.</summary>
internal sealed class WebSocketLink : ICentralSystemLink, IDisposable
{
    private const string Subprotocol = "ocpp1.6";
    private const int MaxMessageBytes = 1_048_576;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    private readonly EmulatorSettings _settings;
    private readonly Faults.StallingConnections? _connections;
    private readonly HttpMessageInvoker _http;

    /// <param name="settings">Where to, and whether certificates count.</param>
    /// <param name="connections">Opens the TCP connections; null for the usual way.</param>
    public WebSocketLink(EmulatorSettings settings, Faults.StallingConnections? connections = null)
    {
        _settings = settings;
        _connections = connections;
        _http = new HttpMessageInvoker(NewHandler());
    }

    public async Task<IMessageSocket> OpenAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HandshakeTimeout);
        var check = handshake.Tls is { } tls ? new ServerCheck(tls, _settings.Insecure) : null;
        try
        {
            Prepare(socket.Options, handshake);
            if (check is null)
            {
                await socket.ConnectAsync(UrlOf(handshake.Identity, endsWithSlash: handshake.EndsWithSlash), _http, limit.Token);
            }
            else
            {
                // TLS connections are never shared: each charge point trusts and shows its own certificates.
                using var http = new HttpMessageInvoker(NewHandler(check));
                await socket.ConnectAsync(UrlOf(handshake.Identity, handshake.Profile, handshake.EndsWithSlash), http, limit.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new HandshakeRefusedException($"no answer within {HandshakeTimeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or InvalidOperationException)
        {
            var reason = socket.HttpStatusCode is 0 or HttpStatusCode.SwitchingProtocols
                ? e.GetBaseException().Message
                : $"HTTP {(int)socket.HttpStatusCode} {socket.HttpStatusCode}";
            socket.Dispose();
            throw new HandshakeRefusedException(check?.Problem ?? reason, e) { SecurityEvent = check?.SecurityEventOf(e) };
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (socket.SubProtocol != Subprotocol && !(handshake.OffersNoSubprotocol && socket.SubProtocol is null))
        {
            // A Central System without a common version completes the handshake and leaves the header out (OCPP-J §3.2).
            await CloseAsync(socket, cancellationToken);
            throw new HandshakeRefusedException($"the Central System did not choose {Subprotocol}, but '{socket.SubProtocol}'");
        }

        return new WebSocketMessageSocket(socket, MaxMessageBytes);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The endpoint with the identity as one percent-encoded segment (OCPP-J §3.1.1).</summary>
    internal Uri UrlOf(string identity, int profile = 0, bool endsWithSlash = false) =>
        new($"{_settings.EndpointOf(profile).AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(identity)}{(endsWithSlash ? "/" : "")}");

    private SocketsHttpHandler NewHandler(ServerCheck? check = null)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null, ConnectTimeout = TimeSpan.FromSeconds(30) };
        if (_connections is not null)
        {
            handler.ConnectCallback = _connections.ConnectAsync;
        }

        check?.Configure(handler.SslOptions);
        return handler;
    }

    private static void Prepare(ClientWebSocketOptions options, in Handshake handshake)
    {
        if (!handshake.OffersNoSubprotocol)
        {
            options.AddSubProtocol(Subprotocol);
        }

        options.CollectHttpResponseDetails = true;

        // With a time-out the framework sends pings and watches for pongs; a half-open socket is then noticed (OCPP-J errata §3.9).
        options.KeepAliveInterval = handshake.PingInterval;
        options.KeepAliveTimeout = handshake.PingInterval > TimeSpan.Zero ? handshake.PingInterval : Timeout.InfiniteTimeSpan;
        if (handshake.Password is { } password)
        {
            // The password is bytes, not text (OCPP-J §6.2.2).
            byte[] credentials = [.. Encoding.UTF8.GetBytes(handshake.Identity), (byte)':', .. password.Span];
            options.SetRequestHeader("Authorization", $"Basic {Convert.ToBase64String(credentials)}");
        }
    }

    private static async Task CloseAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using (socket)
        {
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, "ocpp1.6 is required", cancellationToken);
            }
            catch (WebSocketException)
            {
                // The Central System closed first, as it should.
            }
        }
    }
}
