using CentralSystem.Tests.Support;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Tests.Transactions;

/// <summary>Every sample is kept once, with the transaction it belongs to.</summary>
public sealed class MeterValuesTests
{
    [Fact, Trait("Spec", "OCPP 1.6 §7.43")]
    public async Task Bare_value_gets_the_defaults_of_the_specification()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.MeterValues);
        var value = (await ValuesAsync(system)).Single();
        (value.ConnectorId, value.TransactionId, value.Timestamp).ShouldBe((1, null, A.Start.AddMinutes(1)));
        var sample = value.Samples.Single();
        (sample.Value, sample.Text).ShouldBe((1_500d, null));
        (sample.Kind.Measurand, sample.Kind.Context, sample.Kind.Phase, sample.Kind.Location, sample.Kind.Format, sample.Kind.Unit)
            .ShouldBe(("Energy.Active.Import.Register", "Sample.Periodic", "", "Outlet", "Raw", "Wh"));
    }

    [Fact, Trait("Quirk", "13"), Trait("Quirk", "28"), Trait("Quirk", "30")]
    public async Task Samples_are_kept_one_by_one_whatever_they_say()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("MeterValues",
            """
            {"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[
            {"value":"230.1","measurand":"Voltage","phase":"L1"},{"value":"230.1","measurand":"Voltage","phase":"L2"},{"value":"","measurand":"SoC","unit":"V"},
            {"value":"7","measurand":"Request.Energy"},{"value":"50","measurand":"Frequency","unit":"Hz"},{"value":"0A0B","format":"SignedData"},{"value":12.3},{"value":"1e3"},{"value":"NaN"}]}]}
            """);
        var samples = (await ValuesAsync(system)).Single().Samples.OrderBy(s => s.Ordinal).ToList();
        samples.Select(s => (s.Kind.Measurand, s.Kind.Phase, s.Kind.Unit, s.Value, s.Text)).ShouldBe(
            [
                ("Voltage", "L1", "", 230.1, null),
                ("Voltage", "L2", "", 230.1, null),
                ("SoC", "", "V", null, ""),
                ("Request.Energy", "", "", 7, null),
                ("Frequency", "", "Hz", 50, null),
                ("Energy.Active.Import.Register", "", "Wh", null, "0A0B"),
                ("Energy.Active.Import.Register", "", "Wh", 12.3, null),
                ("Energy.Active.Import.Register", "", "Wh", 1_000, null),
                ("Energy.Active.Import.Register", "", "Wh", null, "NaN"),
            ]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "15")]
    public async Task Value_from_far_ahead_is_kept_once_over_a_restart_and_leaves_other_connectors_alone()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            await chargePoint.CallAsync(A.MeterValues);
            await chargePoint.CallAsync(A.MeterValues with { ConnectorId = 2, MeterValue = [A.MeterValueAt(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), "1")] });
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        var (newest, state) = (system.Get<NewestMeterValueAtStart>(), (await system.SessionAsync("CP001")).ChargePoint);
        (newest.Of(state, 1), newest.Of(state, 2).Year).ShouldBe((A.Start.AddMinutes(1), 2099));
        await again.CallAsync(A.MeterValues with { ConnectorId = 2, MeterValue = [A.MeterValueAt(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), "1")] });
        (await ValuesAsync(system)).Count.ShouldBe(2);
    }

    [Fact, Trait("Quirk", "30")]
    public async Task Several_samples_of_one_instant_are_all_kept()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var at = A.Start.AddMinutes(1);
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(at, "1"), A.MeterValueAt(at, "2")] });
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [new MeterValue { Timestamp = at, SampledValue = [new SampledValue { Value = "1", Measurand = Measurand.Voltage }] }] });
        await chargePoint.CallAsync(A.MeterValues with { ConnectorId = 2, MeterValue = [A.MeterValueAt(at, "1")] });
        (await ValuesAsync(system)).SelectMany(v => v.Samples.Select(s => (v.ConnectorId, s.Kind.Measurand, s.Value))).ShouldBe(
            [
                (1, "Energy.Active.Import.Register", 1d),
                (1, "Energy.Active.Import.Register", 2d),
                (1, "Voltage", 1d),
                (2, "Energy.Active.Import.Register", 1d),
            ]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task MeterValues_sent_again_are_kept_once_also_after_a_restart()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var first = A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start, "1"), A.MeterValueAt(A.Start.AddMinutes(1), "2")] };
        var second = A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(2), "3")] };
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            await chargePoint.CallAsync(first);
            await chargePoint.CallAsync(first);
            await chargePoint.CallAsync(second);
            await chargePoint.CallAsync(first);
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        await again.CallAsync(second);
        await again.CallAsync(first);
        await again.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(-10), "0")] });
        (await ValuesAsync(system)).Select(v => v.Samples.Single().Value).Order().ShouldBe([0d, 1d, 2d, 3d]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task MeterValues_with_several_instants_are_kept_once_when_a_restart_lies_between()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var request = A.MeterValues with
        {
            MeterValue = [A.MeterValueAt(A.Start, "1"), A.MeterValueAt(A.Start.AddMinutes(1), "2"), A.MeterValueAt(A.Start.AddMinutes(2), "3")],
        };
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            await chargePoint.CallAsync(request);
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        await again.CallAsync(request);
        (await ValuesAsync(system)).Select(v => v.Samples.Single().Value).ShouldBe([1d, 2d, 3d]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task MeterValues_dated_to_the_microsecond_are_kept_once_when_a_restart_lies_between()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        const string Values = """{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:01:00.123456Z","sampledValue":[{"value":"1500"}]}]}""";
        await using (var chargePoint = await system.ConnectRawAsync("CP001"))
        {
            await chargePoint.ExpectResultAsync("MeterValues", Values);
        }

        await system.RestartAsync();
        await using var again = await system.ConnectRawAsync("CP001", boot: false);
        await again.ExpectResultAsync("MeterValues", Values);
        (await ValuesAsync(system)).Count.ShouldBe(1);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "6")]
    public async Task MeterValues_under_way_on_the_old_socket_and_again_on_the_new_one_are_kept_once_by_one_commit()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("LOG_PAYLOAD", "true"));
        await using var old = await system.ConnectTcpAsync("CP001");
        await old.SendTextAsync(FrameAt("earlier", A.Start, "1"));
        (await old.ReceiveTextAsync()).ShouldBe("""[3,"earlier",{}]""");

        var writer = system.Get<GroupCommitWriter>();
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var held = writer.ChangeAsync(_ =>
        {
            entered.Set();
            return gate.Wait(Eventually.Limit);
        }).AsTask();
        await Eventually.TrueAsync(() => entered.IsSet, "the writer is busy");

        await old.SendTextAsync(FrameAt("old", A.Start.AddMinutes(1), "2"));
        await HandledAsync(system, old);
        await using var newer = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6");
        await newer.SendTextAsync(FrameAt("new", A.Start.AddMinutes(1), "2"));
        await HandledAsync(system, newer);
        gate.Set();
        (await held).ShouldBeTrue();

        (await newer.ReceiveTextAsync()).ShouldBe("""[3,"new",{}]""");
        (await ValuesAsync(system)).Select(v => v.Samples.Single().Value).ShouldBe([1d, 2d]);
    }

    [Theory, Trait("Spec", "OCPP 1.6 §4.7, errata §3.18"), Trait("Quirk", "19"), Trait("Quirk", "26")]
    [InlineData(null)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4711)]
    public async Task MeterValues_without_a_usable_transactionId_go_to_the_transaction_of_their_connector(int? transactionId)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var running = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = transactionId });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = transactionId, ConnectorId = 2 });
        var values = await ValuesAsync(system);
        values.Select(v => (v.ConnectorId, v.TransactionId)).ShouldBe([(1, running), (2, (int?)null)]);
        (await system.TransactionAsync(running)).Flags.ShouldBe(TransactionFlags.AttachedMeterValues);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7"), Trait("Quirk", "27")]
    public async Task MeterValues_after_the_stop_are_kept_with_their_transaction_and_flagged()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = transactionId });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBe(transactionId);
        (await system.TransactionAsync(transactionId)).Flags.ShouldBe(TransactionFlags.LateMeterValues);
    }

    [Theory, Trait("Quirk", "27")]
    [InlineData(-1)]
    [InlineData(4711)]
    public async Task MeterValues_of_an_ended_transaction_without_its_id_are_attached_by_time(int transactionId)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var ended = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = ended });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = transactionId });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBe(ended);
    }

    [Fact, Trait("Quirk", "26"), Trait("Quirk", "27")]
    public async Task MeterValues_from_before_a_transaction_are_not_attached_to_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction);
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = -1, MeterValue = [A.MeterValueAt(A.Start.AddHours(-5), "1")] });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBeNull();
    }

    [Fact, Trait("Quirk", "26"), Trait("Quirk", "27")]
    public async Task MeterValues_of_an_unknown_transaction_from_before_the_open_one_are_not_attached_to_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var running = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = 4711, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(-1), "1")] });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBeNull();
        (await system.TransactionAsync(running)).Flags.ShouldBe(TransactionFlags.None);
    }

    [Fact, Trait("Quirk", "26"), Trait("Quirk", "27")]
    public async Task MeterValues_of_an_unknown_transaction_while_none_is_open_are_kept_as_unmatched_too()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = 4711 });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = 4711 });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBeNull();
        var unmatched = await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync());
        (unmatched.Action, unmatched.TransactionId).ShouldBe(("MeterValues", 4711L));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "14"), Trait("Quirk", "26")]
    public async Task MeterValues_of_an_unknown_transaction_at_an_impossible_date_are_asked_about_once_a_day_and_lie_at_their_receipt_when_they_are_assigned()
    {
        var time = new SteppedClock(A.Start);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Values = """{"connectorId":1,"transactionId":4711,"meterValue":[{"timestamp":"2022-02-29T10:00:00Z","sampledValue":[{"value":"1500"}]}]}""";
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":2,"idTag":"TAG-1","meterStart":1000,"timestamp":"2026-01-15T09:00:00Z"}""");
        await chargePoint.ExpectResultAsync("MeterValues", Values);
        time.Now = A.Start.AddMinutes(1);
        await chargePoint.ExpectResultAsync("MeterValues", Values);
        var message = await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync());
        (await ValuesAsync(system)).Count.ShouldBe(2, "nobody can tell whether they are the same ones: the values are all kept");

        await system.Get<UnmatchedMessages>().AssignAsync(message.Id, 1, null);
        (await ValuesAsync(system)).Select(v => (v.Timestamp, v.TransactionId)).ShouldBe([(A.Start, (int?)1), (A.Start.AddMinutes(1), null)]);
        time.Now = A.Start.AddDays(1).AddMinutes(1);
        await chargePoint.ExpectResultAsync("MeterValues", Values);
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(2);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.7")]
    public async Task MeterValues_naming_a_transaction_of_another_Charge_Point_do_not_join_it()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await using var stranger = await system.ConnectAsync("CP002");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await stranger.CallAsync(A.MeterValues with { TransactionId = transactionId });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBeNull();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.16.3")]
    public async Task MeterValues_of_connector_0_belong_to_no_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { ConnectorId = 0 });
        (await ValuesAsync(system)).Single().TransactionId.ShouldBeNull();
        (await system.TransactionAsync(transactionId)).Flags.ShouldBe(TransactionFlags.None);
    }

    [Fact]
    public async Task Running_transaction_is_known_again_after_a_restart()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        int transactionId;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        await again.CallAsync(A.MeterValues);
        await again.CallAsync(A.MeterValues with { TransactionId = transactionId, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(2), "2")] });
        (await ValuesAsync(system)).ShouldAllBe(v => v.TransactionId == transactionId);
    }

    /// <summary>Waits until the CALLs sent so far have reached their handlers: the next frame is read only then.</summary>
    private static async Task HandledAsync(RunningCentralSystem system, RawWebSocketClient client)
    {
        var id = Guid.NewGuid().ToString();
        await client.SendTextAsync($$"""[2,"{{id}}","Heartbeat",{}]""");
        await Eventually.TrueAsync(() => system.Log.Any(e => e.Message.Contains(id, StringComparison.Ordinal)), "the next frame is read");
    }

    private static string FrameAt(string id, DateTimeOffset timestamp, string value) =>
        $$"""[2,"{{id}}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"{{timestamp:yyyy-MM-ddTHH:mm:ssZ}}","sampledValue":[{"value":"{{value}}"}]}]}]""";

    private static Task<List<StoredMeterValue>> ValuesAsync(RunningCentralSystem system) =>
        system.ReadAsync(db => db.MeterValues.Include(v => v.Samples.OrderBy(s => s.Ordinal)).ThenInclude(s => s.Kind).OrderBy(v => v.Id).ToListAsync());
}
