using System.Text.Json;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Reservations;

namespace CentralSystem.Tests.Reservations;

/// <summary>A Charge Point ends a reservation by its own clock and tells nobody; whoever listens here is told all the same.</summary>
[Trait("Spec", "OCPP 1.6 §5.13")]
public sealed class ReservationExpiryTests : OnSetTime
{
    [Fact]
    public async Task A_reservation_whose_time_is_over_ends_and_its_end_is_told_also_after_a_restart()
    {
        await using (var chargePoint = await Running.ConnectRawAsync("CP"))
        {
            await ReserveAsync(chargePoint, 1, minutes: 5);
            await ReserveAsync(chargePoint, 2, minutes: 60);
        }

        await RestartAsync();
        Time.Advance(TimeSpan.FromMinutes(5));
        await Running.Get<ReservationExpiry>().ExpireAsync();
        await Eventually.TrueAsync(async () => (await ToldAsync()).Contains("1 Expired"), "the end of the first one is told");

        (await ToldAsync()).ShouldBe(["1 Requested", "1 Accepted", "2 Requested", "2 Accepted", "1 Expired"]);
    }

    [Fact]
    public async Task One_that_was_replaced_ends_when_the_later_one_does()
    {
        await using var chargePoint = await Running.ConnectRawAsync("CP");
        await ReserveAsync(chargePoint, 1, minutes: 5);
        await ReserveAsync(chargePoint, 1, minutes: 60);

        Time.Advance(TimeSpan.FromMinutes(5));
        await Running.Get<ReservationExpiry>().ExpireAsync();

        (await ToldAsync()).ShouldBe(["1 Requested", "1 Accepted", "1 Accepted"]);
    }

    [Fact]
    public async Task Those_of_a_charge_point_that_is_removed_end_and_their_end_is_told()
    {
        await using (var chargePoint = await Running.ConnectRawAsync("CP"))
        {
            await ReserveAsync(chargePoint, 1, minutes: 5);
        }

        (await Http.AskAsync(HttpMethod.Delete, "/api/v1/charge-points/CP")).Status.ShouldBe(204);

        (await ToldAsync()).ShouldBe(["1 Requested", "1 Accepted", "1 Cancelled"]);
    }

    private async Task ReserveAsync(RawChargePoint chargePoint, int id, int minutes)
    {
        var command = Http.AskAsync(
            HttpMethod.Post, "/api/v1/charge-points/CP/commands/ReserveNow",
            $$"""{"connectorId":1,"idTag":"TAG","reservationId":{{id}},"expiryDate":"{{A.Start.AddMinutes(minutes):O}}"}""");
        var call = JsonDocument.Parse(await chargePoint.ReceiveRawAsync()).RootElement;
        await chargePoint.SendRawAsync($$"""[3,"{{call[1]}}",{"status":"Accepted"}]""");
        (await command).Status.ShouldBe(200);
    }

    /// <summary>What was told of reservations: id and state, in order.</summary>
    private async Task<string[]> ToldAsync() => [
        .. (await Http.ReadAsync("/api/v1/events?type=reservation.changed&order=Oldest")).Json.Items()
            .Select(e => e.GetProperty("data")).Select(data => $"{data.Text("reservationId")} {data.Text("state")}")];
}
