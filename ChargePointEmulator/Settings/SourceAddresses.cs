using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ChargePointEmulator.Settings;

/// <summary>Addresses of this machine that connections come from: each has some 28,000 ports for one target, so a larger fleet needs several.</summary>
internal sealed class SourceAddresses(IReadOnlyList<IPAddress> addresses)
{
    public const string Allowed = "addresses of this machine, separated by commas, or ranges such as 127.0.0.2-127.0.0.9";

    private const int MostAddresses = 65_536;

    // Linux <netinet/in.h>: the port is chosen when the target is known, so that each target has all ports again.
    private const int IpLevel = 0;
    private const int IpBindAddressNoPort = 24;

    private int _next = -1;

    /// <summary>Reads a list of addresses and ranges; null when it is none.</summary>
    public static IReadOnlyList<IPAddress>? TryParse(string text)
    {
        var addresses = new List<IPAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !IPAddress.TryParse(ends[0], out var first) || !IPAddress.TryParse(ends[^1], out var last))
            {
                return null;
            }

            if (ends.Length == 1)
            {
                addresses.Add(first);
                continue;
            }

            if (first.AddressFamily != AddressFamily.InterNetwork || last.AddressFamily != AddressFamily.InterNetwork || NumberOf(last) - (long)NumberOf(first) is < 0 or >= MostAddresses)
            {
                return null;
            }

            for (var number = NumberOf(first); number <= NumberOf(last); number++)
            {
                var bytes = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
                addresses.Add(new IPAddress(bytes));
            }
        }

        return addresses.Count is > 0 and <= MostAddresses ? addresses : null;
    }

    /// <summary>Opens a TCP connection, from the next address if any were given.</summary>
    /// <remarks>Errors: <see cref="SocketException"/>.</remarks>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var socket = NewSocket();
        try
        {
            await socket.ConnectAsync((EndPoint)target, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket NewSocket()
    {
        if (addresses.Count == 0)
        {
            return new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }

        var source = addresses[(int)((uint)Interlocked.Increment(ref _next) % (uint)addresses.Count)];
        var socket = new Socket(source.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (OperatingSystem.IsLinux() && source.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.SetRawSocketOption(IpLevel, IpBindAddressNoPort, BitConverter.GetBytes(1));
            }

            socket.Bind(new IPEndPoint(source, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static uint NumberOf(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
