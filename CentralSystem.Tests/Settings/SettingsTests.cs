using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Settings;
using Microsoft.Extensions.Configuration;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Settings;

/// <summary>Settings are read whole or stop the start with one line.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("Yes", true)]
    [InlineData("on", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    public void Booleans_are_read_in_every_spelling(string text, bool value)
    {
        var options = Read<ConnectionOptions>("Ocpp", ("LOG_PAYLOAD", text), ("LOG_LIFECYCLE", text));
        (options.LogPayload, options.LogLifecycle).ShouldBe((value, value));
    }

    [Fact]
    public void Defaults_are_those_of_the_replaced_program()
    {
        var server = Read<ServerOptions>("Server");
        (server.Host, server.Port).ShouldBe(("localhost", 8080));
        var connections = Read<ConnectionOptions>("Ocpp");
        (connections.PingIntervalMs, connections.LogPayload, connections.LogLifecycle).ShouldBe((30_000, false, true));
        Read<RegistrationOptions>("Registration").UnknownChargePoints.ShouldBe(UnknownChargePointPolicy.Accept);
        Read<AuthorizationOptions>("Authorization").UnknownIdTags.ShouldBe(UnknownIdTagPolicy.Invalid);
    }

    [Fact]
    public void Variables_of_the_replaced_program_work_and_win_over_their_section()
    {
        var server = Read<ServerOptions>("Server", ("WEB_SRV_HOST", "0.0.0.0"), ("WEB_SRV_PORT", "9999"), ("Server:Port", "1"));
        (server.Host, server.Port).ShouldBe(("0.0.0.0", 9999));
        Read<ConnectionOptions>("Ocpp", ("HEARTBEAT_INT_MS", "1234"), ("Ocpp:PingIntervalMs", "1")).PingIntervalMs.ShouldBe(1234);
        Read<ConnectionOptions>("Ocpp", ("Ocpp:PingIntervalMs", "4321")).PingIntervalMs.ShouldBe(4321);
        Read<ConnectionOptions>("Ocpp", ("Ocpp:Validation", "strict")).Validation.ShouldBe(ValidationMode.Strict);
    }

    [Theory]
    [InlineData("WEB_SRV_PORT", "eighty")]
    [InlineData("WEB_SRV_PORT", "65536")]
    [InlineData("WEB_SRV_PORT", "-1")]
    [InlineData("Server:Port", "")]
    public void Bad_server_setting_names_key_value_and_what_is_allowed(string key, string value) =>
        MessageOf<ServerOptions>("Server", key, value).ShouldBe($"Setting {key} has the value '{value}'; allowed is a whole number from 0 to 65535.");

    [Theory]
    [InlineData("HEARTBEAT_INT_MS", "30s", "0 or a whole number from 100 to 3600000")]
    [InlineData("HEARTBEAT_INT_MS", "-5", "0 or a whole number from 100 to 3600000")]
    [InlineData("HEARTBEAT_INT_MS", "1e3", "0 or a whole number from 100 to 3600000")]
    [InlineData("LOG_PAYLOAD", "maybe", "true, 1, yes, on, false, 0, no or off")]
    [InlineData("Ocpp:MaxMessageBytes", "10", "a whole number from 4096 to 16777216")]
    [InlineData("Ocpp:Validation", "loose", "Lenient or Strict")]
    [InlineData("Ocpp:Validation", "1", "Lenient or Strict")]
    [InlineData("Ocpp:SubprotocolRefusal", "j32", "Http or Close")]
    public void Bad_connection_setting_names_key_value_and_what_is_allowed(string key, string value, string allowed) =>
        MessageOf<ConnectionOptions>("Ocpp", key, value).ShouldBe($"Setting {key} has the value '{value}'; allowed is {allowed}.");

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_with_one_line()
    {
        using var data = new TempDirectory();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (exitCode, output) = await CentralSystemProcess.RunAsync(data.FullName, [], ("WEB_SRV_PORT", port));
        exitCode.ShouldBe(1);
        output.Where(line => line.Contains(port, StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldBe(
            $"Failed to bind to address http://127.0.0.1:{port}: address already in use. End the program that has this address, or choose another one with WEB_SRV_HOST and WEB_SRV_PORT.");
        output.ShouldNotContain(line => line.Contains(" ERR]", StringComparison.Ordinal) || line.Contains(" FTL]", StringComparison.Ordinal));
    }

    private static string MessageOf<TOptions>(string section, string key, string value)
        where TOptions : class, new() =>
        Should.Throw<SettingsException>(() => Read<TOptions>(section, (key, value))).Message;

    private static TOptions Read<TOptions>(string section, params (string Key, string Value)[] values)
        where TOptions : class, new() =>
        SettingsReader.Read<TOptions>(
            new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build(), section);
}

/// <summary>The program as a process: its exit code and what it prints.</summary>
[Collection(Heavy.Name)]
public sealed class StartTests
{
    [Theory]
    [InlineData("Registration__UnknownChargePoints", "Perhaps", "Setting Registration:UnknownChargePoints has the value 'Perhaps'; allowed is Accept or Pending or Reject.")]
    [InlineData("WEB_SRV_PORT", "eighty", "Setting WEB_SRV_PORT has the value 'eighty'; allowed is a whole number from 0 to 65535.")]
    public async Task Bad_setting_stops_the_start_with_exit_code_1_and_one_line(string name, string value, string line)
    {
        using var files = new TempDirectory();
        var (exitCode, output) = await CentralSystemProcess.RunAsync(files.FullName, [], (name, value));
        exitCode.ShouldBe(1);
        output.ShouldBe([line]);
    }

    [Theory]
    [InlineData("WEB_SRV_HOST", "WEB_SRV_HOST", "locahost")]
    [InlineData("HEARTBEAT_INT_MS", "HEARTBEAT_INT_MS", "10")]
    [InlineData("Storage__DataDirectory", "Storage:DataDirectory", "/dev/null/data")]
    public async Task Setting_the_machine_cannot_follow_stops_the_start_with_exit_code_1_and_one_line(string name, string key, string value)
    {
        using var files = new TempDirectory();
        var (exitCode, output) = await CentralSystemProcess.RunAsync(files.FullName, [], (name, value));
        exitCode.ShouldBe(1);
        output.ShouldHaveSingleItem().ShouldStartWith($"Setting {key} has the value '{value}'; allowed is ");
    }

    [Fact]
    public async Task Settings_of_the_command_line_win_and_SIGTERM_ends_the_program_with_0()
    {
        using var files = new TempDirectory();
        await using var system = await CentralSystemProcess.StartAsync(files.FullName, "--Registration:UnknownChargePoints=Reject");
        await using (var client = await RawWebSocketClient.ConnectAsync(system.Address, "/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6"))
        {
            client.StatusCode.ShouldBe(404);
        }

        await system.TerminateAsync();
        (await system.ExitAsync()).ShouldBe(0);
    }
}
