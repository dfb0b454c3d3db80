using System.Globalization;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.LocalLists;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.IdTags;

/// <summary>Who may charge where, when and how much, as Charge Points are told.</summary>
public sealed class IdTagPolicyTests : IAsyncLifetime
{
    private readonly LeapingTime _time = new(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private RunningCentralSystem _system = null!;
    private ScriptedChargePoint _chargePoint = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync(s => s.Time(_time).Set("HEARTBEAT_INT_MS", "0"));
        _chargePoint = await _system.ConnectAsync("CP001");
        _http = _system.CreateHttpClient();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.5.2, §4.1, §4.8, §6.50, §7.2")]
    public async Task Authorize_StartTransaction_StopTransaction_and_the_local_list_give_one_verdict()
    {
        var random = new Random(1);
        var statuses = new[] { "Accepted", "Accepted", "Blocked", "Invalid" };
        for (var group = 0; group < 4; group++)
        {
            await PutAsync($"id-tag-groups/G{group}", Rules(random, $"\"status\":\"{statuses[random.Next(4)]}\""));
        }

        var tags = Enumerable.Range(0, 30).Select(i => $"RND-{i}").ToArray();
        foreach (var tag in tags)
        {
            await PutAsync($"id-tags/{tag}", Rules(random, $"\"status\":\"{statuses[random.Next(4)]}\",\"parentIdTag\":\"G{random.Next(6)}\""));
        }

        var list = _system.Get<WantedLists>().Build(_system.Get<ChargePointDirectory>().Get("CP001"), int.MaxValue);
        var seen = new HashSet<AuthorizationStatus?>();
        foreach (var tag in tags)
        {
            var authorized = (await _chargePoint.CallAsync(new AuthorizeRequest { IdTag = tag })).IdTagInfo;
            var started = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = tag });
            var stopped = await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, IdTag = tag });
            started.IdTagInfo.ShouldBe(authorized);
            stopped.IdTagInfo.ShouldBe(authorized);
            if (list.Entries.TryGetValue(tag, out var entry))
            {
                entry.ShouldBe(authorized);
            }
            else
            {
                authorized.Status.Known.ShouldBe(AuthorizationStatus.Blocked, "Only a tag that is not permitted here is left out.");
            }

            seen.Add(authorized.Status.Known);
        }

        seen.Count.ShouldBeGreaterThan(3);
    }

    [Fact, Trait("Ask", "28")]
    public async Task A_tag_may_be_bound_to_charge_points_and_to_their_tags()
    {
        await PutAsync("id-tags/HERE", """{"permittedChargePoints":["cp001"]}""");
        await PutAsync("id-tags/THERE", """{"permittedChargePoints":["CP002"],"permittedChargePointTags":["depot"]}""");
        (await _chargePoint.AuthorizeAsync("HERE")).ShouldBe(AuthorizationStatus.Accepted);
        (await _chargePoint.AuthorizeAsync("THERE")).ShouldBe(AuthorizationStatus.Blocked);

        _system.Get<ChargePointDirectory>().Get("CP001").Tags = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "DEPOT" };
        (await _chargePoint.AuthorizeAsync("THERE")).ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact]
    public async Task A_time_window_opens_and_closes_and_bounds_what_is_cached()
    {
        await PutAsync("id-tags/DAY", """{"expiryDate":"2027-01-01T00:00:00Z","timeWindows":[{"days":["Thursday"],"from":"08:00","to":"18:00","timeZone":"Europe/Berlin"}]}""");
        var open = (await _chargePoint.CallAsync(new AuthorizeRequest { IdTag = "DAY" })).IdTagInfo;
        (open.Status.Known, open.ExpiryDate).ShouldBe((AuthorizationStatus.Accepted, new DateTimeOffset(2026, 1, 15, 17, 0, 0, TimeSpan.Zero)));
        _time.Advance(TimeSpan.FromHours(6));
        (await _chargePoint.AuthorizeAsync("DAY")).ShouldBe(AuthorizationStatus.Blocked);
    }

    [Fact]
    public async Task A_group_blocks_expires_and_bounds_its_tags_and_every_answer_names_it()
    {
        await PutAsync("id-tags/CHILD", """{"parentIdTag":"FLEET"}""");
        (await _chargePoint.CallAsync(new AuthorizeRequest { IdTag = "CHILD" })).IdTagInfo.ParentIdTag.ShouldBe("FLEET");
        await PutAsync("id-tag-groups/fleet", """{"status":"Blocked","name":"Fleet"}""");
        var blocked = (await _chargePoint.CallAsync(new AuthorizeRequest { IdTag = "CHILD" })).IdTagInfo;
        (blocked.Status.Known, blocked.ParentIdTag).ShouldBe((AuthorizationStatus.Blocked, "FLEET"));
        await PutAsync("id-tag-groups/fleet", """{"expiryDate":"2020-01-01T00:00:00Z"}""");
        (await _chargePoint.AuthorizeAsync("CHILD")).ShouldBe(AuthorizationStatus.Expired);
        using var deleted = await _http.DeleteAsync(new Uri("/api/v1/id-tag-groups/FLEET", UriKind.Relative));
        (await _chargePoint.AuthorizeAsync("CHILD")).ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.2")]
    public async Task Running_transactions_are_counted_over_the_group_and_over_every_spelling_of_a_tag()
    {
        await PutAsync("id-tag-groups/PAIR", """{"maxActiveTransactions":1}""");
        await PutAsync("id-tags/ONE", """{"parentIdTag":"PAIR"}""");
        await PutAsync("id-tags/TWO", """{"parentIdTag":"PAIR"}""");
        await PutAsync("charge-points/CP001/authorization-policy", """{"stripSuffixPattern":"_[0-9]+"}""");

        var first = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "ONE_4711" });
        first.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await _chargePoint.AuthorizeAsync("TWO")).ShouldBe(AuthorizationStatus.Accepted, "Authorize never counts.");
        (await _chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = "TWO" })).IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.ConcurrentTx);
        (await _system.TransactionAsync(first.TransactionId)).IdTag.ShouldBe("ONE_4711", "What was sent is kept.");

        await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = first.TransactionId, IdTag = "ONE_4711" });
        (await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "TWO", Timestamp = A.Stop })).IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.10"), Trait("Ask", "44")]
    public async Task A_stop_by_another_tag_of_the_group_is_right_and_one_by_a_stranger_is_flagged()
    {
        await PutAsync("id-tags/MUM", """{"parentIdTag":"HOME"}""");
        await PutAsync("id-tags/DAD", """{"parentIdTag":"home"}""");
        var meter = 1_000;
        (await FlagsOfStopBy("DAD")).ShouldBe(TransactionFlags.None);
        (await FlagsOfStopBy("mum")).ShouldBe(TransactionFlags.None);
        (await FlagsOfStopBy(A.Tag)).ShouldBe(TransactionFlags.ForeignStop);

        async Task<TransactionFlags> FlagsOfStopBy(string idTag)
        {
            var started = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "MUM", MeterStart = meter++ });
            await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, IdTag = idTag });
            return (await _system.TransactionAsync(started.TransactionId)).Flags;
        }
    }

    [Fact, Trait("Ask", "43")]
    public async Task A_free_vending_charge_point_accepts_everybody_and_says_so_on_the_transaction()
    {
        await PutAsync("id-tags/BAD", """{"status":"Blocked"}""");
        await PutAsync("charge-points/CP001/authorization-policy", """{"freeVend":"AnyIdTag"}""");
        (await _chargePoint.AuthorizeAsync("BAD")).ShouldBe(AuthorizationStatus.Accepted);
        var started = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = A.UnknownTag });
        started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await _system.TransactionAsync(started.TransactionId)).AuthorizedBy.ShouldBe(AuthorizedBy.FreeVend);

        await PutAsync("charge-points/CP001/authorization-policy", """{"freeVend":"ListedIdTags","freeVendIdTags":["free"]}""");
        (await _chargePoint.AuthorizeAsync("FREE")).ShouldBe(AuthorizationStatus.Accepted);
        (await _chargePoint.AuthorizeAsync(A.UnknownTag)).ShouldBe(AuthorizationStatus.Invalid);
    }

    [Fact, Trait("Ask", "41")]
    public async Task An_energy_budget_is_used_up_by_what_was_charged_and_begins_anew()
    {
        var start = _time.GetUtcNow().AddHours(-2);
        await ChargeAsync(6_000);
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        (await BudgetUsedAsync()).ShouldBe(6_000, "What was charged before the budget was set counts.");
        (await _chargePoint.AuthorizeAsync("LIMITED")).ShouldBe(AuthorizationStatus.Accepted);
        await ChargeAsync(4_000);
        (await BudgetUsedAsync()).ShouldBe(10_000);
        (await _chargePoint.AuthorizeAsync("LIMITED")).ShouldBe(AuthorizationStatus.Blocked);
        _time.Advance(TimeSpan.FromHours(12));
        (await _chargePoint.AuthorizeAsync("LIMITED")).ShouldBe(AuthorizationStatus.Accepted);

        async Task ChargeAsync(int energyWh)
        {
            var started = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "LIMITED", Timestamp = start, MeterStart = energyWh });
            await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, IdTag = "LIMITED", Timestamp = start.AddHours(1), MeterStop = 2 * energyWh });
        }

        async Task<int> BudgetUsedAsync() => (await GetAsync("id-tags/LIMITED")).Number("energyBudgetUsedWh");
    }

    [Fact]
    public async Task The_budget_of_a_group_is_shared_counts_what_runs_and_survives_a_restart()
    {
        await PutAsync("id-tags/A1", """{"parentIdTag":"SHARE"}""");
        await PutAsync("id-tags/A2", """{"parentIdTag":"SHARE"}""");
        await PutAsync("id-tag-groups/SHARE", """{"energyBudget":{"period":"Month","energyWh":10000}}""");
        var start = _time.GetUtcNow().AddHours(-2);
        var running = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "A1", Timestamp = start, MeterStart = 1_000 });
        await _chargePoint.CallAsync(A.MeterValues with { TransactionId = running.TransactionId, MeterValue = [A.MeterValueAt(start.AddHours(1), "9000")] });
        await RefreshAsync();
        (await GetAsync("id-tag-groups/SHARE")).Number("energyBudgetUsedWh").ShouldBe(8_000);
        (await _chargePoint.AuthorizeAsync("A2")).ShouldBe(AuthorizationStatus.Accepted);
        await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = running.TransactionId, IdTag = "A1", Timestamp = start.AddHours(2), MeterStop = 12_000 });
        await RefreshAsync();
        (await _chargePoint.AuthorizeAsync("A2")).ShouldBe(AuthorizationStatus.Blocked);

        await _chargePoint.DisposeAsync();
        await _system.RestartAsync();
        _chargePoint = await _system.ConnectAsync("CP001");
        (await _chargePoint.AuthorizeAsync("A2")).ShouldBe(AuthorizationStatus.Blocked);
    }

    [Fact]
    public async Task A_budget_knows_every_spelling_of_its_tag_after_a_restart_too()
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        await ChargeAsync("limited", _time.GetUtcNow().AddHours(-2), 6_000);
        (await BudgetUsedAsync("LIMITED")).ShouldBe(6_000);
        await _chargePoint.DisposeAsync();
        await _system.RestartAsync();
        _http.Dispose();
        _http = _system.CreateHttpClient();
        (await BudgetUsedAsync("LIMITED")).ShouldBe(6_000);
    }

    [Fact]
    public async Task A_budget_counts_nothing_of_a_period_that_is_yet_to_come()
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        await ChargeAsync("LIMITED", _time.GetUtcNow().AddDays(1), 2_000);
        (await BudgetUsedAsync("LIMITED")).ShouldBe(0);
        _time.Advance(TimeSpan.FromDays(1));
        (await BudgetUsedAsync("LIMITED")).ShouldBe(2_000);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:10Z")]
    [InlineData("2012-06-01T00:00:00Z")]
    [InlineData("2099-01-01T00:00:00Z")]
    public async Task A_budget_counts_what_a_wild_clock_dates_when_it_came(string wild)
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        var start = DateTimeOffset.Parse(wild, CultureInfo.InvariantCulture);
        await ChargeAsync("LIMITED", start, 6_000);
        (await BudgetUsedAsync("LIMITED")).ShouldBe(6_000);
        var running = await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "LIMITED", Timestamp = start.AddHours(2), MeterStart = 1_000 });
        await _chargePoint.CallAsync(A.MeterValues with { TransactionId = running.TransactionId, MeterValue = [A.MeterValueAt(start.AddHours(3), "3000")] });
        await RefreshAsync();
        (await BudgetUsedAsync("LIMITED")).ShouldBe(8_000);
        await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = running.TransactionId, IdTag = "LIMITED", Timestamp = start.AddHours(3), MeterStop = 4_000 });
        (await BudgetUsedAsync("LIMITED")).ShouldBe(9_000);
        await _system.Get<TransactionCorrections>().CorrectAsync(running.TransactionId, new CorrectionInput { MeterStop = 5_000, Note = "meter exchanged" }, default);
        (await BudgetUsedAsync("LIMITED")).ShouldBe(10_000);
        (await _chargePoint.AuthorizeAsync("LIMITED")).ShouldBe(AuthorizationStatus.Blocked);

        await _chargePoint.DisposeAsync();
        await _system.RestartAsync();
        _http.Dispose();
        _http = _system.CreateHttpClient();
        (await BudgetUsedAsync("LIMITED")).ShouldBe(10_000);
        _time.Advance(TimeSpan.FromDays(1));
        (await BudgetUsedAsync("LIMITED")).ShouldBe(0);
    }

    [Fact]
    public async Task A_budget_counts_nothing_of_a_transaction_that_came_weeks_after_it_was_made()
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Month","energyWh":10000}}""");
        await ChargeAsync("LIMITED", _time.GetUtcNow().AddDays(-60), 6_000);
        (await BudgetUsedAsync("LIMITED")).ShouldBe(0);
    }

    [Fact]
    public async Task A_budget_follows_corrections()
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        await PutAsync("id-tags/OTHER", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        var id = await ChargeAsync("LIMITED", _time.GetUtcNow().AddHours(-2), 10_000);
        await CorrectAsync(id, new CorrectionInput { MeterStop = 4_000, Note = "meter exchanged" });
        (await BudgetUsedAsync("LIMITED")).ShouldBe(4_000);
        await CorrectAsync(id, new CorrectionInput { IdTag = "OTHER", Note = "wrong card" });
        (await BudgetUsedAsync("LIMITED"), await BudgetUsedAsync("OTHER")).ShouldBe((0, 4_000));

        var open = (await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "LIMITED", Timestamp = _time.GetUtcNow().AddHours(-1), MeterStart = 0 })).TransactionId;
        await CorrectAsync(open, new CorrectionInput { MeterStop = 3_000, StopTimestamp = _time.GetUtcNow(), Note = "cable was pulled" });
        (await BudgetUsedAsync("LIMITED")).ShouldBe(3_000);

        Task CorrectAsync(int transactionId, CorrectionInput input) => _system.Get<TransactionCorrections>().CorrectAsync(transactionId, input, default);
    }

    [Fact]
    public async Task A_look_at_what_runs_that_crosses_a_correction_charges_no_tag_for_the_transaction_of_another()
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        await PutAsync("id-tags/OTHER", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        var (budgets, start) = (_system.Get<EnergyBudgets>(), _time.GetUtcNow().AddHours(-1));
        var id = (await _chargePoint.CallAsync(A.StartTransaction with { IdTag = "LIMITED", Timestamp = start, MeterStart = 0 })).TransactionId;
        Refreshed("LIMITED", 5_000);
        await CorrectAsync("OTHER");
        Refreshed("LIMITED", 6_000);
        Refreshed("OTHER", 6_000);
        (await BudgetUsedAsync("LIMITED"), await BudgetUsedAsync("OTHER")).ShouldBe((0, 6_000));

        await CorrectAsync("LIMITED");
        Refreshed("OTHER", 6_000);
        Refreshed("LIMITED", 7_000);
        (await BudgetUsedAsync("LIMITED"), await BudgetUsedAsync("OTHER")).ShouldBe((7_000, 0));
        await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, IdTag = null, Timestamp = start.AddHours(1), MeterStop = 8_000 });
        (await BudgetUsedAsync("LIMITED"), await BudgetUsedAsync("OTHER")).ShouldBe((8_000, 0));

        void Refreshed(string idTag, long energyWh) => budgets.Used(idTag, id, start, energyWh, isFinal: false);

        Task CorrectAsync(string idTag) => _system.Get<TransactionCorrections>().CorrectAsync(id, new CorrectionInput { IdTag = idTag, Note = "wrong card" }, default);
    }

    [Fact, Trait("Quirk", "28")]
    public async Task A_register_beyond_all_numbers_stops_no_count_of_what_runs()
    {
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        var start = _time.GetUtcNow().AddHours(-1);
        foreach (var connector in new[] { 1, 2 })
        {
            var id = (await _chargePoint.CallAsync(A.StartTransaction with { ConnectorId = connector, IdTag = "LIMITED", Timestamp = start, MeterStart = 0 })).TransactionId;
            var values = new List<MeterValue> { A.MeterValueAt(start.AddMinutes(1), "2000") };
            if (connector == 1)
            {
                values.Add(new MeterValue
                {
                    Timestamp = start.AddMinutes(2),
                    SampledValue = [new SampledValue { Value = "1e308", Unit = UnitOfMeasure.KWh, Measurand = Measurand.EnergyActiveImportRegister }],
                });
            }

            await _chargePoint.CallAsync(A.MeterValues with { ConnectorId = connector, TransactionId = id, MeterValue = values });
        }

        await RefreshAsync();
        (await BudgetUsedAsync("LIMITED")).ShouldBe(4_000);
    }

    [Fact]
    public async Task A_corrected_idTag_is_no_longer_looked_up_by_the_one_before()
    {
        await PutAsync("id-tags/OTHER", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        await PutAsync("id-tags/LIMITED", """{"energyBudget":{"period":"Day","energyWh":10000}}""");
        await PutAsync("charge-points/CP001/authorization-policy", """{"stripSuffixPattern":"_[0-9]+"}""");
        var id = await ChargeAsync("LIMITED_77", _time.GetUtcNow().AddHours(-2), 6_000);
        (await BudgetUsedAsync("LIMITED")).ShouldBe(6_000);
        await _system.Get<TransactionCorrections>().CorrectAsync(id, new CorrectionInput { IdTag = "OTHER", Note = "wrong card" }, default);
        await _chargePoint.DisposeAsync();
        await _system.RestartAsync();
        _http.Dispose();
        _http = _system.CreateHttpClient();
        (await BudgetUsedAsync("LIMITED"), await BudgetUsedAsync("OTHER")).ShouldBe((0, 6_000));
    }

    [Fact]
    public async Task Refusals_are_events_and_a_flood_of_them_is_bounded()
    {
        for (var i = 0; i < 50; i++)
        {
            await _chargePoint.AuthorizeAsync($"X-{i}");
        }

        await _system.FlushAsync();
        var events = await RefusalsAsync();
        events.Count.ShouldBe(20);
        var first = JsonSerializer.Deserialize<JsonElement>(events[0].Data);
        (first.Text("idTag"), first.Text("chargePointId"), first.Text("status"), first.Text("reason")).ShouldBe(("X-0", "CP001", "Invalid", "Unknown"));

        _time.Advance(TimeSpan.FromMinutes(1));
        await _chargePoint.AuthorizeAsync("X-50");
        await _system.FlushAsync();
        JsonSerializer.Deserialize<JsonElement>((await RefusalsAsync())[^1].Data).Number("leftOut").ShouldBe(30);

        Task<List<DomainEvent>> RefusalsAsync() =>
            _system.ReadAsync(db => db.Events.Where(e => e.Type == EventTypes.AuthorizationRefused).OrderBy(e => e.Id).ToListAsync());
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    private async Task<int> ChargeAsync(string idTag, DateTimeOffset start, int energyWh)
    {
        var id = (await _chargePoint.CallAsync(A.StartTransaction with { IdTag = idTag, Timestamp = start, MeterStart = 0 })).TransactionId;
        await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, IdTag = idTag, Timestamp = start.AddHours(1), MeterStop = energyWh });
        return id;
    }

    /// <summary>Counts what runs.</summary>
    private Task RefreshAsync() =>
        _system.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<EnergyBudgetRefresh>().Single().RefreshAsync(CancellationToken.None);

    private async Task<int> BudgetUsedAsync(string idTag) => (await GetAsync($"id-tags/{idTag}")).Number("energyBudgetUsedWh");

    private static string Rules(Random random, string members)
    {
        var place = random.Next(4) switch { 0 => ",\"permittedChargePoints\":[\"CP002\"]", 1 => ",\"permittedChargePoints\":[\"CP001\"]", _ => "" };
        var window = random.Next(4) switch
        {
            0 => ",\"timeWindows\":[{\"from\":\"20:00\",\"to\":\"06:00\"}]",
            1 => ",\"timeWindows\":[{\"from\":\"06:00\",\"to\":\"20:00\"}]",
            _ => "",
        };
        var expiry = random.Next(4) switch { 0 => ",\"expiryDate\":\"2020-01-01T00:00:00Z\"", 1 => ",\"expiryDate\":\"2026-01-15T19:00:00Z\"", _ => "" };
        return $"{{{members}{place}{window}{expiry}}}";
    }

    private async Task PutAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PutAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> GetAsync(string path) =>
        JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync(new Uri($"/api/v1/{path}", UriKind.Relative)));
}
