using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Reports;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>Lists, totals, reports and exports say the same of the same transactions.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Lists_totals_and_reports_agree_on_every_filter()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var one = await system.ConnectAsync("CP001");
        await using var two = await system.ConnectAsync("CP002");
        await system.AddIdTagAsync("MEMBER", parentIdTag: "FLEET");
        await ChargeAsync(one, A.Tag, A.Start, 10_000);
        await ChargeAsync(one, "MEMBER", A.Start.AddHours(2), 5_000);

        // Midnight of the last day of January in Berlin is the day before in UTC.
        await ChargeAsync(two, "MEMBER", new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.Zero), 7_000);
        await two.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = A.OtherTag });

        (await Ids(system, "")).ShouldBe([4, 3, 2, 1]);
        (await Ids(system, "sort=Oldest")).ShouldBe([1, 2, 3, 4]);
        (await Ids(system, "sort=Energy")).ShouldBe([1, 3, 2]);
        (await Ids(system, "chargePointId=cp001")).ShouldBe([2, 1]);
        (await Ids(system, "parentIdTag=fleet")).ShouldBe([3, 2]);
        (await Ids(system, "idTag=member&chargePointId=CP002")).ShouldBe([3]);
        (await Ids(system, "open=true")).ShouldBe([4]);
        (await Ids(system, "minEnergyWh=7000")).ShouldBe([3, 1]);
        (await Ids(system, "flag=NotAuthorized")).ShouldBeEmpty();
        (await Ids(system, "from=2026-01-15T11:00:00Z&to=2026-01-16T00:00:00Z")).ShouldBe([2]);
        (await Ids(system, "chargePointTag=nobody")).ShouldBeEmpty();

        var totals = await TransactionCorrectionTests.GetAsync(system, "transactions/totals?parentIdTag=FLEET");
        (totals.Number("count"), totals.Number("energyWh"), totals.Number("durationSeconds")).ShouldBe((2, 12_000, 7_200));
        (await TransactionCorrectionTests.GetAsync(system, "transactions/totals?idTag=none")).Number("count").ShouldBe(0);

        (await Rows(system, "groupBy=IdTag")).ShouldBe(["MEMBER 2 12000", "TAG-1 1 10000", "TAG-2 1 0"]);
        (await Rows(system, "groupBy=Group")).ShouldBe([" 2 10000", "FLEET 2 12000"]);
        (await Rows(system, "groupBy=ChargePoint&to=2026-01-20T00:00:00Z")).ShouldBe(["CP001 2 15000", "CP002 1 0"]);
        (await Rows(system, "groupBy=ChargePointTag")).ShouldBe([" 4 22000"]);
        (await Rows(system, "groupBy=Month")).ShouldBe(["2026-01 4 22000"]);
        (await Rows(system, "groupBy=Month&timeZone=Europe/Berlin")).ShouldBe(["2026-01 3 15000", "2026-02 1 7000"]);
        (await Rows(system, "groupBy=Day")).ShouldBe(["2026-01-15 3 15000", "2026-01-31 1 7000"]);
        var first = await TransactionCorrectionTests.GetAsync(system, "reports/energy?groupBy=IdTag&limit=2");
        (await TransactionCorrectionTests.GetAsync(system, $"reports/energy?groupBy=IdTag&limit=2&cursor={first.Text("nextCursor")}")).Items().Single().Text("key").ShouldBe("TAG-2");
        await TransactionCorrectionTests.GetAsync(system, "reports/energy?groupBy=Day&timeZone=Nowhere", 400);
        await TransactionCorrectionTests.GetAsync(system, "transactions?format=pdf", 400);
        var ungrouped = await TransactionCorrectionTests.GetAsync(system, "reports/energy", 400);
        (ungrouped.Text("field"), ungrouped.Text("detail")).ShouldBe(("groupBy", "groupBy: is required: one of IdTag, Group, ChargePoint, ChargePointTag, Month, Day"));

        // What an operator corrects or ends shows in the next report.
        await TransactionCorrectionTests.PostAsync(system, "transactions/1/corrections", """{"meterStop":3000,"idTag":"MEMBER","note":"meter exchanged"}""");
        await TransactionCorrectionTests.PostAsync(system, "transactions/4/corrections", """{"meterStop":1500,"stopTimestamp":"2026-01-15T11:00:00Z","note":"cable was pulled"}""");
        (await Rows(system, "groupBy=IdTag")).ShouldBe(["MEMBER 3 14000", "TAG-2 1 500"]);
        (await Rows(system, "groupBy=Group")).ShouldBe([" 1 500", "FLEET 3 14000"]);
        (await Rows(system, "groupBy=Day")).ShouldBe(["2026-01-15 3 7500", "2026-01-31 1 7000"]);
    }

    [Fact]
    public async Task Transactions_count_for_the_idTag_that_was_authorized_and_its_group_whatever_text_was_sent()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        using var http = system.CreateHttpClient();
        (await http.PutAsync("/api/v1/charge-points/CP001/authorization-policy", new StringContent("""{"stripSuffixPattern":"_[0-9]+"}""", Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        await system.AddIdTagAsync("MEMBER", parentIdTag: "FLEET");
        await system.AddIdTagAsync("MEMBER_2");
        await ChargeAsync(chargePoint, "MEMBER_77", A.Start, 10_000);
        await ChargeAsync(chargePoint, "member", A.Start.AddHours(2), 5_000);

        // Registered under that very name, and yet not the one that was authorized here.
        await ChargeAsync(chargePoint, "MEMBER_2", A.Start.AddHours(4), 1_000);
        await ChargeAsync(chargePoint, A.Tag, A.Start.AddHours(6), 300);

        (await Ids(system, "idTag=MEMBER")).ShouldBe([3, 2, 1]);
        (await Ids(system, "idTag=member&sort=Oldest&from=2026-01-15T11:00:00Z")).ShouldBe([2, 3]);
        (await Ids(system, "idTag=MEMBER&sort=Energy&chargePointId=CP001")).ShouldBe([1, 2, 3]);
        (await Ids(system, "parentIdTag=fleet")).ShouldBe([3, 2, 1]);
        (await Ids(system, "parentIdTag=FLEET&idTag=MEMBER&to=2026-01-15T13:00:00Z")).ShouldBe([2, 1]);
        (await Ids(system, "idTag=MEMBER_2")).ShouldBeEmpty();
        var page = await TransactionCorrectionTests.GetAsync(system, "transactions?idTag=MEMBER&limit=2");
        (await TransactionCorrectionTests.GetAsync(system, $"transactions?idTag=MEMBER&limit=2&cursor={page.Text("nextCursor")}")).Items().Single().Number("transactionId").ShouldBe(1);
        foreach (var filter in new[] { "idTag=MEMBER", "parentIdTag=FLEET" })
        {
            var totals = await TransactionCorrectionTests.GetAsync(system, $"transactions/totals?{filter}");
            (totals.Number("count"), totals.Number("energyWh"), totals.Number("durationSeconds")).ShouldBe((3, 16_000, 10_800), filter);
            (await Rows(system, $"groupBy=ChargePoint&{filter}")).ShouldBe(["CP001 3 16000"]);
        }

        (await Rows(system, "groupBy=IdTag")).ShouldBe(["MEMBER 3 16000", "TAG-1 1 300"]);
        (await Rows(system, "groupBy=Group")).ShouldBe([" 1 300", "FLEET 3 16000"]);
        (await http.GetStringAsync("/api/v1/reports/energy?groupBy=IdTag&idTag=MEMBER&format=csv")).ShouldContain("MEMBER,3,16000,10800\r\n");

        var sent = await TransactionCorrectionTests.GetAsync(system, "transactions/1");
        (sent.Text("idTag"), sent.Text("authorizedIdTag")).ShouldBe(("MEMBER_77", "MEMBER"));
        (await http.GetStringAsync("/api/v1/transactions?idTag=MEMBER&format=csv&sort=Newest")).Split("\r\n")[3].ShouldStartWith("1,CP001,1,MEMBER_77,MEMBER,Accepted,");
        (await system.ReadAsync(db => db.Events.Where(e => e.Type == "transaction.stopped").Select(e => e.Data).FirstAsync())).ShouldContain("\"idTag\":\"MEMBER_77\",\"authorizedIdTag\":\"MEMBER\"");

        // An operator names the registered one.
        await TransactionCorrectionTests.PostAsync(system, "transactions/1/corrections", """{"idTag":"TAG-1","note":"wrong card"}""");
        (await Ids(system, "idTag=MEMBER")).ShouldBe([3, 2]);
        (await Rows(system, "groupBy=IdTag")).ShouldBe(["MEMBER 2 6000", "TAG-1 2 10300"]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.15")]
    public async Task Spellings_of_a_key_are_one_row_of_the_report_in_its_smallest_one_on_every_page()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await system.AddIdTagAsync("M-1", parentIdTag: "fleet");
        await system.AddIdTagAsync("M-2", parentIdTag: "Fleet");
        foreach (var (hour, idTag) in new[] { "zed", "alpha", "Zed", "Beta", "M-1", "m-2" }.Index())
        {
            await ChargeAsync(chargePoint, idTag, A.Start.AddHours(2 * hour), 1_000);
        }

        string[] expected = ["alpha 1 1000", "Beta 1 1000", "M-1 1 1000", "M-2 1 1000", "Zed 2 2000"];
        (await Rows(system, "groupBy=IdTag")).ShouldBe(expected);
        (await Rows(system, "groupBy=IdTag&order=Descending")).ShouldBe(expected.Reverse());
        (await Rows(system, "groupBy=Group")).ShouldBe([" 4 4000", "Fleet 2 2000"]);
        var (pages, cursor) = (new List<string?>(), "");
        do
        {
            var page = await TransactionCorrectionTests.GetAsync(system, $"reports/energy?groupBy=IdTag&limit=1{cursor}");
            pages.Add(page.Items().Single().Text("key"));
            cursor = page.Text("nextCursor") is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);

        pages.ShouldBe(["alpha", "Beta", "M-1", "M-2", "Zed"]);
    }

    [Fact, Trait("Quirk", "28")]
    public async Task Registers_beyond_all_measure_break_no_report()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await ChargeAsync(chargePoint, A.Tag, A.Start, 10_000);
        foreach (var (meterStart, meterStop) in new[] { (0, long.MaxValue), (1, long.MaxValue), (long.MaxValue, long.MinValue) })
        {
            var id = (await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2, MeterStart = meterStart })).TransactionId;
            await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, MeterStop = meterStop });
            var transaction = await system.TransactionAsync(id);
            (transaction.EnergyWh, transaction.Flags == TransactionFlags.None).ShouldBe((null, false), $"{meterStart} to {meterStop}");
        }

        (await Rows(system, "groupBy=IdTag")).ShouldBe(["TAG-1 4 10000"]);
        (await TransactionCorrectionTests.GetAsync(system, "transactions/totals")).Number("energyWh").ShouldBe(10_000);
    }

    [Fact, Trait(TestDatabase.Trait, "Sqlite")]
    public async Task List_of_an_idTag_is_walked_along_indexes_in_the_order_of_its_pages()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var filter = new TransactionFilter { IdTag = "MEMBER", MinEnergyWh = 1 };
        var plan = await system.ReadAsync(async db =>
        {
            var transactions = await filter.ByIdAsync(db, system.Get<ChargePointDirectory>(), default);
            var query = transactions.Where(t => t.TransactionId < 1_000).OrderByDescending(t => t.TransactionId).Take(50);
            await using var explain = query.CreateDbCommand();
            explain.CommandText = "EXPLAIN QUERY PLAN " + explain.CommandText;
            await db.Database.OpenConnectionAsync();
            await using var reader = await explain.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await reader.ReadAsync())
            {
                steps.Add(reader.GetString(3));
            }

            return steps;
        });
        plan.Where(step => step.Contains("SEARCH", StringComparison.Ordinal)).ShouldBe(
            [
                "SEARCH t USING INDEX ix_transactions_id_tag_transaction_id (id_tag=? AND transaction_id<?)",
                "SEARCH t0 USING INDEX ix_transactions_normalized_id_tag_transaction_id (normalized_id_tag=? AND transaction_id<?)",
            ]);
        plan.ShouldNotContain(step => step.Contains("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_is_RFC_4180_and_no_cell_of_a_peer_is_a_formula()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction with { IdTag = "=1+1,\"x\"" });
        using var http = system.CreateHttpClient();
        var answer = await http.GetAsync("/api/v1/transactions.csv");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");
        lines[0].ShouldStartWith("transactionId,chargePointId,connectorId,idTag,");
        lines[1].ShouldStartWith("1,CP001,1,\"'=1+1,\"\"x\"\"\",\"'=1+1,\"\"x\"\"\",Invalid,2026-01-15T10:00:00.000Z,,,1000,");
        (await http.GetStringAsync("/api/v1/transactions?format=csv&open=false")).Split("\r\n").Length.ShouldBe(2);

        await chargePoint.CallAsync(A.MeterValues);
        (await http.GetStringAsync("/api/v1/meter-values?format=csv&from=2026-01-15T00:00:00Z"))
            .ShouldContain("2026-01-15T10:01:00.000Z,CP001,1,1,Energy.Active.Import.Register,,Outlet,Wh,Sample.Periodic,Raw,1500\r\n");

        using var zip = new ZipArchive(await http.GetStreamAsync("/api/v1/transactions?format=xlsx"));
        using var sheet = zip.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        XDocument.Load(sheet).Descendants().Count(e => e.Name.LocalName == "row").ShouldBe(2);
        foreach (var part in new[] { "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels" })
        {
            using var xml = zip.GetEntry(part)!.Open();
            XDocument.Load(xml).Root.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Hour_of_more_values_than_are_read_at_once_is_reckoned_whole()
    {
        // Many at one instant: the reading goes on in the middle of it.
        const int Connectors = MeterValueRollUp.ValuesAtOnce + 10;
        var time = new LeapingTime(A.Start.AddHours(2));
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "5")] });
        await system.Get<GroupCommitWriter>().ChangeAsync(db =>
        {
            var (key, kind) = (db.ChargePoints.Single().Key, db.SampleKinds.Single().Id);
            foreach (var (minute, value) in new[] { (2, 10d), (1, 30d), (1, 20d) })
            {
                db.MeterValues.AddRange(Enumerable.Range(1, Connectors).Select(connector => new StoredMeterValue
                {
                    ChargePointKey = key,
                    ConnectorId = connector,
                    Timestamp = A.Start.AddMinutes(minute),
                    Samples = { new StoredSampledValue { KindId = kind, Value = value } },
                }));
            }

            return true;
        });
        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        var hours = await system.ReadAsync(db => db.MeterValueHours.OrderBy(h => h.ConnectorId).ToListAsync());
        (hours[0].Count, hours[0].Min, hours[0].Max, hours[0].Average, hours[0].Last).ShouldBe((4, 5, 30, 16.25, 10));
        hours.Count.ShouldBe(Connectors);
        hours.Skip(1).ShouldAllBe(h => h.Count == 3 && h.Min == 10 && h.Max == 30 && h.Average == 20 && h.Last == 10);
    }

    [Fact]
    public async Task Caller_that_hangs_up_ends_the_export()
    {
        using var hungUp = new CancellationTokenSource();
        var read = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => CsvWriter.WriteAsync(Stream.Null, new Table("t", ["id"], Rows()), hungUp.Token));
        read.ShouldBeLessThan(100_000);

        async IAsyncEnumerable<object?[]> Rows()
        {
            while (true)
            {
                if (++read == 5_000)
                {
                    await hungUp.CancelAsync();
                }

                yield return [new string('x', 100)];
            }
        }
    }

    [Fact]
    public async Task Hours_are_rolled_up_once_over_and_again_when_a_value_comes_late()
    {
        var time = new LeapingTime(A.Start.AddMinutes(30));
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "1000"), A.MeterValueAt(A.Start.AddMinutes(2), "3000")] });
        var rollUp = system.Get<MeterValueRollUp>();
        await rollUp.RollUpAsync(CancellationToken.None);
        (await HoursAsync(system)).ShouldBeEmpty("the hour is not over");

        time.Advance(TimeSpan.FromHours(1));
        await rollUp.RollUpAsync(CancellationToken.None);
        await rollUp.RollUpAsync(CancellationToken.None);
        (await HoursAsync(system)).ShouldBe(["2026-01-15T10:00:00.000Z 1000 3000 2000 3000 2"]);

        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(3), "5000")] });
        await system.RestartAsync();
        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        (await HoursAsync(system)).ShouldBe(["2026-01-15T10:00:00.000Z 1000 5000 3000 5000 3"]);
        (await HoursAsync(system, "Day")).ShouldBe(["2026-01-15T00:00:00.000Z 1000 5000 3000 5000 3"]);
        (await TransactionCorrectionTests.GetAsync(system, "meter-values?resolution=Hour", 400)).Text("field").ShouldBe("chargePointId");
    }

    [Fact]
    public async Task Old_values_go_when_they_are_rolled_up_and_those_of_open_transactions_stay()
    {
        var time = new LeapingTime(A.Start.AddHours(2));
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0").Set("MeterValues:RetentionDays", "1"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        var open = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = open });
        await chargePoint.CallAsync(A.MeterValues with { ConnectorId = 2 });
        time.Advance(TimeSpan.FromDays(2));
        // A roll-up takes in what is kept; older values only pass it by.
        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        await system.Get<MeterValueRetention>().DeleteOldAsync(CancellationToken.None);
        (await system.ReadAsync(db => db.MeterValues.SingleAsync())).TransactionId.ShouldBe(open);
        (await system.ReadAsync(db => db.MeterValues.SelectMany(v => v.Samples).CountAsync())).ShouldBe(1);
    }

    [Fact, Trait("Quirk", "28")]
    public async Task Values_beyond_all_measure_count_in_no_hour_and_break_no_day()
    {
        var time = new SteppedClock(A.Start.AddHours(3));
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        string[] values = ["1000", "1e308", "3000", "-1e308"];
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [.. values.Select((value, i) => A.MeterValueAt(A.Start.AddMinutes(20 * (i + 1)), value))] });
        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        (await HoursAsync(system, "Day")).ShouldBe(["2026-01-15T00:00:00.000Z 1000 3000 2000 3000 2"]);
    }

    [Fact]
    public async Task Clock_at_the_end_of_time_holds_up_no_roll_up()
    {
        var time = new LeapingTime(A.Start.AddMinutes(30));
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.MeterValues with
        {
            MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "1000"), A.MeterValueAt(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), "1100")],
        });
        time.Advance(TimeSpan.FromHours(1));
        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        (await HoursAsync(system)).ShouldBe(["2026-01-15T10:00:00.000Z 1000 1000 1000 1000 1"]);
        (await system.ReadAsync(db => db.MeterValueHours.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Late_value_of_an_hour_whose_values_are_deleted_leaves_the_hour_as_it_is()
    {
        var time = new LeapingTime(A.Start.AddHours(2));
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0").Set("MeterValues:RetentionDays", "1"));
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "1000"), A.MeterValueAt(A.Start.AddMinutes(2), "3000")] });
        }

        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromDays(2));
        await system.Get<MeterValueRetention>().DeleteOldAsync(CancellationToken.None);

        // From now on such an hour counts as one whose values are there.
        await system.RestartAsync(s => s.Set("MeterValues:RetentionDays", "400"));
        await using var again = await system.ConnectAsync("CP001");
        await again.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(3), "5000")] });
        await system.Get<MeterValueRollUp>().RollUpAsync(CancellationToken.None);
        (await system.ReadAsync(db => db.MeterValueHours.SingleAsync())).Count.ShouldBe(2);
    }

    private static async Task ChargeAsync(ScriptedChargePoint chargePoint, string idTag, DateTimeOffset start, int energyWh)
    {
        var id = (await chargePoint.CallAsync(A.StartTransaction with { IdTag = idTag, Timestamp = start })).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, IdTag = null, MeterStop = 1_000 + energyWh, Timestamp = start.AddHours(1) });
    }

    private static async Task<int[]> Ids(RunningCentralSystem system, string query) =>
        [.. (await TransactionCorrectionTests.GetAsync(system, $"transactions?{query}")).Items().Select(t => t.Number("transactionId"))];

    private static async Task<string[]> Rows(RunningCentralSystem system, string query) =>
        [.. (await TransactionCorrectionTests.GetAsync(system, $"reports/energy?{query}")).Items().Select(r => $"{r.Text("key")} {r.Text("transactions")} {r.Text("energyWh")}")];

    private static async Task<string[]> HoursAsync(RunningCentralSystem system, string resolution = "Hour") =>
        [.. (await TransactionCorrectionTests.GetAsync(system, $"meter-values?resolution={resolution}&chargePointId=CP001&from=2026-01-01T00:00:00Z")).Items().Select(h =>
            string.Create(CultureInfo.InvariantCulture, $"{h.Text("from")} {h.Text("min")} {h.Text("max")} {h.Text("average")} {h.Text("last")} {h.Text("count")}"))];
}
