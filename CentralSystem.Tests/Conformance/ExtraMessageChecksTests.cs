using CentralSystem.Tests.Support;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Extra checks of the specification that no certification case covers: frames and payloads.</summary>
public sealed class ExtraMessageChecksTests
{
    [Theory, Trait("Spec", "OCPP-J §4.2.3")]
    [InlineData("Frobnicate", "{}", "NotImplemented"), Trait("Case", "XS07")]
    [InlineData("heartbeat", "{}", "NotImplemented")]
    [InlineData("Heartbeat.req", "{}", "NotImplemented")]
    [InlineData("Reset", """{"type":"Hard"}""", "NotSupported"), Trait("Case", "XS08")]
    [InlineData("TriggerMessage", """{"requestedMessage":"Heartbeat"}""", "NotSupported")]
    public async Task XS07_XS08_actions_nobody_here_answers_get_a_CALLERROR(string action, string payload, string code)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectErrorAsync(action, payload, code);
        await chargePoint.ExpectAliveAsync();
    }

    [Theory, Trait("Spec", "OCPP-J §4.2.3"), Trait("Case", "XS09"), Trait("Case", "XS10"), Trait("Case", "XS11"), Trait("Case", "XS12"), Trait("Case", "XS13")]
    [InlineData("XS09", "Authorize", "{}", "ProtocolError")]
    [InlineData("XS09", "StatusNotification", """{"connectorId":1,"status":"Available"}""", "ProtocolError")]
    [InlineData("XS10", "StatusNotification", """{"connectorId":"one","errorCode":"NoError","status":"Available"}""", "TypeConstraintViolation")]
    [InlineData("XS10", "Authorize", """{"idTag":4711}""", "TypeConstraintViolation")]
    [InlineData("XS11", "Authorize", """{"idTag":"123456789012345678901"}""", "TypeConstraintViolation")]
    [InlineData("XS12", "StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Occupied"}""", "PropertyConstraintViolation")]
    [InlineData("XS13", "Authorize", """{"idTag":"TAG-1","connectorId":1}""", "FormationViolation")]
    public async Task XS09_to_XS13_in_strict_mode_each_fault_gets_its_code(string check, string action, string payload, string code)
    {
        _ = check;
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:Validation", "Strict"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectErrorAsync(action, payload, code);
        await chargePoint.ExpectAliveAsync();
    }

    [Theory, Trait("Case", "XS14"), Trait("Case", "XS15"), Trait("Case", "XS16"), Trait("Spec", "OCPP-J §4.1.3, §4.2.3")]
    [InlineData("XS14", "this is no JSON")]
    [InlineData("XS14", "[2,\"cut")]
    [InlineData("XS15", "{}")]
    [InlineData("XS15", "\"text\"")]
    [InlineData("XS15", "[]")]
    [InlineData("XS16", """[9,"nine","Heartbeat",{}]""")]
    [InlineData("XS16", """["2","text","Heartbeat",{}]""")]
    public async Task XS14_to_XS16_frames_without_a_usable_id_get_no_answer_and_the_connection_survives(string check, string frame)
    {
        _ = check;
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.SendRawAsync(frame);
        await chargePoint.ExpectAliveAsync();
    }

    [Fact, Trait("Case", "XS18"), Trait("Spec", "OCPP-J §4.2.1")]
    public async Task XS18_payload_null_stands_for_an_empty_one()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:Validation", "Strict"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.SendRawAsync("""[2,"null","Heartbeat",null]""");
        await chargePoint.ExpectRawAsync("""[3,"null",{"currentTime":"*"}]""");
    }

    [Fact, Trait("Case", "XS19"), Trait("Spec", "OCPP-J §4.1.4")]
    public async Task XS19_message_id_of_36_characters_is_echoed_exactly()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.SendRawAsync("""[2,"0123456789abcdefghijklmnopqrstuvwxyz","Heartbeat",{}]""");
        await chargePoint.ExpectRawAsync("""[3,"0123456789abcdefghijklmnopqrstuvwxyz",{"currentTime":"*"}]""");
    }

    [Theory, Trait("Case", "XS20"), Trait("Spec", "OCPP 1.6 §3.15")]
    [InlineData("2026-01-15T12:00:00+02:00")]
    [InlineData("2026-01-15T10:00:00Z")]
    [InlineData("2026-01-15T10:00:00.0000000Z")]
    public async Task XS20_timestamps_with_offset_without_fraction_and_with_seven_digits_are_one_instant(string timestamp)
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:Validation", "Strict"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"{{timestamp}}"}""");
        (await system.TransactionsAsync()).Single().StartTimestamp.ShouldBe(A.Start);
    }

    [Fact, Trait("Case", "XS21"), Trait("Spec", "OCPP 1.6 §7.28")]
    public async Task XS21_idTag_is_found_in_any_letter_case()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        (await chargePoint.AuthorizeAsync("tag-1")).ShouldBe(AuthorizationStatus.Accepted);
        (await chargePoint.AuthorizeAsync("Tag-1")).ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait("Case", "XS22"), Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task XS22_StartTransaction_under_a_new_message_id_is_the_same_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Start = """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""";
        await chargePoint.SendRawAsync($"""[2,"first","StartTransaction",{Start}]""");
        await chargePoint.ExpectRawAsync("""[3,"first",{"idTagInfo":{"status":"Accepted"},"transactionId":1}]""");
        await chargePoint.SendRawAsync($"""[2,"second","StartTransaction",{Start}]""");
        await chargePoint.ExpectRawAsync("""[3,"second",{"idTagInfo":{"status":"Accepted"},"transactionId":1}]""");
        (await system.TransactionsAsync()).ShouldHaveSingleItem();
    }

    [Fact, Trait("Case", "XS23"), Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task XS23_StopTransaction_repeated_is_answered_and_stored_once()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var stop = A.StopTransaction with { TransactionId = transactionId };
        (await chargePoint.CallAsync(stop)).IdTagInfo!.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await chargePoint.CallAsync(stop)).IdTagInfo!.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await system.TransactionAsync(transactionId)).Flags.ShouldBe(TransactionFlags.None);
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(0);
    }

    [Theory, Trait("Case", "XS24"), Trait("Spec", "OCPP 1.6 errata §3.18")]
    [InlineData(4711)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task XS24_StopTransaction_for_an_unknown_transactionId_is_confirmed(int transactionId)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        (await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId })).IdTagInfo!.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync())).TransactionId.ShouldBe(transactionId);
    }

    [Fact, Trait("Case", "XS25"), Trait("Spec", "OCPP 1.6 §6.49, §6.50")]
    public async Task XS25_StopTransaction_without_idTag_and_reason_is_Local_and_names_no_idTagInfo()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""");
        await chargePoint.SendRawAsync("""[2,"stop","StopTransaction",{"transactionId":1,"meterStop":500,"timestamp":"2026-01-15T11:00:00Z"}]""");
        await chargePoint.ExpectRawAsync("""[3,"stop",{}]""");
        (await system.TransactionAsync(1)).StopReason.ShouldBe("Local");
    }

    [Theory, Trait("Case", "XS26"), Trait("Spec", "OCPP 1.6 §4.7, §7.43")]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"1"}]}]}""")]
    [InlineData("""{"connectorId":0,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"1","location":"Inlet"}]}]}""")]
    [InlineData("""{"connectorId":1,"transactionId":4711,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"1"}]}]}""")]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"20","measurand":"Temperature","unit":"Celsius"},{"value":"21","measurand":"Temperature","unit":"Celcius","location":"Cable"}]}]}""")]
    [InlineData("""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"0A0B0C","format":"SignedData"}]}]}""")]
    public async Task XS26_MeterValues_of_every_kind_are_confirmed(string payload)
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:Validation", "Strict"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        (await chargePoint.ExpectResultAsync("MeterValues", payload)).GetRawText().ShouldBe("{}");
        (await system.ReadAsync(db => db.MeterValues.CountAsync())).ShouldBe(1);
    }

    [Fact, Trait("Case", "XS26"), Trait("Spec", "OCPP 1.6 §7.31, errata §3.84; OCPP-J errata §2.1")]
    public async Task XS26_all_22_measurands_are_kept_one_row_each_and_Celsius_has_one_spelling()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:Validation", "Strict"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        var measurands = Ocpp.Payloads.EnumText<Measurand>.Texts;
        measurands.Count.ShouldBe(22);
        var samples = string.Join(",", measurands.Select((m, i) => $$"""{"value":"{{i}}.5","measurand":"{{m}}"{{(m == "Temperature" ? ",\"unit\":\"Celcius\"" : "")}}}"""));
        await chargePoint.ExpectResultAsync("MeterValues", $$"""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{{samples}}]}]}""");

        var stored = await system.ReadAsync(db => db.MeterValues.Include(v => v.Samples).ThenInclude(s => s.Kind).SingleAsync());
        stored.Samples.OrderBy(s => s.Ordinal).Select(s => s.Kind.Measurand).ShouldBe(measurands);
        stored.Samples.OrderBy(s => s.Ordinal).Select(s => s.Value).ShouldBe(Enumerable.Range(0, 22).Select(i => (double?)(i + 0.5)));
        stored.Samples.Single(s => s.Kind.Measurand == "Temperature").Kind.Unit.ShouldBe("Celsius");
    }

    [Fact, Trait("Case", "XS27"), Trait("Spec", "OCPP 1.6 §4.9")]
    public async Task XS27_statuses_in_an_order_outside_the_table_are_confirmed()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        foreach (var status in new[] { ChargePointStatus.Finishing, ChargePointStatus.Charging, ChargePointStatus.Reserved, ChargePointStatus.SuspendedEVSE, ChargePointStatus.Unavailable, ChargePointStatus.Preparing })
        {
            await chargePoint.ReportAsync(1, status);
        }

        (await system.ReadAsync(db => db.Connectors.SingleAsync())).Status.ShouldBe("Preparing");
    }

    [Fact, Trait("Case", "XS28"), Trait("Spec", "OCPP 1.6 §4.10")]
    public async Task XS28_StopTransaction_below_the_start_register_and_before_the_start_is_confirmed_and_flagged()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        (await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, MeterStop = 900, Timestamp = A.Start.AddMinutes(-5) })).IdTagInfo.ShouldNotBeNull();

        var transaction = await system.TransactionAsync(transactionId);
        transaction.StopReceivedAt.ShouldNotBeNull();
        transaction.EnergyWh.ShouldBeNull();
        transaction.Flags.ShouldBe(TransactionFlags.MeterStopBelowStart | TransactionFlags.StopBeforeStart);
    }
}
