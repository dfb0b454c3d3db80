using CentralSystem.Tests.Support;
using CentralSystem.Web.Journal;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Journal;

/// <summary>The journal is in nobody's way, and tells what is missing from it.</summary>
public sealed class MessageJournalTests
{
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

    private static Task<JournalDbContext> JournalAsync(RunningCentralSystem system) => system.Get<IDbContextFactory<JournalDbContext>>().CreateDbContextAsync();
}
