using System.Globalization;
using System.Text.Json;

namespace CentralSystem.Benchmarks.Runs;

/// <summary>Runs the load generator as a process of its own, on one core where that can be arranged.</summary>
internal sealed class Generator(RunOptions options)
{
    private static readonly TimeSpan LongestOverhead = TimeSpan.FromMinutes(7);

    /// <summary>Share of CALLERRORs up to which a figure stands: refusing is faster than serving.</summary>
    private const double MostCallErrors = 0.01;

    /// <summary>Modes that only the project's own generator has.</summary>
    private static readonly string[] OwnModes = ["mute", "storm"];

    private readonly string? _taskset = Environment.ProcessorCount > 1
        ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "taskset")).FirstOrDefault(File.Exists)
        : null;

    public string Description =>
        $"{(options.ExternalGenerator is null ? "own" : Path.GetFileName(options.ExternalGenerator))}{(_taskset is null ? "" : ", pinned to core 1")}";

    /// <summary>Puts load on a server.</summary>
    /// <param name="server">The echo gets no BootNotification: it could not accept it.</param>
    /// <param name="mode">See <see cref="Load.LoadMode"/>.</param>
    /// <param name="connections">Charge Points.</param>
    /// <param name="seconds">Length of the measured part.</param>
    /// <param name="others">Further options of the generator.</param>
    public async Task<LoadReport> RunAsync(ServerProcess server, string mode, int connections, double seconds, params string[] others)
    {
        List<string> arguments =
        [
            "--mode", mode, "--port", $"{server.Port}", "--conns", $"{connections}", "--secs", seconds.ToString(CultureInfo.InvariantCulture),
            "--pid", $"{server.Pid}", .. others,
        ];
        if (server.IsEcho)
        {
            arguments.Add("--no-boot");
        }

        var (fileName, all) = options.ExternalGenerator is { } external && !OwnModes.Contains(mode)
            ? (external, arguments)
            : ChildProcess.Own(["load", .. arguments]);
        if (_taskset is not null)
        {
            (fileName, all) = (_taskset, ["-c", "1", fileName, .. all]);
        }

        var report = await RunAsync(fileName, all, TimeSpan.FromSeconds(seconds) + LongestOverhead);
        return !(report.Number("callerrors") > report.Number("msgs") * MostCallErrors)
            ? report
            : throw new MeasureException($"the {server.Name} answered {report.Number("callerrors")} of {report.Number("msgs")} CALLs with an error: {report.Trouble}");
    }

    /// <summary>Runs the raw insert of SQLite.</summary>
    /// <returns>Rows per second.</returns>
    public async Task<double> RunRawInsertAsync(double seconds)
    {
        var (fileName, arguments) = ChildProcess.Own("sqlite", "--secs", seconds.ToString(CultureInfo.InvariantCulture), "--data", options.WorkDirectory);
        var report = await RunAsync(fileName, arguments, TimeSpan.FromSeconds(seconds) + LongestOverhead);
        return report.Number("rows_per_s");
    }

    private async Task<LoadReport> RunAsync(string fileName, IEnumerable<string> arguments, TimeSpan longest)
    {
        var process = ChildProcess.Start(fileName, arguments, new Dictionary<string, string>(), options.WorkDirectory);
        try
        {
            using var limit = new CancellationTokenSource(longest);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var json = (await output).TrimEnd().Split('\n')[^1];
            return process.ExitCode is 0 or 1 && json.StartsWith('{')
                ? new LoadReport(JsonSerializer.Deserialize<JsonElement>(json), IsClean: process.ExitCode == 0)
                : throw new MeasureException($"{Path.GetFileName(fileName)} ended with {process.ExitCode}: {(await errors).Trim()}");
        }
        catch (OperationCanceledException)
        {
            throw new MeasureException($"{Path.GetFileName(fileName)} did not end in {longest.TotalMinutes:F0} minutes");
        }
        finally
        {
            await ChildProcess.StopAsync(process);
        }
    }
}

/// <summary>What the generator reports.</summary>
/// <param name="Json">Its last line.</param>
/// <param name="IsClean">No connection and no CALL was lost.</param>
internal sealed record LoadReport(JsonElement Json, bool IsClean)
{
    /// <summary>A number, by its path.</summary>
    public double Number(params ReadOnlySpan<string> path)
    {
        var at = Json;
        foreach (var name in path)
        {
            if (!at.TryGetProperty(name, out at))
            {
                return double.NaN;
            }
        }

        return at.ValueKind == JsonValueKind.Number ? at.GetDouble() : double.NaN;
    }

    public string Trouble => Json.TryGetProperty("trouble", out var trouble) ? trouble.GetString() ?? "" : "";
}
