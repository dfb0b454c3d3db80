using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Hostile;

/// <summary>A Charge Point beside an attack, which measures how long its answers take.</summary>
/// <remarks>It blocks a thread of its own: among the tasks of the process it would wait for the attackers, who are elsewhere in the field.</remarks>
internal sealed class HonestChargePoint : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = (int)Eventually.Limit.TotalMilliseconds };
    private readonly NetworkStream _stream;

    private HonestChargePoint(Uri server)
    {
        _socket.Connect(server.Host, server.Port);
        _stream = new NetworkStream(_socket);
    }

    /// <summary>Times of all answers so far.</summary>
    public ConcurrentBag<TimeSpan> Answers { get; } = [];

    /// <summary>Connects and boots.</summary>
    public static HonestChargePoint Boot(Uri server, string identity)
    {
        var chargePoint = new HonestChargePoint(server);
        chargePoint._stream.Write(RawWebSocketClient.Handshake(server, $"/ocpp/{identity}", "Sec-WebSocket-Protocol: ocpp1.6"));
        chargePoint.ReadHead().ShouldStartWith("HTTP/1.1 101");
        chargePoint.Call("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""").ShouldStartWith("""[3,"boot",""");
        return chargePoint;
    }

    /// <summary>Sends a Heartbeat each 40 ms until the attack is over.</summary>
    public Task HeartbeatUntilAsync(Task over) => Task.Factory.StartNew(
        () =>
        {
            while (!over.IsCompleted)
            {
                var sent = Stopwatch.GetTimestamp();
                Call("""[2,"h","Heartbeat",{}]""").ShouldStartWith("""[3,"h",""");
                Answers.Add(Stopwatch.GetElapsedTime(sent));
                Thread.Sleep(Pause);
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private string Call(string frame)
    {
        _stream.Write(RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes(frame)));
        var head = Read(2);
        head[0].ShouldBe((byte)(0x80 | (int)Opcode.Text), "An answer is one text frame.");
        var length = head[1] < 126 ? head[1] : BinaryPrimitives.ReadUInt16BigEndian(Read(2));
        return Encoding.UTF8.GetString(Read(length));
    }

    private string ReadHead()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)Read(1)[0]);
        }

        return head.ToString();
    }

    private byte[] Read(int count)
    {
        var bytes = new byte[count];
        _stream.ReadExactly(bytes);
        return bytes;
    }
}
