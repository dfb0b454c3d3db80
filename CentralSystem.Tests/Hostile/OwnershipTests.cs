using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Hostile;

/// <summary>One Charge Point neither sees nor changes what is another's.</summary>
public sealed class OwnershipTests
{
    [Fact]
    public async Task A_stop_and_values_under_the_transaction_of_another_are_kept_flagged_and_not_applied()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var victim = await system.ConnectRawAsync("VICTIM");
        await using var thief = await system.ConnectRawAsync("THIEF");
        var id = (await victim.ExpectResultAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"{{A.Tag}}","meterStart":1000,"timestamp":"2026-01-15T10:00:00Z"}""")).GetProperty("transactionId").GetInt32();

        await thief.ExpectResultAsync("MeterValues", $$"""{"connectorId":1,"transactionId":{{id}},"meterValue":[{"timestamp":"2026-01-15T10:05:00Z","sampledValue":[{"value":"9999999"}]}]}""");
        await thief.ExpectResultAsync("StopTransaction", $$"""{"transactionId":{{id}},"idTag":"{{A.Tag}}","meterStop":9999999,"timestamp":"2026-01-15T10:10:00Z"}""");

        var transaction = await system.TransactionAsync(id);
        (transaction.StopReceivedAt, transaction.MeterStop, transaction.Flags).ShouldBe((null, null, TransactionFlags.None));
        (await system.ReadAsync(db => db.MeterValues.CountAsync(v => v.TransactionId == id))).ShouldBe(0);
        (await system.ReadAsync(db => db.MeterValues.CountAsync())).ShouldBe(1, "The values are kept, without a transaction.");
        var kept = await system.ReadAsync(db => db.UnmatchedMessages.OrderBy(m => m.Id).ToListAsync());
        kept.Select(m => (m.Action, m.TransactionId)).ShouldBe([("MeterValues", id), ("StopTransaction", id)]);
        (await system.ReadAsync(db => db.Anomalies.CountAsync(a => a.Kind == Anomaly.UnmatchedMessage))).ShouldBe(2);

        await victim.ExpectResultAsync("StopTransaction", $$"""{"transactionId":{{id}},"meterStop":1500,"timestamp":"2026-01-15T11:00:00Z"}""");
        (await system.TransactionAsync(id)).MeterStop.ShouldBe(1500);
    }

    [Fact]
    public async Task An_answer_under_the_id_of_a_call_to_another_ends_nothing()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var victim = await system.ConnectRawAsync("VICTIM");
        await using var thief = await system.ConnectRawAsync("THIEF");
        var asked = system.CallAsync("VICTIM", new Ocpp.Messages.ClearCacheRequest());
        var call = await victim.ReceiveRawAsync();
        var messageId = call.Split('"')[1];

        await thief.SendRawAsync($$"""[3,"{{messageId}}",{"status":"Accepted"}]""");
        await thief.ExpectAliveAsync();
        asked.IsCompleted.ShouldBeFalse();
        await victim.SendRawAsync($$"""[3,"{{messageId}}",{"status":"Rejected"}]""");
        (await asked).ShouldBeOfType<Ocpp.Rpc.CallOutcome.Answered>();
    }

    [Fact]
    public async Task A_start_under_the_reservation_of_another_uses_nothing_up()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var victim = await system.ConnectAsync("VICTIM");
        await using var thief = await system.ConnectRawAsync("THIEF");
        victim.Answer<Ocpp.Messages.ReserveNowRequest, Ocpp.Messages.ReserveNowResponse>(_ => new() { Status = Ocpp.Messages.ReservationStatus.Accepted });
        using var http = system.CreateHttpClient();
        var reserved = await http.AskAsync(HttpMethod.Post, "/api/v1/charge-points/VICTIM/commands/ReserveNow",
            $$"""{"connectorId":1,"idTag":"{{A.Tag}}","expiryDate":"{{DateTimeOffset.UtcNow.AddHours(1):O}}","reservationId":7}""");
        reserved.Status.ShouldBe(200, reserved.Text);

        var id = (await thief.ExpectResultAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"{{A.Tag}}","meterStart":0,"reservationId":7,"timestamp":"2026-01-15T10:00:00Z"}"""))
            .GetProperty("transactionId").GetInt32();
        var reservation = await system.ReadAsync(db => db.Reservations.SingleAsync());
        (reservation.State, reservation.TransactionId).ShouldBe((Web.Reservations.ReservationState.Accepted, null));
        (await system.TransactionAsync(id)).Flags.ShouldBe(TransactionFlags.UnknownReservation);
    }

    [Fact]
    public async Task A_status_is_of_the_connection_it_came_over()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var victim = await system.ConnectRawAsync("VICTIM");
        await using var thief = await system.ConnectRawAsync("THIEF");
        await thief.ExpectResultAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Faulted","chargePointId":"VICTIM"}""");
        (await system.ReadAsync(db => db.Connectors.Join(db.ChargePoints, c => c.ChargePointKey, p => p.Key, (_, p) => p.Identity).ToListAsync())).ShouldBe(["THIEF"]);
    }
}
