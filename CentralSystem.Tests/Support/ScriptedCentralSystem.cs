using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Support;

/// <summary>A Central System on a loopback port that follows a script; it speaks plain JSON, so that it shares no code with what it tests.</summary>
internal sealed class ScriptedCentralSystem : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<ReceivedCall, JsonArray?>> _answers = new();
    private readonly ConcurrentDictionary<string, Channel<ScriptedConnection>> _arrivals = new();
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private int _lastTransactionId;

    private ScriptedCentralSystem(WebApplication app, TimeProvider time)
    {
        (_app, _time) = (app, time);
        Answer("BootNotification", _ => Boot("Accepted", 300));
        Answer("Authorize", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" } });
        Answer("StartTransaction", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" }, ["transactionId"] = Interlocked.Increment(ref _lastTransactionId) });
        Answer("StopTransaction", _ => []);
        Answer("Heartbeat", _ => new JsonObject { ["currentTime"] = Now });
        Answer("SignCertificate", _ => new JsonObject { ["status"] = "Accepted" });
    }

    public Uri Endpoint => new(_app.Urls.First(url => url.StartsWith("http:", StringComparison.Ordinal)).Replace("http:", "ws:", StringComparison.Ordinal) + "/ocpp");

    /// <summary>Port of the door with TLS, where there is one.</summary>
    public int? TlsPort => _app.Urls.FirstOrDefault(url => url.StartsWith("https:", StringComparison.Ordinal)) is { } url ? new Uri(url).Port : null;

    /// <summary>Files that charge points fetch, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Downloads { get; } = new();

    /// <summary>Files that charge points brought.</summary>
    public Channel<(string Path, string Content)> Uploads { get; } = Channel.CreateUnbounded<(string, string)>();

    /// <summary>Address of a file or folder here; those with "refused" in it answer 403, those with "broken" 500.</summary>
    public string FileAt(string path) => Endpoint.AbsoluteUri.Replace("ws:", "http:", StringComparison.Ordinal).Replace("/ocpp", "/files/" + path, StringComparison.Ordinal);

    /// <summary>Subprotocol of the handshake; null leaves it out.</summary>
    public string? Subprotocol { get; set; } = "ocpp1.6";

    /// <summary>Refuses handshakes with this HTTP status.</summary>
    public int? RefuseWith { get; set; }

    /// <summary>Uploads end only when this does.</summary>
    public TaskCompletionSource? HoldUploads { get; set; }

    /// <summary>Handshakes that were tried.</summary>
    public Channel<HttpRequestFacts> Handshakes { get; } = Channel.CreateUnbounded<HttpRequestFacts>();

    private string Now => _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static async Task<ScriptedCentralSystem> StartAsync(TimeProvider? time = null, TestAuthority? tls = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            if (tls is not null)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(https =>
                {
                    https.ServerCertificate = tls.Issue("CN=localhost, O=Tests");
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (_, _, _) => true;
                }));
            }
        });
        var app = builder.Build();
        var system = new ScriptedCentralSystem(app, time ?? TimeProvider.System);
        app.UseWebSockets();
        app.Run(system.AcceptAsync);
        await app.StartAsync();
        return system;
    }

    /// <summary>What a BootNotification is answered with.</summary>
    public JsonObject Boot(string status, int interval) => new() { ["status"] = status, ["currentTime"] = Now, ["interval"] = interval };

    /// <summary>Answers an action from now on with a payload.</summary>
    public void Answer(string action, Func<ReceivedCall, JsonObject> payload) => _answers[action] = call => [3, call.Id, payload(call)];

    /// <summary>Answers an action from now on with a CALLERROR.</summary>
    public void Refuse(string action, string code) => _answers[action] = call => [4, call.Id, code, "", new JsonObject()];

    /// <summary>Leaves an action unanswered from now on.</summary>
    public void Ignore(string action) => _answers[action] = _ => null;

    /// <summary>The next connection of an identity, also one that is there already.</summary>
    public async Task<ScriptedConnection> ConnectionAsync(string identity) => await Arrivals(identity).Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    internal JsonArray? AnswerTo(ReceivedCall call) =>
        _answers.TryGetValue(call.Action, out var answer) ? answer(call) : [3, call.Id, new JsonObject()];

    private async Task ServeFileAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!["/files/".Length..];
        if (path.Contains("refused", StringComparison.Ordinal) || path.Contains("broken", StringComparison.Ordinal))
        {
            context.Response.StatusCode = path.Contains("refused", StringComparison.Ordinal) ? 403 : 500;
        }
        else if (context.Request.Method == "PUT")
        {
            using var reader = new StreamReader(context.Request.Body);
            var content = await reader.ReadToEndAsync();
            if (HoldUploads is { } hold)
            {
                await hold.Task;
            }

            Uploads.Writer.TryWrite((path, content));
        }
        else if (Downloads.TryGetValue(path, out var file))
        {
            await context.Response.Body.WriteAsync(file);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private Channel<ScriptedConnection> Arrivals(string identity) => _arrivals.GetOrAdd(identity, _ => Channel.CreateUnbounded<ScriptedConnection>());

    private async Task AcceptAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/files"))
        {
            await ServeFileAsync(context);
            return;
        }

        Handshakes.Writer.TryWrite(new HttpRequestFacts(context.Request.Path.ToUriComponent(), context.Request.Headers.Authorization.ToString())
        {
            Offered = context.Request.Headers.SecWebSocketProtocol.ToString(),
            IsTls = context.Request.IsHttps,
            TlsVersion = context.Features.Get<ITlsHandshakeFeature>()?.Protocol,
            Certificate = context.Connection.ClientCertificate,
            From = context.Connection.RemoteIpAddress,
        });
        if (RefuseWith is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
        var identity = Uri.UnescapeDataString(context.Request.Path.Value!.Split('/')[^1]);
        using var connection = new ScriptedConnection(this, socket, context);
        Arrivals(identity).Writer.TryWrite(connection);
        await connection.RunAsync();
    }
}

/// <summary>What a handshake brought.</summary>
internal sealed record HttpRequestFacts(string Path, string Authorization)
{
    /// <summary>Subprotocols, as they stand in the header.</summary>
    public string Offered { get; init; } = "";

    public bool IsTls { get; init; }

    public SslProtocols? TlsVersion { get; init; }

    public X509Certificate2? Certificate { get; init; }

    public IPAddress? From { get; init; }
}

/// <summary>A CALL of a charge point.</summary>
internal sealed record ReceivedCall(string Id, string Action, JsonObject Payload, string Frame);

/// <summary>Longest wait of a test for something that should happen.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
}

/// <summary>One charge point on the line.</summary>
internal sealed class ScriptedConnection(ScriptedCentralSystem system, WebSocket socket, HttpContext context) : IDisposable
{
    private readonly Channel<ReceivedCall> _calls = Channel.CreateUnbounded<ReceivedCall>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonArray>> _pending = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _lastId;

    /// <summary>The charge point sent a binary message.</summary>
    public bool HasSentBinary { get; private set; }

    /// <summary>The charge point sent a text message.</summary>
    public bool HasSentText { get; private set; }

    /// <summary>Completes when the charge point is gone.</summary>
    public Task Ended => _ended.Task.WaitAsync(Patience.Limit);

    /// <summary>Every frame of the charge point and every one sent to it, in order.</summary>
    public ConcurrentQueue<string> Frames { get; } = [];

    /// <summary>The charge point said goodbye with a close frame.</summary>
    public bool WasClosedInOrder { get; private set; }

    /// <summary>CALLs that came and were not read yet.</summary>
    public bool HasMore => _calls.Reader.TryPeek(out _);

    /// <summary>The next CALL, whatever it is.</summary>
    public async Task<ReceivedCall> NextAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    /// <summary>The next CALL of this action; others before it are skipped.</summary>
    public async Task<ReceivedCall> NextAsync(string action)
    {
        while (true)
        {
            var call = await NextAsync();
            if (call.Action == action)
            {
                return call;
            }
        }
    }

    /// <summary>The next StatusNotification of a connector with this status.</summary>
    public async Task<ReceivedCall> StatusAsync(int connectorId, string status)
    {
        while (true)
        {
            var call = await NextAsync("StatusNotification");
            if ((int)call.Payload["connectorId"]! == connectorId && (string)call.Payload["status"]! == status)
            {
                return call;
            }
        }
    }

    /// <summary>The next StopTransaction and the next status, which may come in either order.</summary>
    public async Task<(ReceivedCall Stop, ReceivedCall Status)> StopAndStatusAsync(int connectorId, string status)
    {
        ReceivedCall? stop = null;
        ReceivedCall? report = null;
        while (stop is null || report is null)
        {
            var call = await NextAsync();
            stop ??= call.Action == "StopTransaction" ? call : null;
            report ??= call.Action == "StatusNotification" && (int)call.Payload["connectorId"]! == connectorId && (string)call.Payload["status"]! == status ? call : null;
        }

        return (stop, report);
    }

    /// <summary>Boot and the first report of every connector.</summary>
    public async Task BootedAsync(int connectors = 2)
    {
        await NextAsync("BootNotification");
        for (var i = 0; i <= connectors; i++)
        {
            await NextAsync("StatusNotification");
        }
    }

    /// <summary>Calls the charge point; gives its whole answer.</summary>
    public async Task<JsonArray> CallAsync(string action, string payload = "{}")
    {
        var id = "cs-" + Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var answered = _pending[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync($"""[2,"{id}","{action}",{payload}]""");
        return await answered.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Calls the charge point; gives the status of its answer.</summary>
    public async Task<string> StatusOfAsync(string action, string payload = "{}")
    {
        var answer = await CallAsync(action, payload);
        return (int)answer[0]! == 3 ? (string?)answer[2]!["status"] ?? "" : (string)answer[2]!;
    }

    public void Abort() => context.Abort();

    public async Task SendAsync(string frame)
    {
        await _sending.WaitAsync();
        try
        {
            Frames.Enqueue(frame);
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    internal async Task RunAsync()
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    WasClosedInOrder = true;
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    return;
                }

                HasSentBinary |= result.MessageType == WebSocketMessageType.Binary;
                HasSentText |= result.MessageType == WebSocketMessageType.Text;
                await TakeAsync(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The charge point is gone; the test says whether it should be.
        }
        finally
        {
            _ended.TrySetResult();
            _calls.Writer.TryComplete();
        }
    }

    private async Task TakeAsync(string text)
    {
        Frames.Enqueue(text);
        var frame = JsonNode.Parse(text)!.AsArray();
        var id = (string)frame[1]!;
        if ((int)frame[0]! != 2)
        {
            if (_pending.TryRemove(id, out var answered))
            {
                answered.TrySetResult(frame);
            }

            return;
        }

        var call = new ReceivedCall(id, (string)frame[2]!, frame[3]!.AsObject(), text);
        if (system.AnswerTo(call) is { } answer)
        {
            await SendAsync(answer.ToJsonString());
        }

        // Only now: whoever saw the call may rely on its answer being on the way.
        _calls.Writer.TryWrite(call);
    }
}
