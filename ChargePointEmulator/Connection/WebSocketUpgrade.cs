using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChargePointEmulator.Connection;

/// <summary>What a server said to an upgrade.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Headers">By name in any case; what came several times is one value with commas.</param>
/// <param name="Flaw">What keeps a 101 with these headers from being one (RFC 6455 §4.1); null when nothing does.</param>
/// <param name="Stream">The connection from the server's first frame on, in place of the one that was given.</param>
internal sealed record UpgradeAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string? Flaw, Stream Stream)
{
    public string? Subprotocol => Headers.GetValueOrDefault("Sec-WebSocket-Protocol");
}

/// <summary>The client's side of a websocket handshake (RFC 6455 §4.1), with the headers of OCPP-J.</summary>
internal static class WebSocketUpgrade
{
    private const int FirstHeadBytes = 512;
    private const int MaxHeadBytes = 64 * FirstHeadBytes;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Asks for the upgrade and waits for the answer.</summary>
    /// <param name="stream">A connection, with TLS where the URL says so.</param>
    /// <param name="url">Whole URL of the connection.</param>
    /// <param name="subprotocols">Value of Sec-WebSocket-Protocol; null leaves the header out.</param>
    /// <param name="authorization">Value of the Authorization header; null leaves it out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>Errors: <see cref="IOException"/> when the connection ends, or what comes is not HTTP.</remarks>
    public static async Task<UpgradeAnswer> AskAsync(Stream stream, Uri url, string? subprotocols, string? authorization, CancellationToken cancellationToken)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {HostOf(url)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n");
        if (subprotocols is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Sec-WebSocket-Protocol: {subprotocols}\r\n");
        }

        if (authorization is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: {authorization}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        var (lines, surplus) = await ReadHeadAsync(stream, cancellationToken);
        var (status, headers) = Parse(lines);
        return new(status, headers, FlawOf(headers, key), surplus.Length == 0 ? stream : new StreamWithSurplus(surplus, stream));
    }

    /// <summary>The header of Basic authentication; the password is bytes, not text (OCPP-J §6.2.2).</summary>
    public static string BasicAuthorization(string identity, ReadOnlySpan<byte> password) =>
        "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(identity + ":"), .. password]);

    /// <summary>In ASCII, an IPv6 address in brackets; with the port, unless it is that of the scheme.</summary>
    private static string HostOf(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return url.IsDefaultPort ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{url.Port}");
    }

    private static string? FlawOf(Dictionary<string, string> headers, string key)
    {
        return headers.GetValueOrDefault("Sec-WebSocket-Accept") != AcceptOf(key) ? "a Sec-WebSocket-Accept that does not fit the key"
            : !Has("Upgrade", "websocket") ? "no Upgrade: websocket"
            : !Has("Connection", "Upgrade") ? "no Connection: Upgrade"
            : headers.ContainsKey("Sec-WebSocket-Extensions") ? "an extension that was not offered"
            : null;

        bool Has(string name, string token) => headers.GetValueOrDefault(name)?.Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase) == true;
    }

    /// <summary>What a server makes of the key (RFC 6455 §1.3).</summary>
    private static string AcceptOf(string key) =>
#pragma warning disable CA5350 // The websocket protocol has it so; nothing is kept secret by it.
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    /// <summary>Reads up to the empty line; what came behind it is the first frame.</summary>
    private static async Task<(string[] Lines, byte[] Surplus)> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var (buffer, length) = (new byte[FirstHeadBytes], 0);
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (buffer.AsSpan(0, length).IndexOf(EndOfHead) is var end and >= 0)
            {
                return (Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n", StringSplitOptions.RemoveEmptyEntries), buffer[(end + EndOfHead.Length)..length]);
            }

            if (length == MaxHeadBytes)
            {
                break;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }

        throw new IOException("no end of the HTTP head");
    }

    private static (int Status, Dictionary<string, string> Headers) Parse(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal)))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var earlier) ? $"{earlier}, {value}" : value;
        }

        var words = lines.Length > 0 ? lines[0].Split(' ') : [];
        return words.Length >= 2 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (status, headers)
            : throw new IOException($"not HTTP: {lines.FirstOrDefault() ?? "an empty head"}");
    }
}
