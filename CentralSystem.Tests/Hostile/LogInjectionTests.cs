using CentralSystem.Tests.Support;
using CentralSystem.Web.Settings;

namespace CentralSystem.Tests.Hostile;

/// <summary>What a peer writes stays within its line of the log.</summary>
[Collection(Heavy.Name)]
public sealed class LogInjectionTests
{
    [Fact]
    public async Task Line_breaks_and_control_sequences_of_a_peer_are_escaped_in_the_log()
    {
        using var files = new TempDirectory();
        await using var system = await CentralSystemProcess.StartAsync(files.FullName, "--LOG_PAYLOAD=true");
        await using var client = await RawWebSocketClient.ConnectAsync(system.Address, "/ocpp/CP%C2%9B31m", "Sec-WebSocket-Protocol: ocpp1.6");
        client.StatusCode.ShouldBe(404, "No identity holds a control character.");

        await using var peer = await RawWebSocketClient.ConnectAsync(system.Address, "/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6");
        await peer.SendTextAsync("planted\n[12:00:00 ERR] forged line\u001b[2J\u202Ereversed");
        await peer.SendTextAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
        (await peer.ReceiveTextAsync()).ShouldStartWith("""[3,"boot",""");
        await Eventually.TrueAsync(() => system.Output.Any(line => line.Contains("planted", StringComparison.Ordinal)), "the frame is logged");

        system.Output.Single(line => line.Contains("planted", StringComparison.Ordinal)).ShouldContain("""planted\u000A[12:00:00 ERR] forged line\u001B[2J\u202Ereversed""");
        system.Output.ShouldNotContain(line => line.StartsWith("[12:00:00 ERR]", StringComparison.Ordinal));
        system.Output.ShouldNotContain(line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("plain ünïcode 漢字", "plain ünïcode 漢字")]
    [InlineData("a\r\nb\0\u0085\u2028\u200F", "a\\u000D\\u000Ab\\u0000\\u0085\\u2028\\u200F")]
    public void Only_what_is_no_print_is_escaped(string text, string expected) => PrintableValues.Escape(text).ShouldBe(expected);
}
