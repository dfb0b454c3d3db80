using System.Diagnostics;
using CentralSystem.Tests.Support;
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
    [InlineData("scenario", "--chek", "samples/scenarios/two-drivers.yaml")]
    [InlineData("load")]
    [InlineData("load", "/no/such/file.load.yaml")]
    [InlineData("load", "x.load.yaml", "--count", "many")]
    [InlineData("load", "x.load.yaml", "--metrics-port", "0")]
    [InlineData("--CS_PORT", "nope")]
    [InlineData("--Emulator:Hots=cs")]
    [InlineData("--hots", "cs")]
    [InlineData("--state")]
    [InlineData("-v")]
    [InlineData("--CS_HOST=cs", "check")]
    [InlineData("scenario", "samples/scenarios/no-such-*.yaml", "--check")]
    public async Task Bad_input_ends_with_3_before_anything_is_run(params string[] args) =>
        (await EmulatorCommandLine.RunAsync(args)).ShouldBe(ExitCode.BadInput);

    [Theory]
    [InlineData("load", "laod", "x.load.yaml")]
    [InlineData("check", "chekc")]
    [InlineData("--parallel", "scenario", "x.yaml", "--paralel", "4")]
    [InlineData("--check", "load", "--chek")]
    [InlineData("--passwords-file", "load", "x.load.yaml", "--password-file", "keys.txt")]
    [InlineData(null, "entirely-different")]
    [InlineData(null, "load", "x.load.yaml", "--something-else")]
    [InlineData(null, "load", "x.load.yaml", "--count", "many")]
    public void A_mistyped_word_is_told_with_the_one_that_was_meant(string? meant, params string[] args) => EmulatorCommandLine.Meant(args).ShouldBe(meant);

    [Fact]
    public async Task To_check_scenarios_needs_nobody_who_drives() =>
        (await EmulatorCommandLine.RunAsync(["scenario", "samples/scenarios/*.yaml", "--check"])).ShouldBe(ExitCode.Ok);

    [Theory]
    [InlineData("--help")]
    [InlineData("check", "--help")]
    [InlineData("scenario", "--help")]
    [InlineData("load", "--help")]
    [InlineData("load", "--schema")]
    [InlineData("--Emulator:Host=cs", "--help")]
    [InlineData("--dump-config", "--CS_HOST", "cs")]
    public async Task Help_needs_nothing_else(params string[] args) => (await EmulatorCommandLine.RunAsync(args)).ShouldBe(ExitCode.Ok);

    /// <summary>As the help writes them: somebody with the program or the image has no clone to be in.</summary>
    [Theory]
    [InlineData("scenario", "samples/scenarios/session-plug-first.yaml", "--check")]
    [InlineData("scenario", "samples/scenarios/*.yaml", "--check", "--driver", "prompt")]
    [InlineData("load", "samples/morning.load.yaml", "--check")]
    public async Task Samples_are_found_wherever_the_program_is_started(params string[] args)
    {
        using var elsewhere = new TempDirectory();
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChargePointEmulator.dll"), .. args])
        {
            WorkingDirectory = elsewhere.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = await program.StandardOutput.ReadToEndAsync() + await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        program.ExitCode.ShouldBe(ExitCode.Ok, told);
        told.ShouldContain("in order");
    }
}
