using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace CentralSystem.Benchmarks.Runs;

/// <summary>Takes the measures, prints them beside their goals, and fails when a floor is missed twice.</summary>
internal static class RunCommand
{
    /// <returns>Exit code: 0 when every floor is held, 1 when one is missed twice or a measure cannot be taken.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = RunOptions.Parse(args);
        Directory.CreateDirectory(options.WorkDirectory);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Abandon(options));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Abandon(options));
        var bench = new Bench(options);
        var report = new JsonObject { ["machine"] = Machine(options, bench), ["measures"] = new JsonArray() };
        Console.WriteLine(report["machine"]!.ToJsonString());
        Print("measure", "figure (median of the rounds)", "value", "floor", "target", "");

        var missed = false;
        foreach (var name in options.Measures)
        {
            missed |= !await HoldsAsync(bench, name, (JsonArray)report["measures"]!);
        }

        CleanUp(options);
        report["remarks"] = new JsonArray([.. bench.Remarks.Select(remark => (JsonNode)remark)]);
        if (options.JsonFile is not null)
        {
            await File.WriteAllTextAsync(options.JsonFile, report.ToString() + "\n");
        }

        Console.WriteLine();
        bench.Remarks.ForEach(Console.WriteLine);
        Console.WriteLine(report.ToJsonString());
        return missed ? 1 : 0;
    }

    /// <summary>Takes one measure, and once more when a floor was missed: this machine's bad moment is no defect.</summary>
    private static async Task<bool> HoldsAsync(Bench bench, string name, JsonArray report)
    {
        HashSet<string>? missedBefore = null;
        for (var attempt = 1; ; attempt++)
        {
            IReadOnlyList<Figure> figures;
            try
            {
                figures = await Measurements.All[name](bench);
            }
            catch (MeasureException e)
            {
                Print(name, $"could not be taken: {e.Message}", "", "", "", "MISSED");
                report.Add(new JsonObject { ["measure"] = name, ["attempt"] = attempt, ["failure"] = e.Message });
                return false;
            }

            var missed = figures.Where(figure => figure.IsMissed).Select(figure => figure.Name).ToHashSet();
            foreach (var figure in figures)
            {
                Print(name, figure.Name, Text(figure.Value), Text(figure.Goal?.Floor), Text(figure.Goal?.Target), figure.Goal?.Verdict(figure.Value) ?? "");
                report.Add(ToJson(name, attempt, figure));
            }

            if (missed.Count == 0 || missedBefore is not null)
            {
                return missedBefore is null || !missed.Overlaps(missedBefore);
            }

            Print(name, "a floor was missed: once more", "", "", "", "");
            missedBefore = missed;
        }
    }

    private static JsonObject ToJson(string measure, int attempt, Figure figure) => new()
    {
        ["measure"] = measure,
        ["figure"] = figure.Name,
        ["attempt"] = attempt,
        ["value"] = Number(figure.Value),
        ["rounds"] = new JsonArray([.. figure.Rounds.Select(Number)]),
        ["floor"] = figure.Goal?.Floor,
        ["target"] = figure.Goal?.Target,
        ["smaller_is_better"] = figure.Goal?.SmallerIsBetter,
        ["missed"] = figure.IsMissed,
    };

    private static JsonNode? Number(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static string Text(double? value) => value switch
    {
        null => "",
        { } number when !double.IsFinite(number) => "none",
        { } number when Math.Abs(number) >= 1000 => number.ToString("N0", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static void Print(string measure, string figure, string value, string floor, string target, string verdict) =>
        Console.WriteLine($"{measure,-11} {figure,-84} {value,8} {floor,6} {target,6}  {verdict}".TrimEnd());

    private static JsonObject Machine(RunOptions options, Bench bench) => new()
    {
        ["at"] = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
        ["cores"] = Environment.ProcessorCount,
        ["system"] = RuntimeInformation.OSDescription,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["file_system"] = new DriveInfo(options.WorkDirectory).DriveFormat,
        ["generator"] = bench.GeneratorDescription,
        ["rounds"] = options.Rounds,
        ["secs"] = options.Seconds,
    };

    /// <summary>Leaves no server and no data behind; the signal then ends this process.</summary>
    private static void Abandon(RunOptions options)
    {
        ChildProcess.KillAll();
        try
        {
            Directory.Delete(options.WorkDirectory, recursive: true);
        }
        catch (IOException)
        {
            // A process on its way out still writes there.
        }

        Environment.Exit(1);
    }

    private static void CleanUp(RunOptions options)
    {
        // A server that did not start leaves its logs to be read.
        if (!Directory.EnumerateFileSystemEntries(options.WorkDirectory).Any())
        {
            Directory.Delete(options.WorkDirectory);
        }
    }
}
