using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: reservations.</summary>
public sealed class ReservationCases
{
    private const string Reserve = "\"connectorId\":1,\"expiryDate\":\"2099-01-01T00:00:00.000Z\",\"idTag\":\"TAG-1\"";

    [Fact, Trait("Case", "TC_046_CSMS"), Trait("Spec", "OCPP 1.6 §5.13, §4.8")]
    public async Task TC_046_transaction_uses_the_reservation()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;

        await ReserveAsync(operated, Reserve);
        await chargePoint.ReportAsync(1, ChargePointStatus.Reserved);
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        var started = await StartReservedAsync(chargePoint, A.Tag);
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);

        var reservation = await ReservationAsync(operated);
        (reservation.Text("state"), reservation.Number("transactionId")).ShouldBe(("Used", started.TransactionId));
        var transaction = await operated.TransactionAsync(started.TransactionId);
        (transaction.Number("reservationId"), transaction.GetProperty("flags").GetArrayLength()).ShouldBe((1, 0));
    }

    [Fact, Trait("Case", "TC_047_CSMS"), Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task TC_047_reservation_expires()
    {
        var time = new FakeTimeProvider(A.Start);
        await using var operated = await OperatedChargePoint.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));

        var expiryDate = OcppDateTime.Format(A.Start.AddSeconds(20));
        await ReserveAsync(operated, $"\"connectorId\":1,\"expiryDate\":\"{expiryDate}\",\"idTag\":\"TAG-1\"");
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Reserved);
        var reservation = await ReservationAsync(operated);
        (reservation.Text("state"), reservation.Text("expiryDate")).ShouldBe(("Accepted", expiryDate));

        time.Advance(TimeSpan.FromSeconds(21));
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Available);

        (await ReservationAsync(operated)).Text("state").ShouldBe("Expired");
        (await operated.ListAsync("reservations?state=Accepted")).ShouldBeEmpty();
        (await operated.ConnectorStatusAsync()).ShouldBe("Available");
    }

    [Fact, Trait("Case", "TC_048_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task TC_048_1_faulted_connector_cannot_be_reserved()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Faulted, ChargePointErrorCode.GroundFailure);
        await ReserveInVainAsync(operated, ReservationStatus.Faulted);
    }

    [Fact, Trait("Case", "TC_048_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task TC_048_2_occupied_connector_cannot_be_reserved()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        await ReserveInVainAsync(operated, ReservationStatus.Occupied);
    }

    [Fact, Trait("Case", "TC_048_3_CSMS"), Trait("Spec", "OCPP 1.6 §5.13, §5.2")]
    public async Task TC_048_3_unavailable_connector_cannot_be_reserved()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.CommandAsync<ChangeAvailabilityRequest, ChangeAvailabilityResponse>(
            """{"connectorId":1,"type":"Inoperative"}""", new() { Status = AvailabilityStatus.Accepted });
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Unavailable);
        var connector = await operated.ConnectorAsync(1);
        (connector.Text("status"), connector.Text("requestedAvailability")).ShouldBe(("Unavailable", "Inoperative"));

        await ReserveInVainAsync(operated, ReservationStatus.Unavailable);
    }

    [Fact, Trait("Case", "TC_048_4_CSMS"), Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task TC_048_4_reservation_is_rejected()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await ReserveInVainAsync(operated, ReservationStatus.Rejected);
    }

    [Fact, Trait("Case", "TC_049_CSMS"), Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task TC_049_connector_0_reserves_the_charge_point()
    {
        await using var operated = await OperatedChargePoint.StartAsync();

        await ReserveAsync(operated, Reserve.Replace("\"connectorId\":1", "\"connectorId\":0", StringComparison.Ordinal));
        await operated.ChargePoint.ReportAsync(0, ChargePointStatus.Reserved);

        var reservation = await ReservationAsync(operated);
        (reservation.Text("state"), reservation.Number("connectorId")).ShouldBe(("Accepted", 0));
        (await operated.ConnectorStatusAsync(0)).ShouldBe("Reserved");
    }

    [Fact, Trait("Case", "TC_051_CSMS"), Trait("Spec", "OCPP 1.6 §5.1")]
    public async Task TC_051_reservation_is_cancelled()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await ReserveAsync(operated, Reserve);
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Reserved);

        await operated.CommandAsync<CancelReservationRequest, CancelReservationResponse>("""{"reservationId":1}""", new() { Status = CancelReservationStatus.Accepted });
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Available);

        (await ReservationAsync(operated)).Text("state").ShouldBe("Cancelled");
        (await operated.ConnectorStatusAsync()).ShouldBe("Available");
    }

    [Theory, Trait("Case", "TC_052_CSMS"), Trait("Spec", "OCPP 1.6 §5.1")]
    [InlineData(4711)]
    [InlineData(1)]
    public async Task TC_052_rejected_cancellation_leaves_the_reservation(int reservationId)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await ReserveAsync(operated, Reserve);
        await operated.ChargePoint.ReportAsync(1, ChargePointStatus.Reserved);

        await operated.CommandAsync<CancelReservationRequest, CancelReservationResponse>(
            $$"""{"reservationId":{{reservationId}}}""", new() { Status = CancelReservationStatus.Rejected });

        (await ReservationAsync(operated)).Text("state").ShouldBe("Accepted");
        await operated.ShouldStillBeServedAsync();
    }

    [Fact, Trait("Case", "TC_053_CSMS"), Trait("Spec", "OCPP 1.6 §5.13, §4.1")]
    public async Task TC_053_idTag_of_the_same_parent_uses_the_reservation()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.System.AddIdTagAsync("CHILD-1", parentIdTag: "GROUP");
        await operated.System.AddIdTagAsync("CHILD-2", parentIdTag: "GROUP");
        var chargePoint = operated.ChargePoint;

        await ReserveAsync(operated, "\"connectorId\":1,\"expiryDate\":\"2099-01-01T00:00:00.000Z\",\"idTag\":\"CHILD-1\",\"parentIdTag\":\"GROUP\"");
        await chargePoint.ReportAsync(1, ChargePointStatus.Reserved);
        var authorized = (await chargePoint.CallAsync(new AuthorizeRequest { IdTag = "CHILD-2" })).IdTagInfo;
        (authorized.Status.Known, authorized.ParentIdTag).ShouldBe((AuthorizationStatus.Accepted, "GROUP"));
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        var started = await StartReservedAsync(chargePoint, "CHILD-2");
        started.IdTagInfo.ParentIdTag.ShouldBe("GROUP");
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);
        await chargePoint.StopAsync(started.TransactionId, idTag: "CHILD-2");
        await chargePoint.ReportAsync(1, ChargePointStatus.Finishing);

        var reservation = await ReservationAsync(operated);
        (reservation.Text("idTag"), reservation.Text("parentIdTag"), reservation.Text("state"), reservation.Number("transactionId"))
            .ShouldBe(("CHILD-1", "GROUP", "Used", started.TransactionId));
        var transaction = await operated.TransactionAsync(started.TransactionId);
        (transaction.Text("idTag"), transaction.Text("stopIdTag"), transaction.Text("stopReason")).ShouldBe(("CHILD-2", "CHILD-2", "Local"));
    }

    /// <summary>Reserves without a reservationId: the central system allots 1 to the first.</summary>
    private static Task ReserveAsync(OperatedChargePoint operated, string reserve, ReservationStatus answer = ReservationStatus.Accepted) =>
        operated.CommandAsync<ReserveNowRequest, ReserveNowResponse>(
            $$"""{{{reserve}}}""", new() { Status = answer }, sent: $$"""{"reservationId":1,{{reserve}}}""");

    private static async Task ReserveInVainAsync(OperatedChargePoint operated, ReservationStatus answer)
    {
        await ReserveAsync(operated, Reserve, answer);
        (await ReservationAsync(operated)).Text("state").ShouldBe("Refused");
        await operated.ShouldStillBeServedAsync();
    }

    private static async Task<StartTransactionResponse> StartReservedAsync(ScriptedChargePoint chargePoint, string idTag)
    {
        var started = await chargePoint.CallAsync(A.StartTransaction with { IdTag = idTag, ReservationId = 1, Timestamp = DateTimeOffset.UtcNow });
        started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        return started;
    }

    private static async Task<JsonElement> ReservationAsync(OperatedChargePoint operated) =>
        (await operated.ListAsync("reservations?chargePointId=CP001")).ShouldHaveSingleItem();
}
