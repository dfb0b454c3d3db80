using BenchmarkDotNet.Attributes;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>MeterValues from their handler to the disk, by so many Charge Points at once; one operation is one message of each, committed.</summary>
[MemoryDiagnoser]
public class GroupCommitBenchmarks
{
    private ServiceProvider _services = null!;
    private string _directory = null!;
    private MeterValuesHandler _handler = null!;
    private ChargePointSession[] _sessions = [];
    private Task[] _writes = [];
    private DateTimeOffset _now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Charge Points that wait for their answer at the same time.</summary>
    [Params(1, 100, 500)]
    public int ChargePoints { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _directory = Directory.CreateTempSubdirectory("group-commit-").FullName;
        _services = new ServiceCollection().AddMetrics().AddLogging()
            .AddSingleton(Options.Create(new StorageOptions { DataDirectory = _directory }))
            .AddSingleton<StorageFiles>().AddSingleton<Store, SqliteStore>().AddSingleton<IHostApplicationLifetime, ApplicationLifetime>().AddSingleton<StorageMetrics>().AddSingleton(TimeProvider.System)
            .AddSingleton<NewestMeterValueAtStart>().AddSingleton<GroupCommitWriter>().AddSingleton<SampleKinds>().AddSingleton<LateMeterValues>()
            .AddSingleton(new LimitOptions()).AddSingleton<ProtocolDeviations>().AddSingleton<ReportQuota>().AddSingleton<MeterValuesHandler>()
            .BuildServiceProvider();
        var files = _services.GetRequiredService<StorageFiles>();
        _services.GetRequiredService<Store>().Claim();
        await using (var db = new CentralSystemDbContext(new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite(files.ConnectionString).Options))
        {
            await db.Database.MigrateAsync();
            db.ChargePoints.AddRange(Enumerable.Range(1, ChargePoints).Select(key =>
                new ChargePoint { Key = key, Identity = $"CP{key:D5}", Registration = RegistrationStatus.Accepted, CreatedAt = _now }));
            await db.SaveChangesAsync();
        }

        _services.GetRequiredService<GroupCommitWriter>().Start();
        _handler = _services.GetRequiredService<MeterValuesHandler>();
        _sessions = [.. Enumerable.Range(1, ChargePoints).Select(key =>
            new ChargePointSession(new ChargePointState($"CP{key:D5}") { Key = key }, new PingStream(Stream.Null, TimeProvider.System), "", _now))];
        _writes = new Task[ChargePoints];
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _services.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark]
    public Task MeterValues()
    {
        // Time goes on: values that are not newer than the last ones are looked up, since they may be repetitions.
        _now += TimeSpan.FromSeconds(1);
        var request = Request(_now);
        for (var i = 0; i < _sessions.Length; i++)
        {
            _writes[i] = _handler.HandleAsync(request, new CallContext<ChargePointSession>(_sessions[i], new MessageId("1"), _now, []), CancellationToken.None).AsTask();
        }

        return Task.WhenAll(_writes);
    }

    private static MeterValuesRequest Request(DateTimeOffset now) => new()
    {
        ConnectorId = 1,
        MeterValue =
        [
            new MeterValue
            {
                Timestamp = now,
                SampledValue =
                [
                    new SampledValue { Value = "1383", Measurand = Measurand.EnergyActiveImportRegister, Unit = UnitOfMeasure.Wh },
                    new SampledValue { Value = "10950.3", Measurand = Measurand.PowerActiveImport, Unit = UnitOfMeasure.W },
                    new SampledValue { Value = "15.3", Measurand = Measurand.CurrentImport, Unit = UnitOfMeasure.A },
                    new SampledValue { Value = "55", Measurand = Measurand.SoC, Unit = UnitOfMeasure.Percent },
                ],
            },
        ],
    };
}
