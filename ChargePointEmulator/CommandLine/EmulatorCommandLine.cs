using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ChargePointEmulator.Check;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Load;
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
          ChargePointEmulator --Emulator:Host=cs --repl           the same kind of setting as an argument; and a prompt to drive it
          ChargePointEmulator --state ./stations --dump-config    every setting with its value and where that came from
          ChargePointEmulator check --url ws://cs:8080/ocpp       what is wrong with a central system?
          ChargePointEmulator scenario samples/scenarios/session-plug-first.yaml --url ws://cs:8080/ocpp
                                                                  play a scenario and say whether it came out as written
          ChargePointEmulator load samples/morning.load.yaml      put a load on a central system and say whether it bears it
          docker run --rm --network host centralsystem/emulator check --url ws://localhost:8080/ocpp
                                                                  the same from the image

        samples/... are beside the program and are found from anywhere.

        The most used settings of a fleet; docs/emulator.md has them all:
          CS_PROTOCOL, CS_HOST, CS_PORT, CS_PATH   where the central system is (ws, localhost, 8080, /ocpp)
          CONCURRENCY_LEVEL, CP_ID_PATTERN         how many charge points, and their identities (1, CP{n:00000})
          CP_PASSWORD, CP_PASSWORDS_FILE           Basic authentication, of all or of each
          CP_STATION                               ac-3.7, ac-11, ac-22, ac-22-dual, dc-50, dc-150, dc-350, or a file
          CP_SESSIONS, CP_ID_TAG                   whether people come on their own, and their idTags (true, TAG00001)
          CP_API_PORT                              the HTTP API that drives a fleet (off)
          LOG_PAYLOAD, LOG_LIFECYCLE               every frame; connect, boot, disconnect (false, true)
        """;

    /// <summary>Does what the arguments ask for, and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!NamesCommand(args))
        {
            // Whoever asks for help among settings is not to find a fleet running.
            if (!args.Any(IsHelp))
            {
                return await FleetProgram.RunAsync(args);
            }

            args = ["--help"];
        }

        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0 || StrayOption(parsed) is not null)
        {
            foreach (var error in parsed.Errors.Select(error => error.Message).DefaultIfEmpty($"There is no option '{StrayOption(parsed)}'."))
            {
                await Console.Error.WriteLineAsync(error);
            }

            await Console.Error.WriteLineAsync(Meant(parsed) is { } meant ? $"Did you mean '{meant}'? --help shows all." : "Try --help.");
            return ExitCode.BadInput;
        }

        // Long enough for a report to be written after Ctrl+C.
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
    }

    /// <summary>Whether the first word is a command or asks for help, or could only be a command mistyped. Everything else is settings, as ever.</summary>
    internal static bool NamesCommand(string[] args) =>
        args is [var first, ..]
        && (IsHelp(first) || first is "--version" || (first.Length > 0 && first[0] is not ('-' or '/') && !first.Contains('=', StringComparison.Ordinal)));

    /// <summary>What the first word that is unknown was meant to be; null when nothing is near.</summary>
    internal static string? Meant(string[] args) => Meant(Root().Parse(args));

    private static string? Meant(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return (parsed.UnmatchedTokens is [var first, ..] ? first : StrayOption(parsed)) is not { } word ? null
            : NearestWord.Find(word, word.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(each => each.Name));
    }

    /// <summary>An option that does not exist and was taken for the file of a command.</summary>
    private static string? StrayOption(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(text => text.StartsWith("--", StringComparison.Ordinal));

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?";

    private static RootCommand Root()
    {
        var root = new RootCommand("Plays charge points against any OCPP 1.6-J central system: without a command one or thousands that run until they are stopped.");
        // A root that does something by itself, so that a mistyped command is told as such and not as one that is missing.
        root.SetAction((_, _) => FleetProgram.RunAsync([]));
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(ScenarioCommand.Create());
        root.Subcommands.Add(LoadCommand.Create());
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
        return root;
    }
}
