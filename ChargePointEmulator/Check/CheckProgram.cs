using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Check.Reports;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Check;

/// <summary>The command <c>check</c> from its options to its exit code.</summary>
internal static class CheckProgram
{
    /// <summary>Shows the cases that are selected.</summary>
    public static int List(CheckOptions options, TextWriter output)
    {
        foreach (var group in CaseCatalogue.Select(options.Groups, options.Cases).GroupBy(check => check.Group))
        {
            output.WriteLine(group.Key);
            foreach (var check in group)
            {
                var drives = check.Drives.Count == 0 ? "" : $"  [drives {string.Join(", ", check.Drives)}]";
                output.WriteLine($"  {check.Id,-15} {check.Title}  ({check.Rule}; {check.Severity.Text()}){drives}");
            }
        }

        return ExitCode.Ok;
    }

    /// <summary>Runs the cases that are selected and writes the reports.</summary>
    /// <remarks>Errors: <see cref="BadInputException"/>, <see cref="Documents.DocumentException"/>, before anything is run.</remarks>
    public static async Task<int> RunAsync(CheckOptions options, TextWriter output, TextReader input, CancellationToken cancellationToken)
    {
        var cases = CaseCatalogue.Select(options.Groups, options.Cases);
        var url = EndpointOf(options.Url);
        var expected = options.ExpectedFailuresFile is { } file ? ReadFile(file, () => ExpectedFailures.Read(file, CaseCatalogue.All)) : ExpectedFailures.None;
        var reports = options.Reports.Select(Report.Parse).ToList();
        var data = TestDataFile.Read(options);
        var timeout = TimeSpan.FromSeconds(options.TimeoutSeconds is >= 0.1 and <= 600 ? options.TimeoutSeconds : throw new BadInputException("--timeout must be a number of seconds from 0.1 to 600."));
        var parallel = options.Parallel is >= 1 and <= 100 ? options.Parallel : throw new BadInputException("--parallel must be a whole number from 1 to 100.");

        await using var driver = DriverFactory.Create(options, url, input, output);
        var provisioner = Provisioner(options, driver);
        var startedAt = DateTimeOffset.UtcNow;
        var console = new ConsoleProgress(output, cases.Count);
        IReadOnlyList<CaseResult> results;
        var target = default(CheckTarget);
        try
        {
            if (provisioner is not null)
            {
                data = await Provisioning.IdTagsAsync(data, provisioner, parallel, cancellationToken);
            }

            var isPerson = driver is PromptDriver;
            target = new CheckTarget(url, data, new ChargePointSupply(data, provisioner), driver, timeout, isPerson ? TimeSpan.FromMinutes(5) : timeout);
            results = await new CheckRunner(target, isPerson ? 1 : parallel, expected).RunAsync(cases, console.Show, cancellationToken);
        }
        catch (EnvironmentException e)
        {
            await output.WriteLineAsync(e.Message);
            return ExitCode.HarnessError;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            results = [];
        }
        finally
        {
            await (provisioner?.CleanUpAsync() ?? Task.CompletedTask);
        }

        var summary = new CheckSummary(url, startedAt, DateTimeOffset.UtcNow - startedAt, options.Driver, cases.Count, results, cancellationToken.IsCancellationRequested);
        console.ShowSummary(summary);
        foreach (var report in reports)
        {
            report.Write(summary);
            await output.WriteLineAsync($"{report.Kind} report: {report.File}");
        }

        return summary.ExitCode(wasReached: target?.WasReached ?? false);
    }

    private static IProvisioner? Provisioner(CheckOptions options, IDriver driver) =>
        !options.Provision ? null : driver as IProvisioner ?? throw new BadInputException("--provision needs --driver centralsystem.");

    private static Uri EndpointOf(string? text)
    {
        if (text is null)
        {
            throw new BadInputException("--url is missing: the endpoint of the central system, such as ws://localhost:8080/ocpp.");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" && url.Query.Length == 0 && url.Fragment.Length == 0
            ? url
            : throw new BadInputException($"--url is '{text}', but must be ws://host:port/path or wss://host:port/path.");
    }

    private static T ReadFile<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message}");
        }
    }
}
