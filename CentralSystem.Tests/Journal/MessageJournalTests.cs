using CentralSystem.Tests.Support;
using CentralSystem.Web.Api;
using CentralSystem.Web.Journal;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Journal;

/// <summary>The journal is in nobody's way, and tells what is missing from it.</summary>
public sealed class MessageJournalTests
{
    [Fact]
    public async Task What_went_wrong_is_found_also_where_a_frame_could_not_be_read()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        int[] types = [2, 4, 3, 0, 2, 0, 4];
        await using (var journal = await system.Get<IDbContextFactory<JournalDbContext>>().CreateDbContextAsync())
        {
            journal.AddRange(types.Select((type, i) => new JournalMessage
            {
                Id = 1_000 + i,
                At = A.Start,
                ChargePointId = "CP001",
                MessageTypeId = type,
                MessageId = "m",
                Action = "",
                Frame = "wrong",
            }));
            await journal.SaveChangesAsync();
        }

        var reader = system.Get<MessageReader>();
        foreach (var filter in new MessageFilter[] { new(), new() { ChargePointId = "CP001" }, new() { Text = "wrong" } })
        {
            var asked = filter with { Errors = true };
            var first = await reader.ListAsync(asked, new PageQuery { Limit = 3 }, default);
            first.Items.Select(message => message.Id).ShouldBe([1_006, 1_005, 1_003]);
            (await reader.ListAsync(asked, new PageQuery { Limit = 3, Cursor = first.NextCursor }, default)).Items.Select(message => message.Id).ShouldBe([1_001]);
            (await reader.ListAsync(asked with { Order = ListOrder.Oldest }, new PageQuery { Limit = 2 }, default)).Items.Select(message => message.Id).ShouldBe([1_001, 1_003]);
            (await reader.ListAsync(filter with { Errors = false }, new PageQuery(), default)).Items.Select(message => message.Id).ShouldBe([1_004, 1_002, 1_000]);
        }
    }

    private const string GapAction = "JournalGap";

    [Fact, Trait(TestDatabase.Trait, "Sqlite")]
    public async Task Journal_goes_on_after_its_file_could_not_be_written_and_tells_of_the_gap()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("Heartbeat", "{}");
        await UntilRecordedAsync(system, m => m.Action == "Heartbeat");

        await SqlAsync(system, "CREATE TRIGGER broken BEFORE INSERT ON messages BEGIN SELECT raise(ABORT, 'disk full'); END");
        await chargePoint.ExpectResultAsync("DataTransfer", """{"vendorId":"while it cannot be written"}""");
        await Eventually.TrueAsync(() => system.Log.Any(e => e.Category.EndsWith(nameof(MessageJournal), StringComparison.Ordinal) && e.Exception is not null), "the log tells of it");
        await chargePoint.ExpectAliveAsync();

        await SqlAsync(system, "DROP TRIGGER broken");
        await chargePoint.ExpectResultAsync("Authorize", """{"idTag":"AFTERWARDS"}""");
        await UntilRecordedAsync(system, m => m.Action == "Authorize" && m.Frame.Contains("AFTERWARDS"));
        await UntilRecordedAsync(system, m => m.Action == GapAction);
    }

    [Fact]
    public async Task Long_frame_is_kept_cut_with_its_full_length()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        var frame = $$"""[2,"long","DataTransfer",{"vendorId":"v","data":"{{new string('x', 500_000)}}"}]""";
        await chargePoint.SendRawAsync(frame);
        (await chargePoint.ReceiveRawAsync()).ShouldStartWith("""[3,"long",""");
        var kept = await UntilRecordedAsync(system, m => m.MessageId == "long" && m.Direction == MessageDirection.Received);
        kept.Frame.Length.ShouldBeLessThan(frame.Length / 2);
        kept.Frame.ShouldStartWith("""[2,"long","DataTransfer",{"vendorId":"v","data":"xxx""");
        kept.Frame.ShouldContain($"{frame.Length}");

        // A secret that the cut goes through is masked all the same.
        const string Begin = """[2,"cut","DataTransfer",{"vendorId":"v","more":{"key":"AuthorizationKey","value":""";
        var padding = new string('x', (16 * 1024) - Begin.Length - 12);
        await chargePoint.SendRawAsync($$"""[2,"cut","DataTransfer",{"vendorId":"{{padding}}","more":{"key":"AuthorizationKey","value":"SecretOfTwentyLetters"},"rest":"{{padding}}"}]""");
        (await UntilRecordedAsync(system, m => m.MessageId == "cut" && m.Direction == MessageDirection.Received)).Frame.ShouldNotContain("Secret");
    }

    [Fact]
    public async Task All_messages_of_a_filter_are_exported_as_a_table_a_frame_a_row()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await using var other = await system.ConnectAsync("CP002");
        for (var i = 0; i < 3; i++)
        {
            await chargePoint.CallAsync(A.Authorize with { IdTag = $"TAG,{i}" });
            await other.CallAsync(A.Authorize);
        }

        await UntilRecordedAsync(system, m => m.ChargePointId == "CP001" && m.Frame.Contains("TAG,2"));
        using var http = system.CreateHttpClient();
        const string Asked = "/api/v1/messages?chargePointId=cp001&action=Authorize&messageType=CALL&order=Oldest&format=csv";
        using var answer = await http.GetAsync(Asked);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("messages.csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("id,at,chargePointId,direction,messageType,messageId,action,latencyMs,frame");
        lines.Length.ShouldBe(4);
        lines[1].ShouldContain(",CP001,Received,CALL,");
        lines[1].ShouldEndWith("{\"\"idTag\"\":\"\"TAG,0\"\"}]\"");
        (await http.GetStringAsync($"{Asked}&text=tag,2")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_search_for_text_that_takes_long_ends_its_page_and_goes_on_with_the_next()
    {
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Set("Journal:Enabled", "false"));
        await using (var db = await JournalAsync(system))
        {
            db.Messages.AddRange(Enumerable.Range(0, 12_000).Select(i => new JournalMessage
            {
                At = DateTimeOffset.UnixEpoch.AddSeconds(i),
                ChargePointId = "CP001",
                Direction = MessageDirection.Received,
                MessageTypeId = 2,
                MessageId = $"{i}",
                Action = "DataTransfer",
                Frame = i is 0 or 11_999 ? "[2,\"Needle\"]" : "[2,\"hay\"]",
            }));
            await db.SaveChangesAsync();
        }

        var reader = new MessageReader(system.Get<IDbContextFactory<JournalDbContext>>(), new SlowTime());
        foreach (var order in new[] { Web.Api.ListOrder.Newest, Web.Api.ListOrder.Oldest })
        {
            var (found, pages, cursor) = (new List<string>(), 0, (string?)null);
            do
            {
                var page = await reader.ListAsync(new MessageFilter { Text = "needle", Order = order }, new Web.Api.PageQuery { Limit = 10, Cursor = cursor }, CancellationToken.None);
                found.AddRange(page.Items.Select(m => m.MessageId));
                (pages, cursor) = (pages + 1, page.NextCursor);
            }
            while (cursor is not null);
            found.ShouldBe(order is Web.Api.ListOrder.Newest ? ["11999", "0"] : ["0", "11999"]);
            pages.ShouldBe(3);
        }
    }

    [Fact, Trait(TestDatabase.Trait, "Sqlite")]
    public async Task Journal_of_an_earlier_version_gets_the_indexes_it_lacks()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await SqlAsync(system, "DROP INDEX ix_messages_at");
        await system.RestartAsync();
        await using var db = await JournalAsync(system);
        (await db.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE name = 'ix_messages_at'").SingleAsync()).ShouldBe(1);
    }

    private static async Task<JournalMessage> UntilRecordedAsync(RunningCentralSystem system, System.Linq.Expressions.Expression<Func<JournalMessage, bool>> expected)
    {
        JournalMessage? found = null;
        await Eventually.TrueAsync(
            async () =>
            {
                await using var db = await JournalAsync(system);
                found = await db.Messages.FirstOrDefaultAsync(expected);
                return found is not null;
            },
            $"recorded: {expected}");
        return found!;
    }

    private static async Task SqlAsync(RunningCentralSystem system, string sql)
    {
        await using var db = await JournalAsync(system);
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Each look at it is a second later.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _looks++;
    }

    private static Task<JournalDbContext> JournalAsync(RunningCentralSystem system) => system.Get<IDbContextFactory<JournalDbContext>>().CreateDbContextAsync();
}
