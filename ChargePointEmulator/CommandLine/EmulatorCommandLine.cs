using System.CommandLine;
using System.CommandLine.Help;
using ChargePointEmulator.Check;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Scenarios;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.CommandLine;

/// <summary>What the words after the program's name mean: a sub-command, or settings of a fleet that runs until it is stopped.</summary>
internal static class EmulatorCommandLine
{
    private const string Examples = """
        Examples:
          ChargePointEmulator                                     one charge point at ws://localhost:8080/ocpp/CP00001
          CS_HOST=cs CONCURRENCY_LEVEL=100 ChargePointEmulator    a hundred, set by the environment
          ChargePointEmulator --Emulator:Host=cs                  the same setting as an argument
          ChargePointEmulator check --url ws://cs:8080/ocpp       what is wrong with a central system?
          ChargePointEmulator scenario session.yaml               play a scenario and say whether it came out as written

        Settings of the fleet are described in docs/emulator.md.
        """;

    /// <summary>Does what the arguments ask for, and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!NamesCommand(args))
        {
            return await FleetProgram.RunAsync(args);
        }

        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Try --help.");
            return ExitCode.BadInput;
        }

        // Long enough for a report to be written after Ctrl+C.
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
    }

    /// <summary>Whether the first word is a command or asks for help, or could only be a command mistyped. Everything else is settings, as ever.</summary>
    internal static bool NamesCommand(string[] args) =>
        args is [var first, ..]
        && (first is "--help" or "-h" or "-?" or "--version" || (first.Length > 0 && first[0] is not ('-' or '/') && !first.Contains('=', StringComparison.Ordinal)));

    private static RootCommand Root()
    {
        var root = new RootCommand("Plays charge points against any OCPP 1.6-J central system: without a command one or thousands that run until they are stopped.");
        // A root that does something by itself, so that a mistyped command is told as such and not as one that is missing.
        root.SetAction((_, _) => FleetProgram.RunAsync([]));
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(ScenarioCommand.Create());
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
        return root;
    }
}
