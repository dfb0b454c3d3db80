using ChargePointEmulator.CommandLine;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Check;

/// <summary>What the words after the emulator's name mean.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--Emulator:Host=cs")]
    [InlineData("--CS_HOST", "check")]
    [InlineData("/CS_HOST", "cs")]
    [InlineData("CS_HOST=cs")]
    public void Settings_run_a_fleet_as_ever(params string[] args) => EmulatorCommandLine.NamesCommand(args).ShouldBeFalse();

    [Theory]
    [InlineData("check", "--url", "ws://cs/ocpp")]
    [InlineData("--help")]
    [InlineData("chekc")]
    public void Commands_and_what_could_only_be_one_are_not_settings(params string[] args) => EmulatorCommandLine.NamesCommand(args).ShouldBeTrue();

    [Theory]
    [InlineData("chekc")]
    [InlineData("check", "--no-such-option")]
    [InlineData("check")]
    [InlineData("check", "--url", "http://cs")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--timeout", "soon")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--case", "TC_999")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--group", "everything")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--report", "pdf=report.pdf")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--report", "md=/no/such/folder/report.md")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--driver", "telepathy")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--driver", "http")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--provision")]
    [InlineData("check", "--url", "ws://cs/ocpp", "--data", "/no/such/file")]
    [InlineData("--CS_PORT", "nope")]
    public async Task Bad_input_ends_with_3_before_anything_is_run(params string[] args) =>
        (await EmulatorCommandLine.RunAsync(args)).ShouldBe(ExitCode.BadInput);
}
