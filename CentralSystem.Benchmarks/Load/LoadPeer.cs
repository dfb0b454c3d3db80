using System.Buffers.Text;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Benchmarks.Load;

/// <summary>One Charge Point of the load: a raw socket, frames made by hand, one CALL outstanding.</summary>
internal sealed class LoadPeer(LoadRun run, int index) : IDisposable
{
    private const int IpBindAddressNoPort = 24;

    private readonly Lock _lock = new();
    private readonly string _identity = $"{run.Options.IdPrefix}{run.Options.IdStart + index:D5}";
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _received = [];
    private int _receivedLength;
    private uint _id;
    private bool _outstanding;
    private char _letter;
    private int _next;
    private long _due;
    private long _sentAt;
    private long _lastSign;
    private long _begun;
    private int _backlog;
    private int _transactionId;
    private long _meterWh;

    public PeerState State { get; private set; }

    /// <summary>CALLs that were due and could not be sent yet.</summary>
    public int Backlog => _backlog;

    /// <summary>Falls silent: reads on, so that the end is seen, and answers nothing any more.</summary>
    public bool IsMute { get; set; }

    /// <summary>Runs the conversation to its end; never throws for what a server or the network does.</summary>
    public async Task RunAsync()
    {
        await run.HandshakeTurns.WaitAsync();
        try
        {
            await UpgradeAsync();
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            run.Statistics.Note($"handshake: {e.Message}");
            Interlocked.Increment(ref run.Statistics.Failed);
            State = PeerState.Ended;
            return;
        }
        finally
        {
            run.HandshakeTurns.Release();
        }

        try
        {
            Upgraded();
            while (await ReceiveAsync() && TakeFrames())
            {
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            if (!run.IsStopping && !IsMute)
            {
                run.Statistics.Note($"lost: {e.Message}");
            }
        }

        Ended();
    }

    /// <summary>A CALL is due now.</summary>
    public void CallDue()
    {
        lock (_lock)
        {
            if (State == PeerState.Ended)
            {
                _begun++;
                Interlocked.Increment(ref run.Statistics.Unsent);
                return;
            }

            _backlog++;
            SendNext();
        }
    }

    /// <summary>Begins a closed loop.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            SendNext();
        }
    }

    /// <summary>Drops the connection when what it waits for is overdue.</summary>
    public void DropIfOverdue(long now)
    {
        var waits = State == PeerState.Upgrading || (_outstanding && State != PeerState.Ended);
        if (waits && !IsMute && Stopwatch.GetElapsedTime(Volatile.Read(ref _sentAt), now) > run.Options.Timeout)
        {
            run.Statistics.Note($"no answer in {run.Options.Timeout.TotalSeconds} s ({State}, {_letter})");
            if (State != PeerState.Upgrading)
            {
                Interlocked.Increment(ref run.Statistics.Timeouts);
            }

            _socket.Dispose();
        }
    }

    /// <summary>Sends a close frame; the server's ends the conversation.</summary>
    public void Close()
    {
        if (State is PeerState.Booting or PeerState.Ready && !IsMute)
        {
            Send(ClientFrame.CloseOpcode, [0x03, 0xE8]);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task UpgradeAsync()
    {
        State = PeerState.Upgrading;
        _sentAt = Stopwatch.GetTimestamp();
        if (run.Options.SourceAddresses > 0 && OperatingSystem.IsLinux())
        {
            _socket.SetRawSocketOption(0, IpBindAddressNoPort, BitConverter.GetBytes(1));
            _socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (index % run.Options.SourceAddresses))]), 0));
        }

        await _socket.ConnectAsync(run.Options.Server);

        // A send that would have to wait ends the connection: nothing here fills a socket's buffer unless the server no longer reads.
        _socket.Blocking = false;
        _received = new byte[1024];
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        _socket.Send(ClientFrame.UpgradeRequest(run.Options, _identity, key));
        int end;
        while ((end = _received.AsSpan(0, _receivedLength).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await ReceiveAsync())
            {
                throw new IOException("the server closed during the handshake");
            }
        }

        CheckUpgrade(Encoding.ASCII.GetString(_received, 0, end), key);
        Consume(end + 4);
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 §4.2.2 asks for SHA-1; nothing secret hangs on it.")]
    private static void CheckUpgrade(string head, string key)
    {
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new IOException(head.Split('\r')[0]);
        }

        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        if (!head.Contains(accept, StringComparison.Ordinal))
        {
            throw new IOException("wrong Sec-WebSocket-Accept");
        }
    }

    private void Upgraded()
    {
        var now = Stopwatch.GetTimestamp();
        run.Statistics.HandshakeEnded(now, Stopwatch.GetElapsedTime(_sentAt, now));
        lock (_lock)
        {
            if (run.Options.Boots)
            {
                State = PeerState.Booting;
                Call('B', now);
            }
            else
            {
                State = PeerState.Ready;
                run.Statistics.BootEnded(now, null);
            }
        }
    }

    /// <returns>False at the end of the stream.</returns>
    private async ValueTask<bool> ReceiveAsync()
    {
        if (_receivedLength == _received.Length)
        {
            Array.Resize(ref _received, _received.Length * 2);
        }

        var count = await _socket.ReceiveAsync(_received.AsMemory(_receivedLength), SocketFlags.None);
        _receivedLength += count;
        return count > 0;
    }

    /// <returns>False when the server closes.</returns>
    private bool TakeFrames()
    {
        var at = 0;
        while (ClientFrame.TryRead(_received.AsSpan(at, _receivedLength - at), out var opcode, out var payload, out var length))
        {
            var content = _received.AsSpan(at, length)[payload];
            at += length;
            if (IsMute)
            {
                continue;
            }

            switch (opcode)
            {
                case ClientFrame.PingOpcode:
                    Interlocked.Increment(ref run.Statistics.Pings);
                    Send(ClientFrame.PongOpcode, content);
                    break;
                case ClientFrame.CloseOpcode:
                    if (!run.IsStopping)
                    {
                        run.Statistics.Note($"closed by the server: {(content.Length > 2 ? Encoding.UTF8.GetString(content[2..]) : "")}");
                        Send(ClientFrame.CloseOpcode, content.Length >= 2 ? content[..2] : []);
                    }

                    return false;
                default:
                    TakeMessage(content);
                    break;
            }
        }

        Consume(at);
        return true;
    }

    private void Consume(int count)
    {
        _received.AsSpan(count, _receivedLength - count).CopyTo(_received);
        _receivedLength -= count;
    }

    private void TakeMessage(ReadOnlySpan<byte> message)
    {
        // [kind,"id",...: what this generator and its servers write has no white space in front.
        var kind = message.Length > 4 && message[0] == '[' ? message[1] - '0' : 0;
        var rest = message.Length > 4 ? message[4..] : default;
        var idLength = rest.IndexOf((byte)'"');
        if (kind is < 2 or > 4 || idLength < 0)
        {
            Interlocked.Increment(ref run.Statistics.BadReplies);
            run.Statistics.Note($"not OCPP-J: {Encoding.UTF8.GetString(message[..Math.Min(message.Length, 100)])}");
            return;
        }

        lock (_lock)
        {
            if (kind == 2)
            {
                Interlocked.Increment(ref run.Statistics.ServerCalls);
                Send(ClientFrame.TextOpcode, Encoding.UTF8.GetBytes($"[4,\"{Encoding.UTF8.GetString(rest[..idLength])}\",\"NotImplemented\",\"\",{{}}]"));
            }
            else if (!_outstanding || !Utf8Parser.TryParse(rest[..idLength], out uint id, out _, 'x') || id != _id)
            {
                Interlocked.Increment(ref run.Statistics.BadReplies);
                run.Statistics.Note("an answer to nothing");
            }
            else
            {
                _outstanding = false;
                TakeAnswer(message, kind);
                SendNext();
            }
        }
    }

    private void TakeAnswer(ReadOnlySpan<byte> answer, int kind)
    {
        var now = Stopwatch.GetTimestamp();
        var latency = Stopwatch.GetElapsedTime(_due, now);
        var isAccepted = answer.IndexOf("Accepted"u8) >= 0;
        if (State == PeerState.Booting)
        {
            if (!isAccepted)
            {
                Interlocked.Increment(ref run.Statistics.BootsRefused);
            }

            State = PeerState.Ready;
            run.Statistics.BootEnded(now, latency);
            return;
        }

        var isMeasured = run.IsMeasured(now);
        if (kind == 4)
        {
            run.Statistics.Note($"CALLERROR: {Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 100)])}");
        }
        else if (_letter == 'T')
        {
            _transactionId = TransactionIdOf(answer);
        }
        else if (_letter == 'P')
        {
            _transactionId = 0;
        }

        if (isMeasured)
        {
            run.Statistics.Answered(_letter, latency);
            Interlocked.Add(ref run.Statistics.CallErrors, kind == 4 ? 1 : 0);
            Interlocked.Add(ref run.Statistics.Cycles, _letter == 'P' ? 1 : 0);
            Interlocked.Add(ref run.Statistics.Refused, kind == 3 && !isAccepted && _letter is 'A' or 'T' ? 1 : 0);
        }
    }

    private int TransactionIdOf(ReadOnlySpan<byte> answer)
    {
        var key = "\"transactionId\":"u8;
        var at = answer.IndexOf(key);
        if (at >= 0 && Utf8Parser.TryParse(answer[(at + key.Length)..], out int transactionId, out _))
        {
            return transactionId;
        }

        Interlocked.Increment(ref run.Statistics.BadReplies);
        run.Statistics.Note("a StartTransaction was answered without a transactionId");
        return 0;
    }

    /// <summary>Sends the next CALL of the sequence, if one may and should go out now.</summary>
    private void SendNext()
    {
        if (run.IsStopping || IsMute || _outstanding || State != PeerState.Ready)
        {
            return;
        }

        if (run.IsLooping)
        {
            Call(NextLetter(), Stopwatch.GetTimestamp());
        }
        else if (_backlog > 0)
        {
            _backlog--;
            Call(NextLetter(), run.DueAt(index, _begun++));
        }
    }

    private char NextLetter()
    {
        var letter = run.Options.Sequence[_next];
        _next = (_next + 1) % run.Options.Sequence.Length;
        return letter;
    }

    private void Call(char letter, long due)
    {
        _meterWh += letter is 'M' or 'P' ? 30 : 0;
        Span<byte> call = stackalloc byte[CallWriter.LargestCall];
        var length = CallWriter.Write(call, letter, ++_id, new CallValues(index, run.Options.IdTag, DateTime.UtcNow, _transactionId, _meterWh));
        (_letter, _outstanding, _due) = (letter, true, due);
        Volatile.Write(ref _sentAt, Stopwatch.GetTimestamp());
        Send(ClientFrame.TextOpcode, call[..length]);
    }

    private void Send(int opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[CallWriter.LargestCall + ClientFrame.LargestHeader];
        var length = ClientFrame.Write(frame, opcode, payload);
        Volatile.Write(ref _lastSign, Stopwatch.GetTimestamp());
        try
        {
            if (_socket.Send(frame[..length]) != length)
            {
                _socket.Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The receive loop sees the end and counts it.
            _socket.Dispose();
        }
    }

    private void Ended()
    {
        lock (_lock)
        {
            State = PeerState.Ended;
            _outstanding = false;
        }

        if (IsMute)
        {
            run.Statistics.Dropped.Add(Stopwatch.GetElapsedTime(_lastSign));
        }
        else if (!run.IsStopping)
        {
            Interlocked.Increment(ref run.Statistics.Disconnected);
        }

        _socket.Dispose();
    }
}

/// <summary>How far a Charge Point of the load got.</summary>
internal enum PeerState
{
    New,
    Upgrading,
    Booting,
    Ready,
    Ended,
}
