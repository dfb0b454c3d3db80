using System.Globalization;
using System.Text;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Transactions;

/// <summary>A transaction whose stop never comes is ended by rules, with figures that are known; the real stop still wins.</summary>
public sealed class ResolutionTests
{
    private readonly LeapingTime _time = new(A.Start);

    [Fact, Trait("Spec", "OCPP 1.6 §4.9")]
    public async Task Transaction_on_a_connector_that_says_Available_ends_after_the_grace_period_with_the_last_register()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await StartWithSampleAsync(chargePoint);
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(2) });

        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull("a stop may still be on its way");
        (await system.ReadAsync(db => db.Anomalies.AnyAsync())).ShouldBeFalse();

        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.StopTimestamp, transaction.EnergyWh, transaction.DurationSeconds, transaction.Resolution, transaction.Flags).ShouldBe(
            (1_500L, A.Start.AddMinutes(1), 500L, 60L, Resolution.ConnectorAvailable, TransactionFlags.ResolvedAutomatically));
        var events = await system.ReadAsync(db => db.Events.Select(e => e.Type).ToListAsync());
        events.ShouldContain("transaction.stopped");
        events.ShouldContain("anomaly.detected");
        (await system.ReadAsync(db => db.TransactionCorrections.SingleAsync())).Kind.ShouldBe(CorrectionKind.AutomaticResolution);
    }

    [Fact]
    public async Task Stop_that_comes_after_a_resolution_replaces_its_figures_once_and_both_are_kept()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        var stop = A.StopTransaction with { TransactionId = id };
        await chargePoint.CallAsync(stop);
        await chargePoint.CallAsync(stop);
        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.EnergyWh, transaction.Flags).ShouldBe(
            (11_000L, 10_000L, TransactionFlags.ResolvedAutomatically | TransactionFlags.ConfirmedStop));
        var late = (await system.ReadAsync(db => db.TransactionCorrections.OrderBy(c => c.Id).ToListAsync()))[^1];
        (late.Kind, late.By).ShouldBe((CorrectionKind.LateStop, "CP001"));
        late.Before.ShouldContain("\"meterStop\":1500");
        late.After.ShouldContain("\"meterStop\":11000");

        await chargePoint.CallAsync(stop with { MeterStop = 12_000 });
        (await system.TransactionAsync(id)).MeterStop.ShouldBe(11_000L, "the first stop that names its transaction stands");
        (await system.ReadAsync(db => db.TransactionCorrections.CountAsync())).ShouldBe(2);
    }

    [Fact, Trait("Quirk", "28")]
    public async Task Stop_that_comes_after_a_resolution_takes_back_what_only_the_assumed_figures_were_flagged_for()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "5")] });
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(2) });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Flags.ShouldBe(TransactionFlags.ResolvedAutomatically | TransactionFlags.MeterStopBelowStart);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        (await system.TransactionAsync(id)).Flags.ShouldBe(TransactionFlags.ResolvedAutomatically | TransactionFlags.ConfirmedStop);
    }

    [Fact]
    public async Task Restart_between_resolution_and_stop_changes_nothing()
    {
        await using var system = await StartAsync();
        int id;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            id = await ResolvedAsync(system, chargePoint);
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        (await again.CallAsync(A.StartTransaction)).TransactionId.ShouldBe(id, "a start that is sent again is the same transaction");
        await again.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(30), "9000")] });
        await again.CallAsync(A.StopTransaction with { TransactionId = id });
        (await system.TransactionsAsync()).Single().MeterStop.ShouldBe(11_000L);
        (await system.ReadAsync(db => db.MeterValues.CountAsync(v => v.TransactionId == id))).ShouldBe(2);
    }

    [Fact]
    public async Task Unnamed_meter_values_from_before_the_end_are_attached_after_a_resolution()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddSeconds(90), "1700")] });
        (await system.ReadAsync(db => db.MeterValues.CountAsync(v => v.TransactionId == id))).ShouldBe(2);
    }

    [Fact]
    public async Task Queue_that_arrives_after_Available_is_no_resolution()
    {
        await using var system = await StartAsync();
        _time.Advance(TimeSpan.FromHours(3));
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddHours(2) });
        _time.Advance(TimeSpan.FromMinutes(30));
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await ResolveAsync(system);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        (await system.TransactionAsync(id)).Flags.ShouldBe(TransactionFlags.None);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7")]
    public async Task Later_start_on_the_connector_ends_the_earlier_transaction_and_leaves_its_own_running()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var first = await StartWithSampleAsync(chargePoint);
        var second = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(30), MeterStart = 3_000 })).TransactionId;
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(first)).Resolution.ShouldBe(Resolution.NextStart);
        (await system.TransactionAsync(second)).StopReceivedAt.ShouldBeNull();
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(31), "3100")] });
        (await system.ReadAsync(db => db.MeterValues.OrderBy(v => v.Id).LastAsync())).TransactionId.ShouldBe(second);
    }

    [Fact]
    public async Task Values_from_after_the_next_start_bill_no_energy_twice()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var first = await StartWithSampleAsync(chargePoint);
        await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(30), MeterStart = 3_000 });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = first, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(40), "4000")] });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(first);
        (transaction.MeterStop, transaction.StopTimestamp).ShouldBe((1_500L, A.Start.AddMinutes(1)));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.30, §7.43")]
    public async Task Register_of_the_inlet_is_not_taken_for_that_of_the_outlet()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        foreach (var (minute, outlet, inlet) in new[] { (1, "1200", "900000"), (2, "1500", "900400") })
        {
            var value = new MeterValue
            {
                Timestamp = A.Start.AddMinutes(minute),
                SampledValue = [new SampledValue { Value = inlet, Location = Location.Inlet }, new SampledValue { Value = outlet }, new SampledValue { Value = inlet, Location = Location.Body }],
            };
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [value] });
        }

        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(3) });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.EnergyWh).ShouldBe((1_500L, 500L));
        (await system.ReadAsync(db => db.Events.Where(e => e.Type == "transaction.updated").Select(e => e.Data).FirstAsync())).ShouldContain("\"registerWh\":1200");

        // The registers of start and stop make no sense: the samples have to tell.
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, MeterStop = 5 });
        transaction = await system.TransactionAsync(id);
        (transaction.EnergyWh, transaction.EnergySource).ShouldBe((300L, EnergySource.Samples));
    }

    [Fact]
    public async Task Late_stop_leaves_the_original_figures_those_of_the_charge_point()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        await system.Get<TransactionCorrections>().CorrectAsync(id, new CorrectionInput { MeterStart = 500, Note = "misread" }, default);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        (await system.TransactionAsync(id)).EnergyWh.ShouldBe(10_500L);
        var original = await system.ReadAsync(db => db.OriginalTransactions.SingleAsync());
        (original.MeterStart, original.MeterStop, original.EnergyWh, original.DurationSeconds).ShouldBe((1_000L, 11_000L, 10_000L, 3_600L));
    }

    [Fact]
    public async Task Boot_alone_ends_nothing_and_a_boot_without_any_sign_of_the_transaction_ends_it_in_time()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var lost = await StartWithSampleAsync(chargePoint);
        var resumed = (await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2 })).TransactionId;
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 2, Status = ChargePointStatus.Charging, Timestamp = A.Start });
        _time.Advance(TimeSpan.FromMinutes(20));
        await chargePoint.CallAsync(A.BootNotification);
        _time.Advance(TimeSpan.FromMinutes(30));
        await ResolveAsync(system);
        (await system.TransactionsAsync()).ShouldAllBe(t => t.StopReceivedAt == null);

        _time.Advance(TimeSpan.FromHours(2));
        await ResolveAsync(system);
        (await system.TransactionAsync(lost)).Resolution.ShouldBe(Resolution.NoStopAfterBoot);
        (await system.TransactionAsync(resumed)).StopReceivedAt.ShouldBeNull("its connector says Charging");
    }

    [Theory]
    [InlineData("Transactions:ResolveOnAvailable")]
    [InlineData("Transactions:ResolveOnNextStart")]
    public async Task Rule_that_is_switched_off_ends_nothing(string setting)
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(_time).Set("HEARTBEAT_INT_MS", "0").Set(setting, "false"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await StartWithSampleAsync(chargePoint);
        if (setting.EndsWith("Available", StringComparison.Ordinal))
        {
            await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(2) });
        }
        else
        {
            await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(30) });
        }

        _time.Advance(TimeSpan.FromMinutes(20));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Open_transaction_of_an_absent_charge_point_is_put_before_the_operator_and_leaves_the_inbox_with_its_stop()
    {
        await using var system = await StartAsync();
        int id;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            id = await StartWithSampleAsync(chargePoint);
        }

        await Eventually.TrueAsync(() => system.Get<CentralSystem.Web.Connections.ChargePointRegistry>().Count == 0, "it is gone");
        _time.Advance(TimeSpan.FromDays(2));
        await ResolveAsync(system);
        (await system.ReadAsync(db => db.Anomalies.SingleAsync())).Kind.ShouldBe("OpenOnOfflineChargePoint");

        await using var again = await system.ConnectAsync("CP001");
        await again.CallAsync(A.StopTransaction with { TransactionId = id });
        await ResolveAsync(system);
        (await system.ReadAsync(db => db.Anomalies.SingleAsync())).AcknowledgedBy.ShouldBe("system");
    }

    [Fact, Trait("Quirk", "25")]
    public async Task Guess_that_its_own_stop_confirms_counts_as_certain()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1 });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        (await system.TransactionAsync(id)).Flags.ShouldBe(TransactionFlags.MatchedStop | TransactionFlags.ConfirmedStop);

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, MeterStop = 12_000 });
        var transaction = await system.TransactionAsync(id);
        transaction.MeterStop.ShouldBe(11_000L);
        transaction.Flags.HasFlag(TransactionFlags.ContradictingStop).ShouldBeTrue();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9")]
    public async Task Available_that_is_said_again_ends_the_session_that_lay_between_however_often_it_is_repeated()
    {
        await using var system = await StartAsync();
        await using (var before = await system.ConnectAsync("CP001"))
        {
            await before.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddHours(-1) });
        }

        _time.Advance(TimeSpan.FromHours(3));
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddHours(2) });
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        _time.Advance(TimeSpan.FromMinutes(6));
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = _time.GetUtcNow() });
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull("a stop may still be in the queue");

        _time.Advance(TimeSpan.FromMinutes(6));
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = _time.GetUtcNow() });
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Resolution.ShouldBe(Resolution.ConnectorAvailable);
        (await system.ReadAsync(db => db.Connectors.SingleAsync(c => c.ConnectorId == 1))).StatusTimestamp.ShouldBe(A.Start.AddHours(-1), "since then it has this status");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9")]
    public async Task Available_that_was_said_again_is_known_after_a_restart()
    {
        await using var system = await StartAsync();
        int id;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddHours(-1) });
            _time.Advance(TimeSpan.FromHours(1));
            id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
            await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(30) });
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Resolution.ShouldBe(Resolution.ConnectorAvailable);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9")]
    public async Task Available_from_before_the_start_that_waited_in_the_queue_ends_nothing()
    {
        await using var system = await StartAsync();
        await using (var before = await system.ConnectAsync("CP001"))
        {
            await before.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddHours(-1) });
        }

        _time.Advance(TimeSpan.FromHours(1));
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(-30) });
        await chargePoint.CallAsync(A.StatusNotification);
        _time.Advance(TimeSpan.FromMinutes(20));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull("the first one is older than the start, and when the second one was said nobody knows");

        // By now no queue is left it could have waited in.
        await chargePoint.CallAsync(A.StatusNotification);
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Resolution.ShouldBe(Resolution.ConnectorAvailable);
    }

    [Fact]
    public async Task Meter_values_that_come_after_a_resolution_replace_its_figures_and_the_stop_still_wins()
    {
        await using var system = await StartAsync();
        using var http = system.CreateHttpClient();
        (await http.PatchAsync($"/api/v1/id-tags/{A.Tag}", new StringContent("""{"energyBudget":{"period":"Month","energyWh":100000}}""", Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(30), "9000")] });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(20), "7000")] });
        await ResolveAsync(system);
        await ResolveAsync(system);

        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.StopTimestamp, transaction.EnergyWh, transaction.DurationSeconds, transaction.Resolution, transaction.Flags).ShouldBe(
            (9_000L, A.Start.AddMinutes(30), 8_000L, 1_800L, Resolution.ConnectorAvailable, TransactionFlags.ResolvedAutomatically | TransactionFlags.LateMeterValues));
        var corrections = await system.ReadAsync(db => db.TransactionCorrections.OrderBy(c => c.Id).ToListAsync());
        corrections.Select(c => (c.Kind, c.By)).ShouldBe([(CorrectionKind.AutomaticResolution, "system"), (CorrectionKind.LateMeterValues, "system")]);
        corrections[1].Before.ShouldContain("\"meterStop\":1500");
        corrections[1].After.ShouldContain("\"meterStop\":9000");
        (await system.ReadAsync(db => db.Events.CountAsync(e => e.Type == "transaction.corrected"))).ShouldBe(1);
        (await http.GetStringAsync("/api/v1/reports/energy?groupBy=IdTag&format=csv")).ShouldContain("TAG-1,1,8000,1800");
        (await http.GetStringAsync($"/api/v1/id-tags/{A.Tag}")).ShouldContain("\"energyBudgetUsedWh\":8000");

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(40), "99000")] });
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).MeterStop.ShouldBe(11_000L);
        (await http.GetStringAsync($"/api/v1/id-tags/{A.Tag}")).ShouldContain("\"energyBudgetUsedWh\":10000");
    }

    [Fact]
    public async Task Late_meter_values_count_up_to_the_next_start_also_where_a_restart_lies_between()
    {
        await using var system = await StartAsync();
        int first;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            first = await ResolvedAsync(system, chargePoint);
            await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(30), MeterStart = 3_000 });
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = first, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(29), "2900"), A.MeterValueAt(A.Start.AddMinutes(40), "4000")] });
        }

        await system.RestartAsync();
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(first);
        (transaction.MeterStop, transaction.StopTimestamp).ShouldBe((2_900L, A.Start.AddMinutes(29)));
    }

    [Theory]
    [InlineData("""{"meterStop":1600,"note":"read off the meter"}""", 1_600L)]
    [InlineData("""{"meterStart":900,"idTag":"TAG-2","note":"wrong card"}""", 9_000L)]
    public async Task Late_meter_values_leave_an_end_that_an_operator_corrected(string correction, long meterStop)
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        await TransactionCorrectionTests.PostAsync(system, $"transactions/{id}/corrections", correction);
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(30), "9000")] });
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.EnergyWh).ShouldBe((meterStop, meterStop - transaction.MeterStart));
    }

    [Fact]
    public async Task Late_meter_values_without_more_energy_move_no_end()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        var before = await system.TransactionAsync(id);
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddDays(2), $"{before.MeterStop}")] });
        await ResolveAsync(system);
        var after = await system.TransactionAsync(id);
        (after.MeterStop, after.StopTimestamp, after.DurationSeconds).ShouldBe((before.MeterStop, before.StopTimestamp, before.DurationSeconds));
        (await system.ReadAsync(db => db.TransactionCorrections.CountAsync(c => c.Kind == CorrectionKind.LateMeterValues))).ShouldBe(0);
    }

    [Fact]
    public async Task Late_meter_values_of_a_dead_clock_take_no_energy_away()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        var before = await system.TransactionAsync(id);
        await chargePoint.CallAsync(A.StartTransaction with { IdTag = "TAG-2", MeterStart = 20_000 });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "9000")] });
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).EnergyWh.ShouldBe(before.EnergyWh);
    }

    [Fact]
    public async Task Meter_values_that_an_operator_assigns_after_a_resolution_count_too()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = 4711, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(30), "9000")] });
        var message = (await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync())).Id;
        await TransactionCorrectionTests.PostAsync(system, $"unmatched-messages/{message}/assign", $$"""{"transactionId":{{id}}}""");
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).MeterStop.ShouldBe(9_000L);
    }

    [Fact, Trait("Quirk", "25")]
    public async Task Stop_that_confirms_a_guess_leaves_what_an_operator_corrected_of_it()
    {
        await using var system = await StartAsync();
        _time.Advance(TimeSpan.FromHours(2));
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1 });
        await TransactionCorrectionTests.PostAsync(system, $"transactions/{id}/corrections", """{"meterStop":10000,"note":"meter exchanged"}""");
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.Flags).ShouldBe((10_000L, TransactionFlags.MatchedStop | TransactionFlags.Corrected | TransactionFlags.ConfirmedStop));
    }

    [Fact]
    public async Task Transaction_that_cannot_be_ended_keeps_no_other_from_its_end()
    {
        await using var system = await StartAsync();
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var ids = new List<int>();
        foreach (var (connector, register) in new[] { (1, "1500"), (2, "1500"), (3, "1600") })
        {
            ids.Add((await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = connector })).TransactionId);
            await chargePoint.CallAsync(A.MeterValues with { ConnectorId = connector, TransactionId = ids[^1], MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), register)] });
            await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = connector, Timestamp = A.Start.AddMinutes(2) });
        }

        // The second one would end at the register of the first.
        await SqlAsync(system, "CREATE UNIQUE INDEX broken ON transactions (meter_stop)");
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionsAsync()).Select(t => t.MeterStop).ShouldBe([1_500L, null, 1_600L]);
        system.Log.ShouldContain(e => e.Message.Contains($"transaction {ids[1]}", StringComparison.Ordinal));

        await SqlAsync(system, "DROP INDEX broken");
        await ResolveAsync(system);
        (await system.TransactionAsync(ids[1])).MeterStop.ShouldBe(1_500L);
    }

    [Fact]
    public async Task Transaction_that_cannot_be_reckoned_again_keeps_no_other_from_it_and_is_tried_once_more()
    {
        await using var system = await StartAsync();
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectAsync("CP001");
        foreach (var connector in new[] { 1, 2, 3 })
        {
            await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = connector });
            await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = connector, Timestamp = A.Start.AddMinutes(2) });
        }

        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        foreach (var (connector, register) in new[] { (1, "1500"), (2, "1500"), (3, "1600") })
        {
            await chargePoint.CallAsync(A.MeterValues with { ConnectorId = connector, TransactionId = connector, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), register)] });
        }

        await SqlAsync(system, "CREATE UNIQUE INDEX broken ON transactions (meter_stop) WHERE meter_stop = 1500");
        await ResolveAsync(system);
        (await system.TransactionsAsync()).Select(t => t.MeterStop!.Value).Order().ShouldBe([1_000L, 1_500L, 1_600L]);
        await SqlAsync(system, "DROP INDEX broken");
        await ResolveAsync(system);
        (await system.TransactionsAsync()).Select(t => t.MeterStop!.Value).Order().ShouldBe([1_500L, 1_500L, 1_600L]);
    }

    [Theory]
    [InlineData(typeof(TransactionResolver))]
    [InlineData(typeof(MeterValueRollUp))]
    public async Task Cancellation_that_is_not_of_the_host_ends_no_service(Type type)
    {
        await using var system = await StartAsync();
        system.ExpectErrors();
        var contexts = new CancelledContexts();
        using var service = (BackgroundService)ActivatorUtilities.CreateInstance(system.Services, type, contexts);
        await service.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                return service.ExecuteTask!.IsCompleted || contexts.Asked >= 2;
            },
            "a second round");
        service.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await service.StopAsync(CancellationToken.None);
        service.ExecuteTask!.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Restart_looks_again_only_at_ends_whose_values_may_still_have_come()
    {
        await using var system = await StartAsync();
        int id;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            id = await ResolvedAsync(system, chargePoint);
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(30), "9000")] });
        }

        foreach (var (days, expected) in new[] { (89, new[] { id }), (91, []) })
        {
            await system.RestartAsync(s => s.Time(new SteppedClock(A.Start.AddDays(days))));
            system.Get<LateMeterValues>().Take().ToArray().ShouldBe(expected, $"{days} days after the end");
        }
    }

    [Fact, Trait("Quirk", "14"), Trait("Spec", "OCPP 1.6 §3.7")]
    public async Task Of_two_starts_at_the_very_same_instant_the_later_one_runs_on()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var first = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var second = (await chargePoint.CallAsync(A.StartTransaction with { IdTag = A.OtherTag })).TransactionId;
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        var ended = await system.TransactionAsync(first);
        (ended.Resolution, ended.EnergyWh).ShouldBe((Resolution.NextStart, 0L));
        (await system.TransactionAsync(second)).StopReceivedAt.ShouldBeNull();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7")]
    public async Task Values_count_up_to_the_earliest_later_start_whichever_came_first()
    {
        await using var system = await StartAsync();
        _time.Advance(TimeSpan.FromHours(3));
        await using var chargePoint = await system.ConnectAsync("CP001");
        var first = await StartWithSampleAsync(chargePoint);
        await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddHours(2), MeterStart = 5_000 });
        await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddHours(1), MeterStart = 3_000 });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = first, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(90), "4000")] });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(first);
        (transaction.MeterStop, transaction.StopTimestamp).ShouldBe((1_500L, A.Start.AddMinutes(1)));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7")]
    public async Task Resolution_of_an_older_transaction_leaves_unnamed_meter_values_to_the_newest_one_that_ended()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await StartWithSampleAsync(chargePoint);
        var newest = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(30), MeterStart = 3_000 })).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = newest });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(45), "5000")] });
        (await system.ReadAsync(db => db.MeterValues.OrderBy(v => v.Id).LastAsync())).TransactionId.ShouldBe(newest);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9"), Trait("Quirk", "15")]
    public async Task Sample_dated_far_ahead_keeps_no_transaction_alive()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), "1500")] });
        for (var minute = 2; minute <= 14; minute += 4)
        {
            _time.Advance(TimeSpan.FromMinutes(4));
            await chargePoint.CallAsync(A.StatusNotification with { Timestamp = _time.GetUtcNow() });
        }

        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Resolution.ShouldBe(Resolution.ConnectorAvailable);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.16.3, §4.9"), Trait("Quirk", "26")]
    public async Task Values_that_do_not_name_their_transaction_keep_none_alive()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await StartWithSampleAsync(chargePoint);
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(2) });
        _time.Advance(TimeSpan.FromMinutes(12));
        var aligned = new MeterValue { Timestamp = A.Start.AddMinutes(10), SampledValue = [new SampledValue { Value = "1500", Context = ReadingContext.SampleClock }] };
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [aligned] });
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Resolution.ShouldBe(Resolution.ConnectorAvailable);
    }

    [Theory, Trait("Spec", "OCPP 1.6 §4.9"), Trait("Quirk", "15")]
    [InlineData(0)]
    [InlineData(120)]
    public async Task Own_sample_after_Available_keeps_the_transaction_until_Available_is_said_again_whatever_the_clock_says_and_over_a_restart(int aheadMinutes)
    {
        await using var system = await StartAsync();
        var ahead = TimeSpan.FromMinutes(aheadMinutes);
        int id;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            id = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start + ahead })).TransactionId;
            await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(2) + ahead });
            _time.Advance(TimeSpan.FromMinutes(8));
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(_time.GetUtcNow() + ahead, "1500")] });
            _time.Advance(TimeSpan.FromMinutes(4));
            await ResolveAsync(system);
            (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull();
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull();
        await again.CallAsync(A.StatusNotification with { Timestamp = _time.GetUtcNow() + ahead });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).Resolution.ShouldBe(Resolution.ConnectorAvailable);
    }

    [Fact, Trait("Quirk", "15")]
    public async Task Late_value_dated_far_ahead_makes_no_end_in_a_time_to_come()
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = await ResolvedAsync(system, chargePoint);
        await chargePoint.CallAsync(A.MeterValues with
        {
            TransactionId = id,
            MeterValue = [A.MeterValueAt(A.Start.AddMinutes(3), "2000"), A.MeterValueAt(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), "9000")],
        });
        await ResolveAsync(system);
        var transaction = await system.TransactionAsync(id);
        (transaction.MeterStop, transaction.StopTimestamp, transaction.DurationSeconds).ShouldBe((2_000L, A.Start.AddMinutes(3), 180L));
    }

    [Theory, Trait("Quirk", "15")]
    [InlineData("1970-01-01T00:05:00Z", -300 * 24)]
    [InlineData("2026-01-15T10:00:00Z", 2)]
    public async Task Transactions_before_it_cut_nothing_off_one_that_a_rule_ends_whatever_their_clock_said(string start, int hoursOfTheOneBefore)
    {
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var other = A.Start.AddHours(hoursOfTheOneBefore);
        var before = (await chargePoint.CallAsync(A.StartTransaction with { IdTag = "TAG-2", Timestamp = other })).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = before, Timestamp = other });

        var id = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture) })).TransactionId;
        _time.Advance(TimeSpan.FromHours(3));
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(_time.GetUtcNow().AddHours(-1), "9000")] });
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = _time.GetUtcNow() });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).MeterStop.ShouldBe(9_000L);
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(_time.GetUtcNow().AddMinutes(-41), "9100")] });
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).MeterStop.ShouldBe(9_100L, "late values are not cut off either");
    }

    [Fact, Trait("Quirk", "15")]
    public async Task Start_after_Available_by_a_clock_that_is_ahead_ends_nothing_over_a_restart()
    {
        await using var system = await StartAsync();
        var ahead = TimeSpan.FromHours(1);
        int id;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start + ahead });
            _time.Advance(TimeSpan.FromMinutes(20));
            id = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(5) + ahead })).TransactionId;
        }

        _time.Advance(TimeSpan.FromHours(1));
        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldBeNull();
    }

    private static Task ResolveAsync(RunningCentralSystem system) => system.Get<TransactionResolver>().ResolveAsync(CancellationToken.None);

    private Task<RunningCentralSystem> StartAsync() => RunningCentralSystem.StartAsync(s => s.Time(_time).Set("HEARTBEAT_INT_MS", "0"));

    private static async Task<int> StartWithSampleAsync(ScriptedChargePoint chargePoint)
    {
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id });
        return id;
    }

    private static async Task SqlAsync(RunningCentralSystem system, string sql)
    {
        await using var database = TestDatabase.Open(system.DataDirectory);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<int> ResolvedAsync(RunningCentralSystem system, ScriptedChargePoint chargePoint)
    {
        var id = await StartWithSampleAsync(chargePoint);
        await chargePoint.CallAsync(A.StatusNotification with { Timestamp = A.Start.AddMinutes(2) });
        _time.Advance(TimeSpan.FromMinutes(11));
        await ResolveAsync(system);
        (await system.TransactionAsync(id)).StopReceivedAt.ShouldNotBeNull();
        return id;
    }

    /// <summary>A database that cancels whatever is asked of it.</summary>
    private sealed class CancelledContexts : IDbContextFactory<CentralSystemDbContext>
    {
        public int Asked { get; private set; }

        public CentralSystemDbContext CreateDbContext()
        {
            Asked++;
            throw new OperationCanceledException();
        }
    }
}
