using System.Diagnostics;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Reports;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>How long each list, filter, report and export takes on a year of history, and what writing costs beside it.</summary>
internal static class QueriesCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = new CommandLine(args);
        var history = (
            ChargePoints: options.Int("charge-points", 1_000, 1, 100_000), Transactions: options.Int("transactions", 100_000, 100, 5_000_000),
            Samples: (long)options.Number("samples", 10_000_000, 300, 1_000_000_000));
        var (rounds, data) = (options.Int("rounds", 20, 3, 10_000), options.Text("data", Path.GetTempPath()));
        options.RefuseOthers();

        var empty = await OnAsync(data, new SampleHistory(history.ChargePoints, 100, 300), system => WriteRateAsync(system, history.ChargePoints));
        var full = await OnAsync(data, new SampleHistory(history.ChargePoints, history.Transactions, history.Samples), async system =>
        {
            await QueriesAsync(system, rounds);
            await ExportAsync(system);
            return await WriteRateAsync(system, history.ChargePoints);
        });
        Console.WriteLine($"writes (MeterValues of {WriteChargePoints(history.ChargePoints)} at once): {empty:F0}/s empty, {full:F0}/s full, {full / empty:P0}");
        return 0;
    }

    private static async Task<T> OnAsync<T>(string parent, SampleHistory history, Func<ServiceProvider, Task<T>> measure)
    {
        var directory = Directory.CreateDirectory(Path.Combine(parent, $"queries-{Environment.ProcessId}"));
        try
        {
            await using var system = new ServiceCollection().AddMetrics().AddLogging()
                .AddSingleton(Options.Create(new StorageOptions { DataDirectory = directory.FullName }))
                .AddSingleton<StorageFiles>().AddSingleton<StorageMetrics>().AddSingleton<GroupCommitWriter>().AddSingleton(TimeProvider.System)
                .AddPooledDbContextFactory<CentralSystemDbContext>((services, db) => db
                    .UseSqlite(services.GetRequiredService<StorageFiles>().ConnectionString).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking))
                .AddSingleton<ChargePointDirectory>().AddSingleton<IdTagDirectory>().AddSingleton<SampleKinds>().AddSingleton<NewestMeterValueAtStart>()
                .AddSingleton<TransactionReader>().AddSingleton<MeterValueReader>().AddSingleton<EnergyReport>().AddSingleton<TransactionExport>().AddSingleton<MeterValuesHandler>()
                .BuildServiceProvider();
            await using (var db = await system.GetRequiredService<IDbContextFactory<CentralSystemDbContext>>().CreateDbContextAsync())
            {
                await db.Database.MigrateAsync();
                var began = Stopwatch.GetTimestamp();
                await history.FillAsync(db);
                Console.WriteLine($"filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
                system.GetRequiredService<ChargePointDirectory>().Load(db);
                system.GetRequiredService<IdTagDirectory>().Load(db);
                system.GetRequiredService<NewestMeterValueAtStart>().Load(db);
            }

            system.GetRequiredService<GroupCommitWriter>().Start();
            return await measure(system);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static async Task QueriesAsync(ServiceProvider system, int rounds)
    {
        var (transactions, report, values) = (
            system.GetRequiredService<TransactionReader>(), system.GetRequiredService<EnergyReport>(), system.GetRequiredService<MeterValueReader>());
        var month = new TransactionFilter { From = new Instant(SampleHistory.Now.AddMonths(-2)), To = new Instant(SampleHistory.Now.AddMonths(-1)) };
        var page = new PageQuery();
        Task ListAsync(TransactionFilter filter, TransactionSort sort = TransactionSort.Newest) => transactions.ListAsync(filter, sort, page, default);
        Task ReportAsync(ReportGroup group, TransactionFilter filter) => report.PageAsync(new EnergyReportQuery { GroupBy = group, TimeZone = "Europe/Berlin" }, filter, page, default);

        (string Name, Func<Task> Run)[] queries =
        [
            ("transactions, newest", () => ListAsync(new())),
            ("transactions, oldest", () => ListAsync(new(), TransactionSort.Oldest)),
            ("transactions, by energy", () => ListAsync(new(), TransactionSort.Energy)),
            ("transactions of a charge point", () => ListAsync(new() { ChargePointId = "CP00007" })),
            ("transactions of a connector", () => ListAsync(new() { ChargePointId = "CP00007", ConnectorId = 2 })),
            ("transactions of an idTag", () => ListAsync(new() { IdTag = "TAG000007" })),
            ("transactions of a group", () => ListAsync(new() { ParentIdTag = "FLEET07" })),
            ("transactions of a tag nobody has", () => ListAsync(new() { ChargePointTag = "none" })),
            ("transactions, open", () => ListAsync(new() { Open = true })),
            ("transactions, flagged", () => ListAsync(new() { Flagged = true })),
            ("transactions, a flag nobody has", () => ListAsync(new() { Flag = TransactionFlags.NegativeRegister })),
            ("transactions of a month", () => ListAsync(month)),
            ("transactions of a month, by energy", () => ListAsync(month, TransactionSort.Energy)),
            ("one transaction, explained", () => transactions.GetAsync(4_711 % 100 + 1, default)),
            ("totals of a month", () => transactions.TotalsAsync(month, default)),
            ("totals of all", () => transactions.TotalsAsync(new(), default)),
            ("report of a month by idTag", () => ReportAsync(ReportGroup.IdTag, month)),
            ("report of a month by group", () => ReportAsync(ReportGroup.Group, month)),
            ("report of a month by charge point", () => ReportAsync(ReportGroup.ChargePoint, month)),
            ("report of a month by day", () => ReportAsync(ReportGroup.Day, month)),
            ("report of the year by month", () => ReportAsync(ReportGroup.Month, new())),
            ("report of the year by idTag", () => ReportAsync(ReportGroup.IdTag, new())),
            ("meter values of a transaction", () => values.OfTransactionAsync(50, page, default)),
            ("meter values of a day", () => values.ListAsync(new() { From = new Instant(SampleHistory.Now.AddDays(-40)), To = new Instant(SampleHistory.Now.AddDays(-39)) }, page, default)),
            ("meter values of a charge point's day", () => values.ListAsync(
                new() { ChargePointId = "CP00007", From = new Instant(SampleHistory.Now.AddDays(-40)), To = new Instant(SampleHistory.Now.AddDays(-39)) }, page, default)),
        ];
        foreach (var (name, run) in queries)
        {
            await run();
            var times = new double[rounds];
            for (var i = 0; i < rounds; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await run();
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            Array.Sort(times);
            Console.WriteLine($"{name,-42} p50 {times[rounds / 2],8:F1} ms   p95 {times[(int)(rounds * 0.95)],8:F1} ms");
        }
    }

    private static async Task ExportAsync(ServiceProvider system)
    {
        var (rows, highest, before) = (0, 0L, GC.GetTotalMemory(forceFullCollection: true));
        var began = Stopwatch.GetTimestamp();
        await CsvWriter.WriteAsync(Stream.Null, new Table("t", ["x"], Watched()), default);
        Console.WriteLine($"export of {rows} transactions: {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, live memory grew by {(highest - before) / 1024.0:F0} KiB at most");

        async IAsyncEnumerable<object?[]> Watched()
        {
            await foreach (var row in system.GetRequiredService<TransactionExport>().RowsAsync(new TransactionFilter()))
            {
                if (++rows % 10_000 == 0)
                {
                    highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
                }

                yield return row;
            }
        }
    }

    private static int WriteChargePoints(int chargePoints) => Math.Min(200, chargePoints);

    private static async Task<double> WriteRateAsync(ServiceProvider system, int chargePoints)
    {
        const int Rounds = 100;
        var handler = system.GetRequiredService<MeterValuesHandler>();
        var directory = system.GetRequiredService<ChargePointDirectory>();
        var sessions = directory.All.Take(WriteChargePoints(chargePoints)).Select(state => new ChargePointSession(state, new PingStream(Stream.Null, TimeProvider.System), "", default)).ToArray();
        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds; round++)
        {
            var at = SampleHistory.Now.AddDays(1).AddSeconds(round);
            var request = new MeterValuesRequest { ConnectorId = 1, MeterValue = [new MeterValue { Timestamp = at, SampledValue = [new SampledValue { Value = "1000" }] }] };
            await Task.WhenAll(sessions.Select(session => handler.HandleAsync(request, new CallContext<ChargePointSession>(session, new MessageId("1"), at, []), default).AsTask()));
        }

        return Rounds * sessions.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
