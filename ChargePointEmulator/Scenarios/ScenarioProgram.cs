using System.Text.Json.Nodes;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChargePointEmulator.Scenarios;

/// <summary>The command <c>scenario</c>: reads the files, runs them, tells, reports.</summary>
internal static class ScenarioProgram
{
    /// <summary>Gives the exit code.</summary>
    /// <remarks>Errors: <see cref="BadInputException"/>, <see cref="DocumentException"/>.</remarks>
    public static async Task<int> RunAsync(ScenarioOptions options, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        // All of it is checked before anything runs.
        var scenarios = options.Files.SelectMany(FilesOf).Select(ScenarioReader.ReadFile).ToArray();
        var reports = options.Reports.Select(ScenarioReport.Parse).ToArray();
        var url = UrlOf(options.Url);
        var variables = VariablesOf(options.Variables);
        if (options.CheckOnly)
        {
            foreach (var scenario in scenarios)
            {
                await output.WriteLineAsync($"{scenario.File}: {scenario.Name} is in order.");
            }

            return ExitCode.Ok;
        }

        if (options.Identity is not null && scenarios.Length > 1 && options.Parallel > 1)
        {
            throw new BadInputException("--charge-point names one charge point; with it, scenarios run one after the other (--parallel 1).");
        }

        if (options.Driver == "none" && scenarios.FirstOrDefault(scenario => scenario.NeedsDriver) is { } needy)
        {
            throw new BadInputException($"{needy.File} has the Central System send (operate); --driver says how: centralsystem, http or prompt.");
        }

        await using var driver = DriverFactory.Create(
            new CheckOptions { Driver = options.Driver, DriverFile = options.DriverFile, ApiUrl = options.ApiUrl, ApiKey = options.ApiKey }, url, input, output);
        var settings = new EmulatorSettings
        {
            Endpoint = url,
            Insecure = options.Insecure,
            Seed = options.Seed,
            Password = options.Password is { } password ? EmulatorSettings.PasswordBytes(password) : null,
            ConnectRatePerSecond = 1000,
        };
        var runner = new ScenarioRunner(settings, driver, variables, options.Identity, TimeProvider.System, NullLoggerFactory.Instance);
        var results = await RunAllAsync(runner, scenarios, options, output, cancellationToken);
        foreach (var report in reports)
        {
            report.Write(results);
        }

        return ExitCodeOf(results);
    }

    private static async Task<IReadOnlyList<ScenarioResult>> RunAllAsync(ScenarioRunner runner, Scenario[] scenarios, ScenarioOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var turns = new SemaphoreSlim(options.Parallel);
        var told = new Lock();
        return await Task.WhenAll(scenarios.Select(async scenario =>
        {
            await turns.WaitAsync(CancellationToken.None);
            try
            {
                var live = options.Parallel == 1 && options.Verbose;
                var result = await runner.RunAsync(
                    scenario,
                    step =>
                    {
                        if (live)
                        {
                            ScenarioConsole.Write(output, step);
                        }
                    },
                    cancellationToken);
                lock (told)
                {
                    ScenarioConsole.Write(output, result, options.Verbose, withSteps: !live);
                }

                return result;
            }
            finally
            {
                turns.Release();
            }
        }));
    }

    /// <summary>The gravest of all verdicts.</summary>
    private static int ExitCodeOf(IReadOnlyList<ScenarioResult> results)
    {
        return Any(ScenarioVerdict.Interrupted) ? ExitCode.Interrupted
            : Any(ScenarioVerdict.Error) ? ExitCode.HarnessError
            : Any(ScenarioVerdict.Failed) ? ExitCode.Failed
            : Any(ScenarioVerdict.NeverConnected) ? ExitCode.NeverConnected
            : ExitCode.Ok;

        bool Any(ScenarioVerdict verdict) => results.Any(result => result.Verdict == verdict);
    }

    private static IReadOnlyList<string> FilesOf(string path) => NamedFiles.FindAll(path) is { Count: > 0 } files ? files : throw new BadInputException($"There is no file {path}.");

    private static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" && url.Query.Length == 0
        ? url
        : throw new BadInputException($"--url is '{text}', but must be ws://host:port/path or wss://host:port/path, without the identity.");

    private static JsonObject VariablesOf(IReadOnlyList<string> texts)
    {
        var variables = new JsonObject();
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            variables[at > 0 ? text[..at] : throw new BadInputException($"--var is '{text}', but must be name=value.")] = text[(at + 1)..];
        }

        return variables;
    }
}
