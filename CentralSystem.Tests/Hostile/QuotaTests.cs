using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Events;
using CentralSystem.Web.Journal;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Hostile;

/// <summary>What one identity that sends at full speed adds to the disk.</summary>
public sealed class QuotaTests
{
    private const int Burst = 10;

    [Theory]
    [InlineData("DataTransfer", """{"vendorId":"V","messageId":"#"}""", "data_transfers")]
    [InlineData("SecurityEventNotification", """{"type":"T#","timestamp":"2026-01-15T10:00:00Z"}""", "security_events")]
    [InlineData("FirmwareStatusNotification", """{"status":"Downloading"}""", "status_reports")]
    [InlineData("DiagnosticsStatusNotification", """{"status":"Uploading"}""", "status_reports")]
    [InlineData("LogStatusNotification", """{"status":"Uploading","requestId":1}""", "status_reports")]
    [InlineData("SignedFirmwareStatusNotification", """{"status":"Downloading","requestId":1}""", "status_reports")]
    [InlineData("SignCertificate", """{"csr":"#"}""", "certificate_signing_requests")]
    public async Task Reports_above_the_quota_are_answered_and_counted_not_kept(string action, string payload, string table)
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 2 * Burst; i++)
        {
            await chargePoint.ExpectResultAsync(action, payload.Replace("#", $"{i}", StringComparison.Ordinal));
        }

        await system.FlushAsync();
        (await CountAsync(system, table)).ShouldBeInRange(Burst - 2, Burst);
        var counted = await system.ReadAsync(db => db.ProtocolDeviations.SingleAsync(d => d.Kind == "NotKept" && d.Action == action));
        counted.Count.ShouldBeInRange(Burst, Burst + 2);
    }

    [Fact]
    public async Task A_long_report_takes_the_room_of_many()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 3; i++)
        {
            await chargePoint.ExpectResultAsync("DataTransfer", $$"""{"vendorId":"V","data":"{{new string('x', 4096)}}"}""");
        }

        (await CountAsync(system, "data_transfers")).ShouldBe(1);
    }

    [Fact]
    public async Task Statuses_and_boots_without_end_are_kept_and_told_a_limited_number_of_times()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 2 * Burst; i++)
        {
            await chargePoint.ExpectResultAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");
            await chargePoint.ExpectResultAsync("StatusNotification", $$"""{"connectorId":1,"errorCode":"NoError","status":"{{(i % 2 == 0 ? "Charging" : "Available")}}"}""");
        }

        (await system.ReadAsync(db => db.Connectors.SingleAsync())).Status.ShouldBe("Available", "The last one is shown.");
        (await system.ReadAsync(db => db.Events.CountAsync(e => e.Type == EventTypes.ChargePointBooted || e.Type == EventTypes.ConnectorStatusChanged))).ShouldBeInRange(Burst - 2, Burst);
    }

    [Fact]
    public async Task Invented_connectors_take_no_rows_beyond_the_most_a_charge_point_has()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 300; i++)
        {
            await chargePoint.SendRawAsync($$"""[2,"{{i}}","StatusNotification",{"connectorId":{{i}},"errorCode":"NoError","status":"Available"}]""");
        }

        for (var i = 0; i < 300; i++)
        {
            await chargePoint.ReceiveRawAsync();
        }

        (await CountAsync(system, "connectors")).ShouldBe(256);
    }

    [Fact]
    public async Task Invented_deviations_of_one_charge_point_keep_the_newest_three_hundred()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                var invented = string.Join(',', Enumerable.Range(0, 30).Select(n => $"\"x{round}-{i}-{n}\":1"));
                await chargePoint.ExpectResultAsync("Heartbeat", $"{{{invented}}}");
            }

            await system.FlushAsync();
        }

        (await CountAsync(system, "protocol_deviations")).ShouldBeInRange(200, 400);
        system.Get<ChargePointDirectory>().Get("CP001").PendingDeviations.ShouldBe(0);
    }

    [Fact]
    public async Task Values_of_unknown_transactions_are_all_kept_and_an_operator_is_asked_about_some()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 2 * Burst; i++)
        {
            await chargePoint.ExpectResultAsync("MeterValues", $$"""{"connectorId":1,"transactionId":{{9000 + i}},"meterValue":[{"timestamp":"2026-01-15T10:00:{{i:00}}Z","sampledValue":[{"value":"{{i}}"}]}]}""");
        }

        (await CountAsync(system, "meter_values")).ShouldBe(2 * Burst, "Meter values are money.");
        (await CountAsync(system, "unmatched_messages")).ShouldBeInRange(Burst - 2, Burst);
    }

    [Fact]
    public async Task Old_reports_and_too_many_of_them_are_removed()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Limits:MaxReports", "1000"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("DataTransfer", """{"vendorId":"OLD"}""");
        await system.ReadAsync(db => db.DataTransfers.ExecuteUpdateAsync(set => set.SetProperty(t => t.ReceivedAt, DateTimeOffset.UtcNow.AddDays(-91))));
        for (var i = 0; i < 1_200; i++)
        {
            await chargePoint.SendRawAsync($$"""[2,"{{i}}","DataTransfer",{"vendorId":"NEW"}]""");
        }

        for (var i = 0; i < 1_200; i++)
        {
            await chargePoint.ReceiveRawAsync();
        }

        (await system.Get<ReportRetention>().TrimAsync(CancellationToken.None)).ShouldBe(201);
        (await CountAsync(system, "data_transfers")).ShouldBe(1_000);
        (await system.ReadAsync(db => db.DataTransfers.AnyAsync(t => t.VendorId == "OLD"))).ShouldBeFalse();
    }

    [Fact]
    public async Task The_journal_is_bounded_by_its_text_as_well()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Journal:MaxMiB", "1").Set("Journal:MaxMessagesPerSecond", "100000"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 100; i++)
        {
            await chargePoint.ExpectResultAsync("DataTransfer", $$"""{"vendorId":"V","data":"{{new string('x', 15_000)}}"}""");
        }

        await system.FlushAsync();
        await system.Get<MessageJournal>().TrimAsync(CancellationToken.None);
        await using var db = await system.Get<IDbContextFactory<JournalDbContext>>().CreateDbContextAsync();
        (await db.Messages.SumAsync(m => (long)m.Frame.Length)).ShouldBeLessThan(1024 * 1024);
    }

    private static Task<RunningCentralSystem> StartAsync() => RunningCentralSystem.StartAsync(s => s.Set("Limits:ReportBurst", $"{Burst}").Set("Limits:ReportsPerMinute", "1"));

    private static Task<int> CountAsync(RunningCentralSystem system, string table) => system.ReadAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT count(*) FROM " + table;
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    });
}
