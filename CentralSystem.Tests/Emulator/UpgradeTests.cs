using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Emulator;

/// <summary>The handshake of the emulator against servers that do not keep to it.</summary>
public class UpgradeTests
{
    private const string Upgraded = "Upgrade: websocket\r\nConnection: Upgrade\r\n";

    [Theory, Trait("Spec", "RFC 6455 §4.1")]
    [InlineData(Upgraded + "Sec-WebSocket-Protocol: \r\n", "did not choose ocpp1.6, but ''")]
    [InlineData(Upgraded + "Sec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Protocol: ocpp1.6\r\n", "did not choose ocpp1.6, but 'ocpp1.6, ocpp1.6'")]
    [InlineData("Connection: Upgrade\r\nSec-WebSocket-Protocol: ocpp1.6\r\n", "no Upgrade: websocket")]
    [InlineData("Upgrade: WebSocket\r\nConnection: close\r\nSec-WebSocket-Protocol: ocpp1.6\r\n", "no Connection: Upgrade")]
    [InlineData(Upgraded + "Sec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Extensions: permessage-deflate\r\n", "an extension that was not offered")]
    [InlineData(null, "not HTTP: an empty head")]
    public async Task A_101_that_is_none_is_refused_with_its_reason(string? headers, string reason)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, headers);
        (await Should.ThrowAsync<HandshakeRefusedException>(() => OpenAsync(server)).Within("the handshake ends")).Message.ShouldContain(reason);
        (await answering).Dispose();
    }

    [Fact, Trait("Spec", "RFC 6455 §4.1")]
    public async Task Tokens_of_a_101_count_in_any_case_and_among_others()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, "Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\nSec-WebSocket-Protocol: ocpp1.6\r\n");
        var socket = await OpenAsync(server).Within("the handshake ends");
        (await answering).Dispose();
        socket.ShouldNotBeNull();
    }

    [Fact, Trait("Spec", "RFC 6455 §4.1")]
    public async Task Frames_that_come_with_the_end_of_the_head_are_read()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, Upgraded + "Sec-WebSocket-Protocol: ocpp1.6\r\n", followedBy: "\u0081\u0005first\u0081\u0006second\u0081\u0005th");
        using var socket = await OpenAsync(server).Within("the handshake ends");
        using var client = await answering;
        (await TextAsync(socket)).ShouldBe("first");
        (await TextAsync(socket)).ShouldBe("second");
        await client.GetStream().WriteAsync("ird"u8.ToArray());
        (await TextAsync(socket)).ShouldBe("third");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(20_000)]
    public async Task A_long_head_is_read_to_its_end(int headerLength)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, $"{Upgraded}X-Long: {new string('x', headerLength)}\r\nSec-WebSocket-Protocol: ocpp1.6\r\n");
        using var socket = await OpenAsync(server).Within("the handshake ends");
        (await answering).Dispose();
        socket.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_head_without_end_is_refused()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, $"X-Endless: {new string('x', 40_000)}");
        (await Should.ThrowAsync<HandshakeRefusedException>(() => OpenAsync(server)).Within("the handshake ends")).Message.ShouldContain("no end of the HTTP head");
        try
        {
            (await answering).Dispose();
        }
        catch (IOException)
        {
            // Nobody read the rest.
        }
    }

    [Theory]
    [InlineData("ws://[::1]:9/x", "Host: [::1]:9\r\n")]
    [InlineData("ws://bücher.example/x", "Host: xn--bcher-kva.example\r\n")]
    public async Task The_host_is_told_in_ASCII(string url, string header)
    {
        // What is read after the request is the end of the stream.
        using var stream = new MemoryStream();
        await Should.ThrowAsync<IOException>(() => WebSocketUpgrade.AskAsync(stream, new Uri(url), null, null, CancellationToken.None));
        Encoding.ASCII.GetString(stream.ToArray()).ShouldContain(header);
    }

    private static Task<Ocpp.Rpc.IMessageSocket> OpenAsync(TcpListener server) =>
        new WebSocketLink(new EmulatorSettings { Endpoint = new Uri($"ws://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/ocpp") })
            .OpenAsync(new Handshake("CP1", null, TimeSpan.Zero), CancellationToken.None);

    private static async Task<string> TextAsync(Ocpp.Rpc.IMessageSocket socket)
    {
        using var message = await socket.ReceiveAsync(CancellationToken.None).AsTask().Within("a frame");
        return Encoding.ASCII.GetString(message.Bytes);
    }

    /// <summary>Answers one request with a 101 whose key fits, or with an empty head.</summary>
    private static async Task<TcpClient> AnswerAsync(TcpListener server, string? headers, string followedBy = "")
    {
        var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        var key = "";
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            key = line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal) ? line["Sec-WebSocket-Key: ".Length..] : key;
        }

        var accept = Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA1, Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(headers is null ? "\r\n\r\n" : $"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: {accept}\r\n{headers}\r\n{followedBy}"));
        return client;
    }
}
