using System.Globalization;

namespace CentralSystem.Benchmarks.Load;

/// <summary>The project's own load generator, with the options and the report of ocppload as far as this project uses them.</summary>
internal static class LoadCommand
{
    /// <returns>Exit code: 0 when nothing was lost, 1 when a connection or a CALL was.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // Answers are taken on the thread that waits for them: handing each to the thread pool would cost as much as the rest.
        // Read by the runtime at the first use of a socket.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

        var options = LoadOptions.Parse(args);
        var (report, isClean) = await new LoadRun(options).RunAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Mode} {options.Sequence}: {report["up"]}/{options.Connections} up ({report["handshakes_per_s"]} handshakes/s), {report["msgs_per_s"]} msgs/s, p50 {report["latency_us"]!["p50"]} p99 {report["latency_us"]!["p99"]} us, {report["disconnects"]} lost"));
        if (report["trouble"]!.GetValue<string>() is { Length: > 0 } trouble)
        {
            Console.WriteLine($"first trouble: {trouble}");
        }

        Console.WriteLine(report.ToJsonString());
        return isClean ? 0 : 1;
    }
}
