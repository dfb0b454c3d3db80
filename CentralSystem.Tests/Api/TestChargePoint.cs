using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace CentralSystem.Tests.Api;

/// <summary>A Charge Point that does what a test tells it.</summary>
public sealed class TestChargePoint : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly Channel<IncomingCall> _received = Channel.CreateUnbounded<IncomingCall>();
    private Task _receiving = Task.CompletedTask;
    private int _lastId;

    private TestChargePoint(string identity) => Identity = identity;

    public string Identity { get; }

    /// <summary>Payload of the answer per action; an action that is missing is left to the test.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    public static async Task<TestChargePoint> ConnectAsync(Uri url, string identity, string? password)
    {
        var chargePoint = new TestChargePoint(identity);
        chargePoint._socket.Options.AddSubProtocol("ocpp1.6");
        chargePoint._socket.Options.CollectHttpResponseDetails = true;
        if (password is not null)
        {
            chargePoint._socket.Options.SetRequestHeader("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}:{password}"))}");
        }

        using var limit = new CancellationTokenSource(Limit);
        await chargePoint._socket.ConnectAsync(url, limit.Token);
        chargePoint._receiving = chargePoint.ReceiveAsync();
        return chargePoint;
    }

    public Task<JsonElement> BootAsync() => CallAsync("BootNotification", """{"chargePointVendor":"Vendor","chargePointModel":"Model"}""");

    /// <summary>Sends a CALL and gives the payload of its CALLRESULT.</summary>
    public async Task<JsonElement> CallAsync(string action, string payload)
    {
        var frame = await CallForFrameAsync(action, payload);
        frame[0].GetInt32().ShouldBe(3, frame.ToString());
        return frame[2];
    }

    /// <summary>Sends a CALL and gives the whole frame that answers it.</summary>
    public async Task<JsonElement> CallForFrameAsync(string action, string payload)
    {
        var id = $"cp-{Interlocked.Increment(ref _lastId)}";
        var answer = _calls[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync($"""[2,"{id}","{action}",{payload}]""");
        return await answer.Task.WaitAsync(Limit);
    }

    /// <summary>The next CALL that came in, whether or not it was answered already.</summary>
    public async Task<IncomingCall> ReceivedAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Whether a CALL came in that nobody has looked at.</summary>
    public bool HasReceived => _received.Reader.TryPeek(out _);

    public Task AnswerAsync(IncomingCall call, string payload) => SendAsync($"""[3,"{call.Id}",{payload}]""");

    public Task RefuseAsync(IncomingCall call, string code, string description) => SendAsync($$"""[4,"{{call.Id}}","{{code}}","{{description}}",{"why":"test"}]""");

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public async Task EndedAsync() => await _receiving.WaitAsync(Limit);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(string frame)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[65_536];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    return;
                }

                await HandleAsync(JsonSerializer.Deserialize<JsonElement>(message.ToArray()));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of the connection, whoever wanted it.
        }
        finally
        {
            foreach (var call in _calls.Values)
            {
                call.TrySetException(new IOException("The connection ended before the answer."));
            }
        }
    }

    private async Task HandleAsync(JsonElement frame)
    {
        var id = frame[1].GetString()!;
        if (frame[0].GetInt32() != 2)
        {
            _calls[id].TrySetResult(frame);
            return;
        }

        var call = new IncomingCall(id, frame[2].GetString()!, frame[3]);
        _received.Writer.TryWrite(call);
        if (Answers.TryGetValue(call.Action, out var payload))
        {
            await AnswerAsync(call, payload);
        }
    }
}

/// <summary>A CALL of the central system.</summary>
public sealed record IncomingCall(string Id, string Action, JsonElement Payload);
