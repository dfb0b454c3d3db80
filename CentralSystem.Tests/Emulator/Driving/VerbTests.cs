using CentralSystem.Tests.Support;
using ChargePointEmulator.Driving;

namespace CentralSystem.Tests.Emulator.Driving;

public class VerbTests
{
    [Theory]
    [InlineData("plug", """{"connector":3}""", "There is no connector 3; this charge point has 2.")]
    [InlineData("plug", """{"conector":1}""", "plug has no parameter 'conector'; did you mean 'connector'?")]
    [InlineData("unplug", "{}", "Connector 1 is not plugged in.")]
    [InlineData("swipe", "{}", "swipe needs idTag: an idTag of 1 to 20 characters.")]
    [InlineData("swipe", """{"idTag":"123456789012345678901"}""", "idTag must be an idTag of 1 to 20 characters")]
    [InlineData("fault", """{"kind":"latency"}""", "latency needs a delay or a jitter.")]
    [InlineData("fault", """{"kind":"drop","action":"Heartbeet"}""", "did you mean 'Heartbeat'?")]
    [InlineData("fault", """{"kind":"drop","probability":2}""", "a number from 0 to 1")]
    [InlineData("config", """{"keys":{"HeartbeatIntervall":1}}""", "did you mean 'HeartbeatInterval'?")]
    [InlineData("config", """{"keys":{"HeartbeatInterval":"often"}}""", "HeartbeatInterval does not take 'often'.")]
    [InlineData("power", """{"state":"on"}""", "The power is on already.")]
    public async Task What_cannot_be_done_is_told_in_a_sentence(string verb, string arguments, string message)
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        (await Should.ThrowAsync<VerbException>(() => driven.DoAsync(verb, arguments))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task The_red_button_ends_transactions_and_keeps_everybody_away_until_it_is_released()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.Fleet.ChargeAsync(driven.Connection);
        await driven.DoAsync("press", """{"button":"emergencyStop"}""");
        var (stop, _) = await driven.Connection.StopAndStatusAsync(1, "Faulted");
        ((string)stop.Payload["reason"]!).ShouldBe("EmergencyStop");
        await driven.DoAsync("press", """{"button":"release"}""");
        await driven.Connection.StatusAsync(2, "Available");
    }

    [Fact]
    public async Task A_vehicle_that_asks_for_nothing_is_SuspendedEV_and_a_station_that_holds_back_SuspendedEVSE()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.Fleet.ChargeAsync(driven.Connection);
        await driven.DoAsync("evReady", """{"ready":false}""");
        await driven.Connection.StatusAsync(1, "SuspendedEV");
        await driven.DoAsync("evseReady", """{"ready":false}""");
        await driven.Connection.StatusAsync(1, "SuspendedEVSE");
        await driven.DoAsync("evseReady");
        await driven.DoAsync("evReady");
        await driven.Connection.StatusAsync(1, "Charging");
    }

    [Fact]
    public async Task A_jammed_lock_fails_to_unlock()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.Fleet.ChargeAsync(driven.Connection);
        await driven.DoAsync("lock", """{"state":"jam"}""");
        (await driven.Connection.StatusOfAsync("UnlockConnector", """{"connectorId":1}""")).ShouldBe("UnlockFailed");
    }

    [Fact]
    public async Task A_hardware_fault_shows_until_it_is_cleared()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", """{"kind":"GroundFailure","connector":2}""");
        ((string)(await driven.Connection.StatusAsync(2, "Faulted")).Payload["errorCode"]!).ShouldBe("GroundFailure");
        await driven.DoAsync("clear", """{"kind":"GroundFailure"}""");
        await driven.Connection.StatusAsync(2, "Available");
    }

    [Fact, Trait("Spec", "W A05")]
    public async Task A_security_profile_set_at_the_station_needs_what_it_is_made_of_and_falls_back_when_it_does_not_connect()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        (await Should.ThrowAsync<VerbException>(() => driven.DoAsync("config", """{"keys":{"SecurityProfile":1}}"""))).Message.ShouldBe("SecurityProfile does not take '1'.");
        await using var withPassword = await DrivenChargePoint.StartAsync(settings => settings with { Password = new byte[16] });
        await withPassword.DoAsync("config", """{"keys":{"SecurityProfile":1}}""");
        withPassword.Fleet.Do(chargePoint => chargePoint.ProfileChange.FallBack.ShouldBe(0));
    }

    [Fact]
    public async Task A_key_set_at_the_station_outlives_the_process()
    {
        using var folder = new TempDirectory();
        await using var driven = await DrivenChargePoint.StartAsync(settings => settings with { State = folder.FullName });
        await driven.DoAsync("config", """{"keys":{"BlinkRepeat":7}}""");

        // On the disk without a stop in order.
        await driven.Fleet.EventuallyAsync(() => File.ReadAllText(Path.Combine(folder.FullName, "charge-points.jsonl")).Contains("\"BlinkRepeat\":\"7\"", StringComparison.Ordinal));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9, §5.13")]
    public async Task A_fault_of_the_charge_point_itself_stops_energy_and_ends_reservations_until_it_is_cleared()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.Fleet.ChargeAsync(driven.Connection);
        await driven.Connection.StatusOfAsync("ReserveNow", """{"connectorId":2,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":1}""");
        await driven.Connection.StatusAsync(2, "Reserved");
        await driven.DoAsync("fault", """{"kind":"InternalError","connector":0}""");
        var statuses = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var told = (await driven.Connection.NextAsync("StatusNotification")).Payload;
            statuses.Add($"{told["connectorId"]} {told["status"]} {told["errorCode"]}");
        }

        statuses.ShouldBe(["0 Faulted InternalError", "1 SuspendedEVSE NoError", "2 Available NoError"], ignoreOrder: true);
        var register = await driven.Fleet.EventuallyAsync(() => (long?)driven.Fleet.Connector().Meter.RegisterWh);
        await driven.Fleet.AdvanceAsync(50);
        (await driven.Fleet.EventuallyAsync(() => (long?)driven.Fleet.Connector().Meter.RegisterWh)).ShouldBe(register);
        await driven.DoAsync("clear", """{"kind":"InternalError"}""");
        await driven.Connection.StatusAsync(1, "Charging");
    }

    [Theory, Trait("Spec", "OCPP 1.6 §4.9")]
    [InlineData("WeakSignal"), InlineData("LocalListConflict")]
    public async Task A_warning_of_the_charge_point_itself_is_told_and_stops_nothing(string code)
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", $$"""{"kind":"{{code}}","connector":0}""");
        var told = (await driven.Connection.NextAsync("StatusNotification")).Payload;
        ((int)told["connectorId"]!, (string)told["status"]!, (string)told["errorCode"]!).ShouldBe((0, "Available", code));
        (await driven.Connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":1}""")).ShouldBe("Accepted");
    }

    [Fact]
    public async Task A_raw_CALL_leaves_as_it_was_given_and_the_charge_point_does_not_stumble_over_its_answer()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("send", """{"action":"Heartbeat","payload":{"odd":[1]}}""");
        (await driven.Connection.NextAsync("Heartbeat")).Payload.ToJsonString().ShouldBe("""{"odd":[1]}""");
        await driven.DoAsync("sendRaw", """{"text":"[2,\"mine\",\"Heartbeat\",{}]"}""");
        (await driven.Connection.NextAsync("Heartbeat")).Id.ShouldBe("mine");
    }

    [Fact]
    public void Every_verb_of_the_prompt_comes_out_like_its_JSON()
    {
        var plug = Verbs.Find("plug")!;
        ChargePointEmulator.Repl.ReplCommand.Arguments(plug, ["2", "soc=20"]).ToJsonString().ShouldBe("""{"connector":"2","soc":"20"}""");
        var send = Verbs.Find("send")!;
        var words = ChargePointEmulator.Repl.ReplCommand.Split("""send DataTransfer {"vendorId": "a b", "data": "x"}""");
        ChargePointEmulator.Repl.ReplCommand.Arguments(send, [.. words.Skip(1)])["payload"]!["vendorId"]!.GetValue<string>().ShouldBe("a b");
        var config = ChargePointEmulator.Repl.ReplCommand.Arguments(Verbs.Find("config")!, ["HeartbeatInterval=5", "LocalAuthorizeOffline=false"]);
        config.ToJsonString().ShouldBe("""{"keys":{"HeartbeatInterval":"5","LocalAuthorizeOffline":"false"}}""");
    }

    [Fact]
    public void Verbs_and_steps_do_not_share_a_word() =>
        ChargePointEmulator.Scenarios.StepCatalogue.Words.ShouldBeUnique();

    [Fact]
    public void Durations_are_read_as_people_write_them()
    {
        string[] texts = ["500ms", "1.5s", "2m", "1h", "30", "00:00:10"];
        texts.Select(text => DurationText.TryParse(text, out var duration) ? duration.TotalSeconds : -1).ShouldBe([0.5, 1.5, 120, 3600, 30, 10]);
        string[] not = ["", "s", "-1s", "1d", "1e9h", "99999999999999h", "NaN", "8d"];
        not.Where(text => DurationText.TryParse(text, out _)).ShouldBeEmpty();
    }
}
