using CentralSystem.Tests.Support;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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

    [Fact]
    public void Line_breaks_of_a_peer_within_an_exception_begin_no_line_of_the_log()
    {
        var forged = new InvalidOperationException(
            "outer\n[12:00:00 ERR] forged\u001b[2J", new FormatException("inner\r\n[12:00:00 ERR] forged\u2028too", new AggregateException(new IOException("\n[12:00:00 ERR] many"))));
        using var log = new CapturedLog();
        using var factory = new PrintableExceptions(LoggerFactory.Create(logging => logging.AddProvider(log)));
        factory.CreateLogger("test").Log(LogLevel.Error, default, "It failed", Thrown(forged), (words, _) => words);
        var text = log.Entries.ShouldHaveSingleItem().Exception!.ToString();

        text.ShouldStartWith("""System.InvalidOperationException: outer\u000A[12:00:00 ERR] forged\u001B[2J""");
        text.ShouldContain("""System.FormatException: inner\u000D\u000A[12:00:00 ERR] forged\u2028too""");
        text.ShouldContain("""System.IO.IOException: \u000A[12:00:00 ERR] many""");
        text.ShouldContain($"\n   at {typeof(LogInjectionTests).FullName}.Thrown(");
        text.Split('\n').Skip(1).ShouldAllBe(line => line.Length == 0 || line.StartsWith(' '));
        text.ShouldNotContain('\u001b');
    }

    [Fact]
    public void Whatever_is_logged_goes_that_way()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddWebServer();
        using var services = builder.Services.BuildServiceProvider();
        services.GetRequiredService<ILoggerFactory>().ShouldBeOfType<PrintableExceptions>();
    }

    [Fact]
    public async Task An_exception_of_harmless_text_is_logged_as_it_is()
    {
        // Thrown again on another stack, which .NET tells at the margin.
        var exception = Thrown(new InvalidOperationException("plain ünïcode", new FormatException("inner")));
        exception = await Record.ExceptionAsync(() => Task.Run(async () => await Task.FromException(exception)));
        exception.ToString().ShouldContain("\n--- End of");
        PrintableExceptions.Escaped(exception).ShouldBeSameAs(exception);
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    [Theory]
    [InlineData("plain ünïcode 漢字", "plain ünïcode 漢字")]
    [InlineData("a\r\nb\0\u0085\u2028\u200F", "a\\u000D\\u000Ab\\u0000\\u0085\\u2028\\u200F")]
    public void Only_what_is_no_print_is_escaped(string text, string expected) => PrintableValues.Escape(text).ShouldBe(expected);
}
