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

        Steps, verbs, matching: docs/driving.md.
        """;

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Scenario files, YAML or JSON", Arity = ArgumentArity.ZeroOrMore };
        var url = new Option<string>("--url") { Description = "Endpoint of the central system, without an identity", HelpName = "url", DefaultValueFactory = _ => "ws://localhost:8080/ocpp" };
        var identity = new Option<string?>("--charge-point") { Description = "Identity, over that of the file", HelpName = "id" };
        var password = new Option<string?>("--password") { Description = "Password of Basic authentication; 32 to 40 hex digits stand for their bytes", HelpName = "password" };
        var insecure = new Option<bool>("--insecure") { Description = "Accept any certificate of the central system" };
        var variables = new Option<string[]>("--var") { Description = "Variables, over those of the file", HelpName = "name=value" };
        var reports = new Option<string[]>("--report") { Description = "Write a report: html=FILE, json=FILE, junit=FILE or md=FILE", HelpName = "kind=file" };
        var driver = new Option<string>("--driver") { Description = "Who makes the central system send (operate): none, prompt, http (--driver-file), centralsystem (--api-url, --api-key)", HelpName = "driver", DefaultValueFactory = _ => "none" };
        var driverFile = new Option<string?>("--driver-file") { Description = "Requests of the driver http (YAML)", HelpName = "file" };
        var apiUrl = new Option<string?>("--api-url") { Description = "Where the REST interface of CentralSystem is; default: beside --url", HelpName = "url" };
        var apiKey = new Option<string?>("--api-key") { Description = "API key of an operator. Default: environment variable API_KEY", HelpName = "key" };
        var parallel = new Option<int>("--parallel") { Description = "Scenarios side by side", HelpName = "n", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "Random choices follow from it", HelpName = "n", DefaultValueFactory = _ => 1 };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show every step and frame, also of what passed" };
        var check = new Option<bool>("--check") { Description = "Read and check the files, and run nothing" };

        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of scenario files, and run nothing" };

        var command = new ExampleCommand("scenario", "Plays scenarios: what a charge point does, and what is expected of the central system.", Examples)
        {
            files, url, identity, password, insecure, variables, reports, driver, driverFile, apiUrl, apiKey, parallel, seed, verbose, check, schema,
        };
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
                    Password = parsed.GetValue(password),
                    Insecure = parsed.GetValue(insecure),
                    Variables = parsed.GetValue(variables) ?? [],
                    Reports = parsed.GetValue(reports) ?? [],
                    Driver = parsed.GetValue(driver)!,
                    DriverFile = parsed.GetValue(driverFile),
                    ApiUrl = parsed.GetValue(apiUrl),
                    ApiKey = parsed.GetValue(apiKey) ?? Environment.GetEnvironmentVariable("API_KEY"),
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
