using CentralSystem.Tests.Support;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Storage;

/// <summary>Many changes share a commit; each answers for itself.</summary>
public sealed class GroupCommitWriterTests
{
    [Fact]
    public async Task Failing_change_of_a_group_fails_only_its_own_caller()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var writer = system.Get<GroupCommitWriter>();

        // The first change holds the writer until the others wait behind it, so that they form one group.
        using var gate = new ManualResetEventSlim();
        using var isHeld = new ManualResetEventSlim();
        var first = writer.WriteAsync(new Held(isHeld, gate)).AsTask();
        isHeld.Wait(Eventually.Limit).ShouldBeTrue();
        var writes = Enumerable.Range(0, 20).Select(i => writer.WriteAsync(new Insert(i)).AsTask()).ToList();
        gate.Set();
        await first;

        for (var i = 0; i < writes.Count; i++)
        {
            var failure = await Record.ExceptionAsync(() => writes[i]);
            (failure?.Message).ShouldBe(i is 7 or 13 ? $"spoiled {i}" : null);
        }

        var kept = await system.ReadAsync(db => db.UnknownIdTags.Select(t => t.Id).ToListAsync());
        kept.ShouldBe(Enumerable.Range(0, 20).Where(i => i is not (7 or 13)).Select(i => $"T{i}"), ignoreOrder: true);
        Insert.Committed.Order().ShouldBe(Enumerable.Range(0, 20).Where(i => i is not (7 or 13)));
        system.Log.ShouldContain(e => e.Level == LogLevel.Warning && e.Message.Contains("20 changes", StringComparison.Ordinal));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait(TestDatabase.Trait, "Sqlite")]
    public async Task Storage_fault_becomes_InternalError_is_logged_and_the_retry_succeeds()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Start = """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""";
        await SqlAsync(system, "CREATE TRIGGER broken BEFORE INSERT ON transactions BEGIN SELECT raise(ABORT, 'disk full'); END");
        await chargePoint.ExpectErrorAsync("StartTransaction", Start, "InternalError");
        system.Log.ShouldContain(e => e.Level == LogLevel.Error && e.Exception != null && e.Exception.Message.Contains("disk full", StringComparison.Ordinal));

        await SqlAsync(system, "DROP TRIGGER broken");
        await chargePoint.ExpectResultAsync("StartTransaction", Start);
        (await system.TransactionsAsync()).ShouldHaveSingleItem();
    }

    private static Task<int> SqlAsync(RunningCentralSystem system, string sql) => system.ReadAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    private sealed class Held(ManualResetEventSlim isHeld, ManualResetEventSlim gate) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session)
        {
            isHeld.Set();
            gate.Wait(Eventually.Limit);
        }
    }

    private sealed class Insert(int number) : StoreWrite<int>
    {
        public static System.Collections.Concurrent.ConcurrentBag<int> Committed { get; } = [];

        public override void Apply(StoreSession session)
        {
            session.Prepared("INSERT INTO unknown_id_tags (id, first_seen_at, last_seen_at, count, last_charge_point_id) VALUES (?, 0, 0, 1, '')").Bind(1, $"T{number}").Execute();
            if (number is 7 or 13)
            {
                throw new InvalidOperationException($"spoiled {number}");
            }
        }

        public override void OnCommitted() => Committed.Add(number);
    }
}
