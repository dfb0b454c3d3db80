using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.CommandLine;

/// <summary>A command that teaches by example.</summary>
internal sealed class ExampleCommand(string name, string description, string examples) : Command(name, description)
{
    /// <summary>Shown below its options.</summary>
    public string Examples { get; } = examples;

    /// <summary>Takes the options that several commands have.</summary>
    public void Add(SharedOptions shared)
    {
        foreach (var option in shared.All)
        {
            Add(option);
        }
    }
}

/// <summary>The usual help, then examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help, string examplesOfRoot) : SynchronousCommandLineAction
{
    /// <summary>Whoever asks how a command is used has not used it wrongly.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine(parseResult.CommandResult.Command is ExampleCommand command ? command.Examples : examplesOfRoot);
        output.WriteLine();
        output.WriteLine(ExitCode.Help);
        return result;
    }
}
