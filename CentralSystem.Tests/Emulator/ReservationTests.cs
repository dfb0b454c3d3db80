using ChargePointEmulator.Fleet;

namespace CentralSystem.Tests.Emulator;

/// <summary>Who may use which connector while somebody has reserved.</summary>
[Trait("Spec", "OCPP 1.6 §5.13")]
public class ReservationTests
{
    [Fact]
    public async Task Who_reserved_any_connector_may_not_take_one_that_is_reserved_by_name()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", Reserve(1, "NAMED", 1))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("ReserveNow", Reserve(0, "ANY", 2, parent: "FAMILY"))).ShouldBe("Accepted");
        await connection.StatusAsync(2, "Reserved");
        fleet.Do(chargePoint =>
        {
            MayUse(chargePoint, "NAMED").ShouldBe([1]);
            MayUse(chargePoint, "ANY").ShouldBe([2]);
            chargePoint.Connectors.Where(connector => chargePoint.Reservations.MightUse(connector, "SISTER")).Select(connector => connector.Id).ShouldBe([2]);
        });
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"ANY","connectorId":1}""")).ShouldBe("Rejected");
    }

    [Fact]
    public async Task As_many_connectors_are_kept_free_as_reservations_of_any_wait()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", Reserve(0, "ONE", 1))).ShouldBe("Accepted");
        fleet.Do(chargePoint => MayUse(chargePoint, "STRANGER").ShouldBe([1, 2], "one of them will do"));
        (await connection.StatusOfAsync("ReserveNow", Reserve(0, "OTHER", 2))).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Reserved");
        await connection.StatusAsync(2, "Reserved");
        fleet.Do(chargePoint => MayUse(chargePoint, "STRANGER").ShouldBeEmpty());
        (await connection.StatusOfAsync("ReserveNow", Reserve(0, "THIRD", 3))).ShouldBe("Occupied");
    }

    [Fact]
    public async Task A_reservation_of_any_connector_ends_when_the_last_one_breaks()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", Reserve(0, "ANY", 1));
        fleet.Do(_ =>
        {
            fleet.Connector(1).SetFault(Ocpp.Messages.ChargePointErrorCode.GroundFailure);
            fleet.Connector(2).SetFault(Ocpp.Messages.ChargePointErrorCode.GroundFailure);
        });
        await connection.StatusAsync(2, "Faulted");
        (await connection.StatusOfAsync("CancelReservation", """{"reservationId":1}""")).ShouldBe("Rejected");
    }

    private static int[] MayUse(EmulatedChargePoint chargePoint, string idTag) =>
        [.. chargePoint.Connectors.Where(connector => chargePoint.Reservations.MayUse(connector, idTag)).Select(connector => connector.Id)];

    private static string Reserve(int connectorId, string idTag, int id, string? parent = null) =>
        $$"""{"connectorId":{{connectorId}},"expiryDate":"2026-03-01T12:00:00Z","idTag":"{{idTag}}","reservationId":{{id}}{{(parent is null ? "" : $",\"parentIdTag\":\"{parent}\"")}}}""";
}
