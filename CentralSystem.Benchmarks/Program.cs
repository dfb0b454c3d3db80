using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using CentralSystem.Benchmarks;
using CentralSystem.Benchmarks.Echo;
using CentralSystem.Benchmarks.Load;
using CentralSystem.Benchmarks.Queries;
using CentralSystem.Benchmarks.Runs;
using CentralSystem.Benchmarks.Sqlite;

const string Usage =
    """
    CentralSystem.Benchmarks: what the central system does in a second, as ratios to what the machine can do (docs/benchmarks.md)

      run [measure ...] [options]   the measures with their floors and targets; exit code 1 when a floor is missed twice
      echo --port N                 the yardstick: a bare Kestrel websocket echo
      sqlite [options]              the yardstick of storage: raw durable inserts
      queries [options]             lists, filters, reports and exports on a year of history: p50 and p95, and writes beside it
      load --mode M [options]       a load generator
      micro [arguments]             the micro-benchmarks; arguments go to BenchmarkDotNet, such as --filter '*Frame*'
    """;

try
{
    switch (args)
    {
        case ["run", .. var rest]:
            return await RunCommand.RunAsync(rest);
        case ["echo", .. var rest]:
            return await EchoCommand.RunAsync(rest);
        case ["sqlite", .. var rest]:
            return RawInsertCommand.Run(rest);
        case ["queries", .. var rest]:
            return await QueriesCommand.RunAsync(rest);
        case ["load", .. var rest]:
            return await LoadCommand.RunAsync(rest);
        case ["micro", .. var rest]:
            BenchmarkSwitcher.FromAssembly(typeof(RunCommand).Assembly).Run(rest, DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks")));
            return 0;
        default:
            await Console.Error.WriteLineAsync(Usage);
            return 2;
    }
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
