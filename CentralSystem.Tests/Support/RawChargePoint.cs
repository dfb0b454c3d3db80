using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CentralSystem.Tests.Support;

/// <summary>A Charge Point that sends and compares whole frames as text; nothing of the library under test is in it.</summary>
internal sealed class RawChargePoint : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[1_048_576];

    private RawChargePoint(ClientWebSocket socket) => _socket = socket;

    public string? Subprotocol => _socket.SubProtocol;

    public int? CloseCode => (int?)_socket.CloseStatus;

    public static async Task<RawChargePoint> ConnectAsync(Uri uri, Action<ClientWebSocketOptions>? configure = null) =>
        new(await ScriptedChargePoint.OpenAsync(uri, configure));

    /// <summary>Boots and expects to be accepted.</summary>
    public async Task BootAsync()
    {
        await SendRawAsync("""[2,"boot","BootNotification",{"chargePointVendor":"Vendor","chargePointModel":"Model"}]""");
        await ExpectRawAsync("""[3,"boot",{"currentTime":"*","interval":300,"status":"Accepted"}]""");
    }

    /// <summary>Sends a frame as it stands.</summary>
    public Task SendRawAsync(string frame) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public Task SendBinaryAsync(ReadOnlyMemory<byte> frame) =>
        _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).AsTask();

    /// <summary>The next frame; null when the central system closed.</summary>
    public async Task<string?> TryReceiveRawAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    /// <summary>The next frame.</summary>
    public async Task<string> ReceiveRawAsync() => await TryReceiveRawAsync() ?? throw new InvalidOperationException("The central system closed the connection.");

    /// <summary>Expects the next frame to be exactly this, byte for byte, but for each <c>*</c>, which stands for text without a quote.</summary>
    public async Task ExpectRawAsync(string expected)
    {
        var actual = await ReceiveRawAsync();
        if (!expected.Contains('*', StringComparison.Ordinal))
        {
            actual.ShouldBe(expected);
            return;
        }

        var pattern = "^" + Regex.Escape(expected).Replace("\\*", "[^\"]*", StringComparison.Ordinal) + "$";
        Regex.IsMatch(actual, pattern).ShouldBeTrue($"Expected {expected}{Environment.NewLine}but got  {actual}");
    }

    /// <summary>Sends a CALL and returns its answer.</summary>
    public async Task<JsonElement> CallAsync(string id, string action, string payload)
    {
        await SendRawAsync($"[2,{JsonSerializer.Serialize(id)},\"{action}\",{payload}]");
        return JsonDocument.Parse(await ReceiveRawAsync()).RootElement;
    }

    /// <summary>Sends a CALL and expects a CALLERROR with this code.</summary>
    public async Task ExpectErrorAsync(string action, string payload, string code)
    {
        var answer = await CallAsync("e", action, payload);
        answer.GetRawText().ShouldStartWith("[4,\"e\",");
        answer[2].GetString().ShouldBe(code, answer.GetRawText());
        answer.GetArrayLength().ShouldBe(5);
        answer[3].ValueKind.ShouldBe(JsonValueKind.String);
        answer[4].GetRawText().ShouldBe("{}");
    }

    /// <summary>Sends a CALL and expects a CALLRESULT.</summary>
    public async Task<JsonElement> ExpectResultAsync(string action, string payload)
    {
        var answer = await CallAsync("r", action, payload);
        answer.GetRawText().ShouldStartWith("[3,\"r\",");
        answer.GetArrayLength().ShouldBe(3);
        return answer[2];
    }

    /// <summary>Sends a Heartbeat and expects its answer as the very next frame: the connection lives and nothing else came.</summary>
    public async Task ExpectAliveAsync()
    {
        await SendRawAsync("""[2,"alive","Heartbeat",{}]""");
        await ExpectRawAsync("""[3,"alive",{"currentTime":"*"}]""");
    }

    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
        (await TryReceiveRawAsync()).ShouldBeNull();
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
