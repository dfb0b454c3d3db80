using BenchmarkDotNet.Attributes;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>The verdict on an idTag, by what is said of it: Authorize and StartTransaction wait for one, a local list asks for one of each tag.</summary>
[MemoryDiagnoser]
public class VerdictBenchmarks
{
    private const int Tags = 10_000;
    private const int TagsOfGroup = 50;
    private const int TransactionsOfTag = 20;

    private readonly ChargePointState _chargePoint = new("CP00007") { Key = 7 };
    private IHost _host = null!;
    private string _directory = null!;
    private IdTagJudge _judge = null!;
    private IdTagAuthorizer _authorizer = null!;
    private DateTimeOffset _now;

    [GlobalSetup]
    public async Task SetUp()
    {
        _now = DateTimeOffset.UtcNow;
        _directory = Directory.CreateTempSubdirectory("verdict-").FullName;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("Storage:DataDirectory", _directory)]);
        builder.Services.AddSingleton(TimeProvider.System).AddMetrics().AddLogging();
        builder.AddStorage();
        builder.AddIdTags();
        _host = builder.Build();
        await using (var db = await _host.Services.GetRequiredService<IDbContextFactory<CentralSystemDbContext>>().CreateDbContextAsync())
        {
            await db.Database.MigrateAsync();
            Fill(db);
            await db.SaveChangesAsync();
            foreach (var mirror in _host.Services.GetServices<IMirror>())
            {
                mirror.Load(db);
            }
        }

        _judge = _host.Services.GetRequiredService<IdTagJudge>();
        _authorizer = _host.Services.GetRequiredService<IdTagAuthorizer>();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The answer to an Authorize, without its bytes.</summary>
    [Benchmark]
    public async Task<bool> Authorized() =>
        (await _authorizer.AuthorizeAsync("PLAIN00001", _chargePoint, connectorId: null, AuthorizationReason.Authorize, CancellationToken.None)).IsAccepted;

    [Benchmark(Baseline = true)]
    public bool Plain() => Accepts("PLAIN00001");

    [Benchmark]
    public bool Unknown() => Accepts("STRANGER");

    [Benchmark]
    public bool OfGroup() => Accepts("GROUP00001");

    [Benchmark]
    public bool WithTimeWindows() => Accepts("HOURS00001");

    [Benchmark]
    public bool WithBudget() => Accepts("BUDGET00001");

    /// <summary>The costliest: the transactions of all tags of the group are added up.</summary>
    [Benchmark]
    public bool WithBudgetOfGroupAndTimeWindows() => Accepts("FLEET00001");

    private bool Accepts(string idTag) => _judge.Judge(idTag, _chargePoint, _now).IsAccepted;

    private void Fill(CentralSystemDbContext db)
    {
        var hours = new UsageRules { TimeWindows = [new TimeWindow { From = "00:00", To = "00:00", TimeZone = "Europe/Berlin" }] };
        var budget = new EnergyBudget { Period = BudgetPeriod.Month, EnergyWh = 1_000_000_000, TimeZone = "Europe/Berlin" };
        db.ChargePoints.Add(new ChargePoint { Key = _chargePoint.Key, Identity = _chargePoint.Identity, Registration = RegistrationStatus.Accepted, CreatedAt = _now });
        db.IdTagGroups.Add(new IdTagGroup { ParentIdTag = "GROUP", Status = AuthorizationStatus.Accepted });
        db.IdTagGroups.Add(new IdTagGroup { ParentIdTag = "FLEET", Status = AuthorizationStatus.Accepted, Rules = new UsageRules { TimeWindows = hours.TimeWindows, EnergyBudget = budget } });
        db.IdTags.AddRange(Enumerable.Range(1, Tags).Select(i => TagOf($"PLAIN{i:D5}", null, null)));
        db.IdTags.Add(TagOf("GROUP00001", "GROUP", null));
        db.IdTags.Add(TagOf("HOURS00001", null, hours));
        db.IdTags.Add(TagOf("BUDGET00001", null, new UsageRules { EnergyBudget = budget }));
        db.IdTags.AddRange(Enumerable.Range(1, TagsOfGroup).Select(i => TagOf($"FLEET{i:D5}", "FLEET", null)));
        db.Transactions.AddRange(Enumerable.Range(1, TagsOfGroup).Select(i => $"FLEET{i:D5}").Append("BUDGET00001").SelectMany(TransactionsOf));
    }

    private static IdTag TagOf(string id, string? group, UsageRules? rules) => new() { Id = id, ParentIdTag = group, Status = AuthorizationStatus.Accepted, Rules = rules };

    /// <summary>Ended ones of the last minutes.</summary>
    private IEnumerable<Transaction> TransactionsOf(string idTag) => Enumerable.Range(1, TransactionsOfTag).Select(minute => new Transaction
    {
        ChargePointKey = _chargePoint.Key,
        ConnectorId = 1,
        IdTag = idTag,
        MeterStart = 0,
        StartTimestamp = _now.AddMinutes(-minute),
        StartReceivedAt = _now.AddMinutes(-minute),
        StopReceivedAt = _now,
        EnergyWh = 1_000,
    });
}
