using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Journal;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>What a period finds does not depend on the order in which it came, nor on how long it is searched.</summary>
public sealed class PeriodTests : IAsyncLifetime
{
    private const string Hour = "from=2026-01-15T10:00:00Z&to=2026-01-15T11:00:00Z";

    /// <summary>In the order of ids: on the hour, by a clock ahead, within it, late, within it, after it.</summary>
    private static readonly int[] Minutes = [0, 120, 20, -1_440, 40, 60];

    private RunningCentralSystem _system = null!;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task Transactions_of_a_period_are_found_though_some_came_late()
    {
        await using var chargePoint = await _system.ConnectAsync("CP001");
        foreach (var minutes in Minutes)
        {
            await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(minutes) });
        }

        (await WalkAsync("transactions", "transactionId", Hour)).ShouldBe([5, 3, 1]);
        (await WalkAsync("transactions", "transactionId", Hour + "&sort=Oldest")).ShouldBe([1, 3, 5]);
        (await WalkAsync("transactions", "transactionId", "from=2026-01-15T11:00:00Z")).ShouldBe([6, 2]);
        (await WalkAsync("transactions", "transactionId", "to=2026-01-15T10:00:00Z")).ShouldBe([4]);
        (await WalkAsync("transactions", "transactionId", "to=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        using var http = _system.CreateHttpClient();
        var lines = (await http.GetStringAsync($"/api/v1/transactions.csv?{Hour}")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Select(line => line[..1]).ShouldBe(["5", "3", "1"]);
    }

    [Fact]
    public async Task Events_messages_and_the_audit_trail_of_a_period_are_found_though_the_clock_was_set()
    {
        const int First = 1_000_001;
        var at = Minutes.Select(minutes => A.Start.AddMinutes(minutes)).ToArray();
        await _system.ReadAsync(async db =>
        {
            db.Events.AddRange(at.Select((instant, i) => new DomainEvent { Id = First + i, Type = EventTypes.FileReceived, At = instant, Data = "{}" }));
            db.AuditEntries.AddRange(at.Select((instant, i) => new AuditEntry { Id = First + i, At = instant, CallerName = "x", Action = "test", Subject = $"{i}" }));
            return await db.SaveChangesAsync();
        });
        await using (var journal = await _system.Get<IDbContextFactory<JournalDbContext>>().CreateDbContextAsync())
        {
            journal.Messages.AddRange(at.Select((instant, i) => new JournalMessage
            {
                Id = First + i,
                At = instant,
                ChargePointId = "CP001",
                MessageTypeId = 4,
                MessageId = "m",
                Action = "Reset",
                Frame = "[]",
            }));
            await journal.SaveChangesAsync();
        }

        foreach (var (list, id, filters) in ((string, string, string[])[])[
            ("events", "id", ["", "&type=file.received"]), ("audit", "id", ["", "&action=test"]),
            ("messages", "id", ["", "&action=Reset", "&messageType=CALLERROR", "&action=Reset&messageType=CALLERROR", "&chargePointId=cp001&action=Reset&messageType=CALLERROR", "&errors=true", "&action=Reset&errors=true", "&chargePointId=cp001&errors=true"])])
        {
            foreach (var filter in filters)
            {
                (await WalkAsync(list, id, Hour + filter)).ShouldBe([First + 4, First + 2, First], list + filter);
                (await WalkAsync(list, id, "to=2026-01-15T10:00:00Z" + filter)).ShouldBe([First + 3], list + filter);
                (await WalkAsync(list, id, "to=2020-01-01T00:00:00Z" + filter)).ShouldBeEmpty(list + filter);
            }
        }

        (await WalkAsync("events", "id", Hour + "&order=Oldest")).ShouldBe([First, First + 2, First + 4]);
        (await WalkAsync("messages", "id", Hour + "&order=Oldest")).ShouldBe([First, First + 2, First + 4]);
        (await WalkAsync("messages", "id", Hour + "&action=Heartbeat&messageType=CALLERROR")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Search_for_few_meter_values_in_a_long_period_ends_its_pages_early_and_finds_each_once()
    {
        await using var chargePoint = await _system.ConnectAsync("CP001");
        await using var other = await _system.ConnectAsync("CP002");
        DateTimeOffset[] instants = [A.Start, A.Start.AddDays(3), A.Start.AddDays(100).AddTicks(1), A.Start.AddDays(100).AddSeconds(1)];
        foreach (var instant in instants)
        {
            await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(instant, "1500")] });
            await other.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(instant, "1500")] });
        }

        var reader = new MeterValueReader(_system.Get<IDbContextFactory<CentralSystemDbContext>>(), _system.Get<ChargePointDirectory>(), new SlowSearch());
        var filter = new MeterValueFilter { ChargePointId = "CP001", From = new Instant(A.Start), To = new Instant(A.Start.AddDays(300)) };
        var (found, pages, cursor) = (new List<MeterValueView>(), 0, "");
        for (; cursor is not null; pages++)
        {
            var page = await reader.ListAsync(filter, new PageQuery { Limit = 3, Cursor = cursor }, CancellationToken.None);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        }

        found.Select(v => v.Timestamp.ToUnixTimeSeconds()).ShouldBe(instants.Select(i => i.ToUnixTimeSeconds()));
        pages.ShouldBeGreaterThan(3);
    }

    private async Task<long[]> WalkAsync(string list, string id, string query)
    {
        var (ids, cursor) = (new List<long>(), (string?)"");
        while (cursor is not null)
        {
            var page = await TransactionCorrectionTests.GetAsync(_system, $"{list}?{query}&limit=2&cursor={cursor}");
            ids.AddRange(page.Items().Select(item => item.GetProperty(id).GetInt64()));
            cursor = page.Text("nextCursor");
        }

        return [.. ids];
    }

    /// <summary>Each part of a search seems to take a minute.</summary>
    private sealed class SlowSearch : TimeProvider
    {
        private long _minutes;

        public override long GetTimestamp() => ++_minutes * 60 * TimestampFrequency;
    }
}
