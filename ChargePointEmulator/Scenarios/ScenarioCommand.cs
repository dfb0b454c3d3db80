using System.CommandLine;
using ChargePointEmulator.Check;
using ChargePointEmulator.CommandLine;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Scenarios;

/// <summary>The command <c>scenario</c>: its options, and how they become <see cref="ScenarioOptions"/>.</summary>
internal static class ScenarioCommand
{
    private const string Examples = """
        Examples:
          # Does a session with the cable first come out as written?
          ChargePointEmulator scenario samples/scenarios/session-plug-first.yaml --url ws://cs:8080/ocpp --var tag=TAG00001

          # Several side by side, with a report for the build server and one for people
          ChargePointEmulator scenario samples/scenarios/*.yaml --parallel 4 --report junit=report.xml --report html=report.html
              --driver centralsystem --api-url http://cs:8080 --api-key $KEY

          # Only read and check a file
          ChargePointEmulator scenario my.yaml --check

        samples/... are beside the program and are found from anywhere. Steps, verbs, matching: docs/driving.md.
        """;

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Scenario files, YAML or JSON", Arity = ArgumentArity.ZeroOrMore };
        var url = new Option<string>("--url") { Description = "Endpoint of the central system, without an identity", HelpName = "url", DefaultValueFactory = _ => "ws://localhost:8080/ocpp" };
        var identity = new Option<string?>("--charge-point") { Description = "Identity, over that of the file", HelpName = "id" };
        var shared = new SharedOptions();
        var insecure = new Option<bool>("--insecure") { Description = "Accept any certificate of the central system" };
        var variables = new Option<string[]>("--var") { Description = "Variables, over those of the file", HelpName = "name=value" };
        var parallel = new Option<int>("--parallel") { Description = "Scenarios side by side", HelpName = "n", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "Random choices follow from it", HelpName = "n", DefaultValueFactory = _ => 1 };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show every step and frame, also of what passed" };
        var check = new Option<bool>("--check") { Description = "Read and check the files, and run nothing" };

        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of scenario files, and run nothing" };

        var command = new ExampleCommand("scenario", "Plays scenarios: what a charge point does, and what is expected of the central system.", Examples)
        {
            files, url, identity, insecure, variables, parallel, seed, verbose, check, schema,
        };
        command.Add(shared);
        parallel.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--parallel must be a whole number from 1 to 1000.");
            }
        });
        command.Validators.Add(result =>
        {
            if (!result.GetValue(schema) && result.GetValue(files) is null or { Length: 0 })
            {
                result.AddError("scenario needs a file.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(schema))
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(ScenarioSchema.Write());
                return ExitCode.Ok;
            }

            try
            {
                var options = new ScenarioOptions
                {
                    Files = parsed.GetValue(files) ?? [],
                    Url = parsed.GetValue(url)!,
                    Identity = parsed.GetValue(identity),
                    Password = parsed.GetValue(shared.Password),
                    Insecure = parsed.GetValue(insecure),
                    Variables = parsed.GetValue(variables) ?? [],
                    Reports = parsed.GetValue(shared.Reports) ?? [],
                    Driver = parsed.GetValue(shared.Driver)!,
                    DriverFile = parsed.GetValue(shared.DriverFile),
                    ApiUrl = parsed.GetValue(shared.ApiUrl),
                    ApiKey = shared.ApiKeyIn(parsed),
                    Parallel = parsed.GetValue(parallel),
                    Seed = parsed.GetValue(seed),
                    Verbose = parsed.GetValue(verbose),
                    CheckOnly = parsed.GetValue(check),
                };
                return await ScenarioProgram.RunAsync(options, Console.In, parsed.InvocationConfiguration.Output, cancellationToken);
            }
            catch (Exception e) when (e is BadInputException or DocumentException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return ExitCode.BadInput;
            }
        });
        return command;
    }
}
