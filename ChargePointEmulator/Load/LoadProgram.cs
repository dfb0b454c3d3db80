using System.Diagnostics;
using ChargePointEmulator.Api;
using ChargePointEmulator.Check;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Load;

/// <summary>The command <c>load</c>: reads the file, runs it, tells, reports.</summary>
internal static class LoadProgram
{
    /// <summary>Gives the exit code.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="output">Where it is told.</param>
    /// <param name="terminal">Where somebody watches <paramref name="output"/>; null where nobody does.</param>
    /// <param name="time">The clock of the run.</param>
    /// <param name="interrupted">Ends the run early; the reports are still written.</param>
    /// <remarks>Errors: <see cref="BadInputException"/>, <see cref="DocumentException"/>.</remarks>
    public static async Task<int> RunAsync(LoadOptions options, TextWriter output, LoadTerminal? terminal, TimeProvider time, CancellationToken interrupted)
    {
        // All of it is checked before anything runs.
        var origins = new SettingOrigins();
        var profile = LoadReader.ReadFile(NamedFiles.Find(options.File), options.Overrides, origins);
        var reports = options.Reports.Select(LoadReports.Parse).ToArray();
        if (options.DumpConfiguration)
        {
            origins.Write(output);
            return ExitCode.Ok;
        }

        if (options.CheckOnly)
        {
            await output.WriteLineAsync($"{profile.File}: {profile.Name} is in order: {profile.Fleet.Count} charge points, {profile.Stages.Count} stages, {profile.Thresholds.Count} thresholds.");
            return ExitCode.Ok;
        }

        if (OpenFiles.Refusal(profile.Fleet.Count, OpenFiles.Limit) is { } refusal)
        {
            throw new BadInputException(refusal);
        }

        await using var trace = options.Trace is { } path ? TraceWriter.Open(Path.GetFullPath(path), time) : null;
        await using var runner = new LoadRunner(profile, time, trace);
        await using var metrics = options.MetricsPort is { } port ? await MetricsServer.StartAsync(port, () => LoadMetrics.Write(runner.Read())) : null;
        var console = new LoadConsole(output, terminal);
        var summary = await WatchAsync(runner, console, terminal?.Key is { } key ? new LoadKeys(runner, console, key) : null, interrupted);
        console.ShowEnd(summary);

        // Ahead of the goodbyes, which take their time: whoever interrupts a run may not wait for them.
        var problems = new List<string>();
        foreach (var report in reports)
        {
            try
            {
                report.Write(summary);
                await output.WriteLineAsync($"{report.Kind} report: {report.File}");
            }
            catch (BadInputException e)
            {
                // One that cannot be written must not cost the others.
                problems.Add(e.Message);
            }
        }

        if (options.Trace is not null)
        {
            await output.WriteLineAsync($"trace: {Path.GetFullPath(options.Trace)}");
        }

        return problems.Count == 0 ? summary.ExitCode : throw new BadInputException(string.Join(Environment.NewLine, problems));
    }

    private static async Task<LoadSummary> WatchAsync(LoadRunner runner, LoadConsole console, LoadKeys? keys, CancellationToken interrupted)
    {
        var running = runner.RunAsync(interrupted);
        using var timer = new PeriodicTimer(keys is null ? console.Pace : LoadKeys.Look);
        var shownAt = Stopwatch.GetTimestamp();
        for (var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask(); await Task.WhenAny(running, tick) != running; tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask())
        {
            if (keys is null || keys.Press() || Stopwatch.GetElapsedTime(shownAt) >= console.Pace)
            {
                console.Show(runner.Read());
                shownAt = Stopwatch.GetTimestamp();
            }
        }

        return await running;
    }
}
