using System.Net.WebSockets;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Connections.Proxies;
using CentralSystem.Web.Connections.Tls;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>The door of the central system: handshake in, conversation until its end.</summary>
internal sealed class OcppEndpoint(
    GuardedDoor door, ChargePointRegistry registry, CallDispatcher<ChargePointSession> dispatcher, SessionWatchers watchers, HandshakeRefusals refusals,
    SecurityHandover handover, TrustedProxies proxies, ClientCertificates certificates, RevokedConnections revoked, ConnectionEvents events, ConnectionLog log,
    ConnectionDrain drain, IOptions<ConnectionOptions> options, LimitOptions limits, LongMessageRoom longMessages, TimeProvider time)
{
    private const string RetryAfterSeconds = "60";

    private static readonly TimeSpan NoKeepAlive = Timeout.InfiniteTimeSpan;

    private readonly OcppConnectionOptions _conversation = new()
    {
        Mode = options.Value.Validation,
        CallTimeout = TimeSpan.FromSeconds(options.Value.CallTimeoutSeconds),
    };

    private string? _lastOrigin;

    /// <summary>Handles one request; returns when the conversation is over.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        // What the handshake needed is not held any longer: thousands of conversations idle in the second line.
        if (await AdmitAsync(context) is { } session)
        {
            await ConverseAsync(session);
        }
    }

    /// <summary>The handshake; null when it was refused or broke.</summary>
    private async ValueTask<ChargePointSession?> AdmitAsync(HttpContext context)
    {
        var request = RequestOf(context);
        switch (door.Judge(request, context.Features.Get<ConnectionPlace>()))
        {
            case HandshakeVerdict.Refused refused:
                await RefuseAsync(context, request, refused);
                return null;
            case HandshakeVerdict.Admitted admitted:
                return await AcceptAsync(context, request, admitted);
            case var verdict:
                throw new InvalidOperationException($"{verdict} is no verdict.");
        }
    }

    private static HandshakeRequest RequestOf(HttpContext context)
    {
        // The raw target, so that the identity is decoded exactly once; its query is ignored.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?');
        return new HandshakeRequest(
            query < 0 ? target : target[..query],
            AddressOf(context),
            context.WebSockets.IsWebSocketRequest,
            context.WebSockets.WebSocketRequestedProtocols,
            context.Request.Headers.Authorization,
            HandshakeChannel.Of(context));
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private async Task RefuseAsync(HttpContext context, HandshakeRequest request, HandshakeVerdict.Refused refused)
    {
        if (refused.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            // Whoever cannot show who it is gets no second try on this connection (A00.FR.407).
            refused = refused with { Hint = refused.Hint + proxies.NoteOf(context) };
            context.Response.Headers.Connection = "close";
        }

        Record(request, refused.Reason, refused.Hint);
        if (refused.StatusCode == StatusCodes.Status400BadRequest && options.Value.SubprotocolRefusal == SubprotocolRefusal.Close)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, "no common subprotocol", context.RequestAborted);
            return;
        }

        if (refused.Reason is ConnectionRefusal.MissingCredentials or ConnectionRefusal.WrongCredentials)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"OCPP\", charset=\"UTF-8\"";
        }

        if (refused.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (refused.StatusCode == StatusCodes.Status426UpgradeRequired)
        {
            context.Response.Headers.Upgrade = "websocket";
        }

        context.Response.StatusCode = refused.StatusCode;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(refused.Hint, context.RequestAborted);
    }

    private async ValueTask<ChargePointSession?> AcceptAsync(HttpContext context, HandshakeRequest request, HandshakeVerdict.Admitted admitted)
    {
        if (admitted.Settlement is { } settlement)
        {
            await handover.SettleAsync(admitted.ChargePoint, settlement, request.RemoteAddress);
        }

        WebSocket socket;
        try
        {
            // No compression: it costs twenty times the memory of a connection (docs/benchmarks.md).
            socket = await context.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { SubProtocol = admitted.Subprotocol, KeepAliveInterval = NoKeepAlive, DangerousEnableCompression = false });
        }
        catch (Exception e) when (e is IOException or WebSocketException or OperationCanceledException)
        {
            Record(request, ConnectionRefusal.HandshakeFailed, $"The connection broke during the handshake: {e.Message}");
            return null;
        }

        if (request.Channel.Certificate is { } certificate)
        {
            certificates.NotePresented(certificate);
        }

        return SessionOf(context, socket, request, admitted);
    }

    private ChargePointSession SessionOf(HttpContext context, WebSocket socket, HandshakeRequest request, HandshakeVerdict.Admitted admitted)
    {
        var stream = ((PingableUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>()).Stream!;
        var session = new ChargePointSession(admitted.ChargePoint, stream, request.RemoteAddress, time.GetUtcNow())
        {
            SecurityProfile = (byte)admitted.SecurityProfile,
            CertificateChain = request.Channel.Certificate?.Chain,
            HttpOrigin = OriginOf(context.Request),
        };

        // A dead peer never finishes a close handshake: only the server can drop its connection for good.
        var messages = new WebSocketMessageSocket(socket, options.Value.MaxMessageBytes, context.Abort, longMessages, time);
        var pace = MessagePace.IsOff(limits) ? null : new MessagePace(limits, time);
        session.Connection = new OcppConnection<ChargePointSession>(messages, session, dispatcher, _conversation, new SessionObserver(session, watchers), time)
        {
            Mode = admitted.ChargePoint.ValidationMode ?? options.Value.Validation,
            Pace = pace,
        };
        stream.Pace = pace;
        return session;
    }

    /// <summary>The Charge Points of a system reach it by one name or two: they share the text.</summary>
    private string? OriginOf(HttpRequest request)
    {
        if (!request.Host.HasValue)
        {
            return null;
        }

        var origin = $"{request.Scheme}://{request.Host}";
        return origin == _lastOrigin ? _lastOrigin : _lastOrigin = origin;
    }

    private async Task ConverseAsync(ChargePointSession session)
    {
        var replaced = registry.Add(session);
        events.Connected(session, replaced);
        watchers.Metrics.Admitted();
        LogStart(session, replaced);
        drain.CloseIfStopping(session);
        revoked.CloseIfRevoked(session);
        var reason = await session.Connection.RunAsync();
        reason = session.Stream.WasFlooded ? DisconnectReason.TooFast : reason;
        registry.Remove(session);
        events.Disconnected(session, session.EndOf(reason));
        watchers.Metrics.Closed(session.EndOf(reason));
        door.Ended(session, reason);
        if (options.Value.LogLifecycle)
        {
            log.Disconnected(session.Identity, time.GetUtcNow() - session.ConnectedAt, session.EndOf(reason));
        }
    }

    private void LogStart(ChargePointSession session, ChargePointSession? replaced)
    {
        if (!options.Value.LogLifecycle)
        {
            return;
        }

        session.Stream.Ponged = latency => log.Ponged(session.Identity, latency);
        if (replaced is null)
        {
            log.Connected(session.Identity, session.RemoteAddress);
        }
        else
        {
            log.Reconnected(session.Identity, session.RemoteAddress, time.GetUtcNow() - replaced.ConnectedAt);
        }
    }

    private void Record(HandshakeRequest request, ConnectionRefusal reason, string hint) => refusals.Record(
        request.Path, request.RemoteAddress, request.Identity, request.Subprotocols.Count > 0 ? string.Join(", ", request.Subprotocols) : null, reason, hint);
}
