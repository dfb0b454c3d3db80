using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using ChargePointEmulator.Settings;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>Websockets, each on a connection of its own: TCP, TLS, the upgrade, then the framework's frames.</summary>
/// <remarks>Why the handshake is not the framework's: decision 0033.</remarks>
/// <param name="settings">Where to, and whether certificates count.</param>
/// <param name="around">Puts something around the TCP connection of an identity; null leaves it as it is.</param>
internal sealed class WebSocketLink(EmulatorSettings settings, Func<string, Stream, Stream>? around = null) : ICentralSystemLink
{
    private const string Subprotocol = "ocpp1.6";
    private const int MaxMessageBytes = 1_048_576;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    private readonly SourceAddresses _sources = new(settings.SourceAddresses);

    public async Task<IMessageSocket> OpenAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HandshakeTimeout);
        var check = handshake.Tls is { } tls ? new ServerCheck(tls, settings.Insecure) : null;
        var url = UrlOf(handshake.Identity, check is null ? 0 : handshake.Profile, handshake.EndsWithSlash, handshake.HasIdentityTwice);
        Stream? stream = null;
        try
        {
            stream = await ConnectAsync(url, handshake.Identity, check, limit.Token);
            var authorization = handshake.Password is { } password ? WebSocketUpgrade.BasicAuthorization(handshake.Identity, password) : null;
            var answer = await WebSocketUpgrade.AskAsync(stream, url, handshake.OffersNoSubprotocol ? null : handshake.OffersOtherVersions ? $"ocpp2.1, ocpp2.0.1, {Subprotocol}" : Subprotocol, authorization, limit.Token);
            var socket = Take(answer, handshake.PingInterval);
            stream = null;
            if (answer.Subprotocol != Subprotocol && !(handshake.OffersNoSubprotocol && answer.Subprotocol is null))
            {
                // A Central System without a common version completes the handshake and leaves the header out (OCPP-J §3.2).
                await CloseAsync(socket, limit.Token);
                throw new HandshakeRefusedException($"the Central System did not choose {Subprotocol}, but '{answer.Subprotocol}'");
            }

            return new WebSocketMessageSocket(socket, MaxMessageBytes, sends: handshake.SendsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HandshakeRefusedException($"no answer within {HandshakeTimeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            throw new HandshakeRefusedException(check?.Problem ?? Reason(e.GetBaseException()), e) { SecurityEvent = check?.SecurityEventOf(e) };
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>The endpoint with the identity as one percent-encoded segment (OCPP-J §3.1.1).</summary>
    internal Uri UrlOf(string identity, int profile = 0, bool endsWithSlash = false, bool hasIdentityTwice = false)
    {
        var segment = "/" + Uri.EscapeDataString(identity);
        return new($"{settings.EndpointOf(profile).AbsoluteUri.TrimEnd('/')}{segment}{(hasIdentityTwice ? segment : "")}{(endsWithSlash ? "/" : "")}");
    }

    private static string Reason(Exception cause) => cause is SocketException { SocketErrorCode: SocketError.AddressNotAvailable }
        ? $"{cause.Message}: its ports are used up, or it is none of this machine's (--bind)" : cause.Message;

    private async Task<Stream> ConnectAsync(Uri url, string identity, ServerCheck? check, CancellationToken cancellationToken)
    {
        var stream = await _sources.ConnectAsync(new DnsEndPoint(url.IdnHost, url.Port), cancellationToken);
        try
        {
            stream = around?.Invoke(identity, stream) ?? stream;
            if (check is not null)
            {
                var tls = new SslStream(stream);
                stream = tls;
                var options = new SslClientAuthenticationOptions { TargetHost = url.IdnHost, ApplicationProtocols = [SslApplicationProtocol.Http11] };
                check.Configure(options);
                await tls.AuthenticateAsClientAsync(options, cancellationToken);
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static WebSocket Take(UpgradeAnswer answer, TimeSpan pingInterval)
    {
        if (answer.Status != (int)HttpStatusCode.SwitchingProtocols)
        {
            throw new HandshakeRefusedException($"HTTP {answer.Status} {(HttpStatusCode)answer.Status}");
        }

        if (answer.Flaw is { } flaw)
        {
            throw new HandshakeRefusedException($"HTTP 101 with {flaw} (RFC 6455 §4.1)");
        }

        return WebSocket.CreateFromStream(answer.Stream, new WebSocketCreationOptions
        {
            // Any other, which may be no subprotocol at all, only sees the connection close.
            SubProtocol = answer.Subprotocol == Subprotocol ? Subprotocol : null,

            // With a time-out the framework sends pings and watches for pongs; a half-open socket is then noticed (OCPP-J errata §3.9).
            KeepAliveInterval = pingInterval,
            KeepAliveTimeout = pingInterval > TimeSpan.Zero ? pingInterval : Timeout.InfiniteTimeSpan,
        });
    }

    private static async Task CloseAsync(WebSocket socket, CancellationToken cancellationToken)
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
