using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Reservations;

/// <summary>Reserves a connector, or any one with connector 0, for an idTag (§5.13).</summary>
internal sealed class ReserveNowHandler : ChargePointHandler<ReserveNowRequest, ReserveNowResponse>
{
    protected override ReserveNowResponse Handle(ReserveNowRequest request, EmulatedChargePoint chargePoint)
    {
        if (!chargePoint.Settings.FeatureProfiles.Contains("Reservation"))
        {
            return new() { Status = ReservationStatus.Rejected };
        }

        var status = chargePoint.Reservations.Reserve(request);
        chargePoint.Outbox.AfterAnswer(chargePoint.Reservations.RefreshConnectors);
        return new() { Status = status };
    }
}

/// <summary>Ends a reservation (§5.1).</summary>
internal sealed class CancelReservationHandler : ChargePointHandler<CancelReservationRequest, CancelReservationResponse>
{
    protected override CancelReservationResponse Handle(CancelReservationRequest request, EmulatedChargePoint chargePoint) =>
        new() { Status = chargePoint.Reservations.Cancel(request.ReservationId) ? CancelReservationStatus.Accepted : CancelReservationStatus.Rejected };
}
