using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace CentralSystem.Tests.Support;

/// <summary>A websocket peer at the level of TCP: any handshake, any frame, and silence where a test wants it.</summary>
/// <remarks>It reads only when told to, so a test that stops reading has a slow or half-open peer.</remarks>
internal sealed class RawWebSocketClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawWebSocketClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Status of the handshake's answer; 101 when the peer was let in.</summary>
    public int StatusCode { get; private set; }

    /// <summary>Headers of the handshake's answer.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Body of a refusal.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Answers each ping that is read; a peer that does not is mute.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>Pings read so far.</summary>
    public int Pings { get; private set; }

    /// <summary>Opens a connection and sends a handshake.</summary>
    /// <param name="server">Address of the server.</param>
    /// <param name="target">Request target as it goes over the wire.</param>
    /// <param name="headers">Further headers, each <c>Name: value</c>; one of them may replace Upgrade.</param>
    public static async Task<RawWebSocketClient> ConnectAsync(Uri server, string target, params string[] headers)
    {
        var client = await OpenAsync(server);
        await client.SendBytesAsync(Handshake(server, target, headers));
        await client.ReadResponseAsync();
        return client;
    }

    /// <summary>The bytes of a handshake, see <see cref="ConnectAsync"/>.</summary>
    public static byte[] Handshake(Uri server, string target, params string[] headers)
    {
        var upgrade = headers.Any(h => h.StartsWith("Upgrade:", StringComparison.OrdinalIgnoreCase)) ? "" : "Upgrade: websocket\r\nConnection: Upgrade\r\n";
        return Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\n{upgrade}"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + string.Concat(headers.Select(h => h + "\r\n")) + "\r\n");
    }

    /// <summary>Opens a connection without a word.</summary>
    public static async Task<RawWebSocketClient> OpenAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port).WaitAsync(Eventually.Limit);
        return new RawWebSocketClient(socket);
    }

    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask();

    /// <summary>Sends one whole text message.</summary>
    public Task SendTextAsync(string text) => SendFrameAsync(Opcode.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a text message in pieces of this many bytes; pings may go between them (RFC 6455 §5.4).</summary>
    public async Task SendFragmentsAsync(string text, int bytesPerFragment, bool pingBetween = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += bytesPerFragment)
        {
            var end = Math.Min(at + bytesPerFragment, bytes.Length);
            await SendFrameAsync(at == 0 ? Opcode.Text : Opcode.Continuation, bytes.AsMemory(at, end - at), fin: end == bytes.Length);
            if (pingBetween && end < bytes.Length)
            {
                await SendFrameAsync(Opcode.Ping, "between"u8.ToArray());
            }
        }
    }

    /// <summary>Sends one frame.</summary>
    public Task SendFrameAsync(Opcode opcode, ReadOnlyMemory<byte> payload, bool fin = true, bool masked = true) =>
        SendBytesAsync(Frame(opcode, payload.Span, fin, masked));

    /// <summary>The bytes of one frame.</summary>
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, bool fin = true, bool masked = true)
    {
        var frame = new List<byte> { (byte)((fin ? 0x80 : 0) | (int)opcode) };
        var mask = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.Add((byte)(mask | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame.AddRange([(byte)(mask | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        }
        else
        {
            frame.Add((byte)(mask | 127));
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange(length);
        }

        byte[] key = [0x12, 0x34, 0x56, 0x78];
        if (masked)
        {
            frame.AddRange(key);
        }

        for (var i = 0; i < payload.Length; i++)
        {
            frame.Add(masked ? (byte)(payload[i] ^ key[i % 4]) : payload[i]);
        }

        return [.. frame];
    }

    /// <summary>Reads one frame of the server and checks that it is whole and legal; null at the end of the connection.</summary>
    public async Task<(Opcode Opcode, byte[] Payload)?> ReadFrameAsync(TimeSpan? limit = null)
    {
        var head = await ReadAsync(2, limit);
        if (head is null)
        {
            return null;
        }

        (head[0] & 0x70).ShouldBe(0, "No extension was negotiated, so the reserved bits are 0 (RFC 6455 §5.2).");
        (head[1] & 0x80).ShouldBe(0, "A server does not mask (RFC 6455 §5.1).");
        var opcode = (Opcode)(head[0] & 0x0F);
        Enum.IsDefined(opcode).ShouldBeTrue($"opcode {opcode}");
        var length = (long)(head[1] & 0x7F);
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2, limit) ?? throw new EndOfStreamException());
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8, limit) ?? throw new EndOfStreamException());
        }

        if (opcode >= Opcode.Close)
        {
            length.ShouldBeLessThan(126, "A control frame is short (RFC 6455 §5.5).");
            (head[0] & 0x80).ShouldBe(0x80, "A control frame is whole (RFC 6455 §5.5).");
        }

        var payload = await ReadAsync((int)length, limit) ?? throw new EndOfStreamException("The connection ended within a frame.");
        if (opcode == Opcode.Ping)
        {
            Pings++;
            if (AnswersPings)
            {
                await SendFrameAsync(Opcode.Pong, payload);
            }
        }

        return (opcode, payload);
    }

    /// <summary>Reads up to the next text message.</summary>
    public async Task<string> ReceiveTextAsync()
    {
        while (true)
        {
            switch (await ReadFrameAsync() ?? throw new EndOfStreamException("The connection ended."))
            {
                case (Opcode.Text, var payload):
                    return Encoding.UTF8.GetString(payload);
                case (Opcode.Close, _):
                    throw new EndOfStreamException("The server closed.");
            }
        }
    }

    /// <summary>Reads to the end and gives the status of the close frame; null when there was none.</summary>
    public async Task<int?> ReadToEndAsync(TimeSpan? limit = null)
    {
        int? status = null;
        try
        {
            while (await ReadFrameAsync(limit) is { } frame)
            {
                if (frame.Opcode == Opcode.Close)
                {
                    status = frame.Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(frame.Payload) : 1005;
                }
            }
        }
        catch (IOException)
        {
            // Reset by the server: an end as well.
        }

        return status;
    }

    /// <summary>Ends the connection with a TCP reset, as a lost link does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public ValueTask DisposeAsync()
    {
        _stream.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]?> ReadAsync(int count, TimeSpan? limit = null)
    {
        var bytes = new byte[count];
        var read = 0;
        using var cancellation = new CancellationTokenSource(limit ?? Eventually.Limit);
        while (read < count)
        {
            int n;
            try
            {
                n = await _stream.ReadAsync(bytes.AsMemory(read), cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The server sent nothing within {limit ?? Eventually.Limit}.");
            }

            if (n == 0)
            {
                return read == 0 ? null : throw new EndOfStreamException("The connection ended within a frame.");
            }

            read += n;
        }

        return bytes;
    }

    private async Task ReadResponseAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var next = await ReadAsync(1) ?? throw new EndOfStreamException("The server ended the connection without an answer.");
            head.Append((char)next[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        StatusCode = int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        if (StatusCode != 101)
        {
            Body = await ReadBodyAsync();
        }
    }

    private async Task<string> ReadBodyAsync()
    {
        if (Headers.TryGetValue("Content-Length", out var length))
        {
            return Encoding.UTF8.GetString(await ReadAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)) ?? []);
        }

        // One chunk is all a short hint takes.
        var size = new StringBuilder();
        while (Headers.ContainsKey("Transfer-Encoding") && !size.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            size.Append((char)(await ReadAsync(1) ?? throw new EndOfStreamException())[0]);
        }

        return size.Length == 0 ? "" : Encoding.UTF8.GetString(await ReadAsync(Convert.ToInt32(size.ToString().Trim(), 16)) ?? []);
    }
}

/// <summary>Opcodes of websocket frames (RFC 6455 §5.2).</summary>
internal enum Opcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
