using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Reservation;

/// <summary>Reservations.</summary>
[Cases("reservation")]
internal static class ReservationCases
{
    /// <summary>Longest wait for a reservation to expire.</summary>
    private static readonly TimeSpan LongestExpiry = TimeSpan.FromSeconds(30);

    private static int _lastReservationId = Random.Shared.Next(1_000_000, 2_000_000_000);

    [Case("TC_046_CSMS", "Reserve, then transaction", "OCPP 1.6 §5.13, §4.8", Drives = ["ReserveNow"])]
    public static async Task ReserveThenCharge(CaseRun run)
    {
        var station = await run.BootedAsync();
        var reservation = await ReserveAsync(run, station, ReservationStatus.Accepted);
        await station.StatusAsync(1, ChargePointStatus.Reserved);
        await station.AuthorizeAsync(reservation.IdTag);
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        var transactionId = await station.StartAsync(reservation.IdTag, reservationId: reservation.ReservationId);
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(transactionId, idTag: reservation.IdTag);
    }

    [Case("TC_047_CSMS", "Reserve, expires", "OCPP 1.6 §5.13", Drives = ["ReserveNow"])]
    public static async Task Expires(CaseRun run)
    {
        var station = await run.BootedAsync();
        var reservation = await ReserveAsync(run, station, ReservationStatus.Accepted, expiresIn: TimeSpan.FromSeconds(1.5));
        await station.StatusAsync(1, ChargePointStatus.Reserved);
        var left = reservation.ExpiryDate - DateTimeOffset.UtcNow;
        if (left > LongestExpiry)
        {
            run.NotExercised($"the expiry at {reservation.ExpiryDate:O}, which is too far away");
            return;
        }

        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, run.Cancelled);
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    [Case("TC_048_1_CSMS", "Reserve, faulted", "OCPP 1.6 §5.13", Drives = ["ReserveNow"])]
    public static async Task Faulted(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.StatusAsync(1, ChargePointStatus.Faulted, ChargePointErrorCode.GroundFailure);
        await ReserveInVainAsync(run, station, ReservationStatus.Faulted);
    }

    [Case("TC_048_2_CSMS", "Reserve, occupied", "OCPP 1.6 §5.13", Drives = ["ReserveNow"])]
    public static async Task Occupied(CaseRun run)
    {
        var station = await run.BootedAsync();
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        await ReserveInVainAsync(run, station, ReservationStatus.Occupied);
    }

    [Case("TC_048_3_CSMS", "Reserve, unavailable", "OCPP 1.6 §5.13, §5.2", Drives = ["ReserveNow", "ChangeAvailability"])]
    public static async Task Unavailable(CaseRun run)
    {
        var station = await run.BootedAsync();
        var change = await run.DriveAsync(station, new ChangeAvailabilityRequest { ConnectorId = 1, Type = AvailabilityType.Inoperative }, new ChangeAvailabilityResponse { Status = AvailabilityStatus.Accepted });
        run.Require(change.ConnectorId == 1, "OCPP 1.6 §5.2", $"ChangeAvailability is for connector {change.ConnectorId} instead of 1");
        run.Require(change.Type.Known == AvailabilityType.Inoperative, "OCPP 1.6 §5.2", $"ChangeAvailability asks for {change.Type} instead of Inoperative");
        await station.StatusAsync(1, ChargePointStatus.Unavailable);
        await ReserveInVainAsync(run, station, ReservationStatus.Unavailable);
    }

    [Case("TC_048_4_CSMS", "Reserve, rejected", "OCPP 1.6 §5.13", Drives = ["ReserveNow"])]
    public static async Task Rejected(CaseRun run)
    {
        var station = await run.BootedAsync();
        await ReserveInVainAsync(run, station, ReservationStatus.Rejected);
    }

    [Case("TC_049_CSMS", "Reserve the charge point", "OCPP 1.6 §5.13", Drives = ["ReserveNow"])]
    public static async Task ChargePoint(CaseRun run)
    {
        var station = await run.BootedAsync();
        await ReserveAsync(run, station, ReservationStatus.Accepted, connectorId: 0);
        await station.StatusAsync(1, ChargePointStatus.Reserved);
    }

    [Case("TC_051_CSMS", "Cancel reservation", "OCPP 1.6 §5.1", Drives = ["ReserveNow", "CancelReservation"])]
    public static async Task Cancel(CaseRun run)
    {
        var station = await run.BootedAsync();
        var reservation = await ReserveAsync(run, station, ReservationStatus.Accepted);
        await station.StatusAsync(1, ChargePointStatus.Reserved);
        await CancelAsync(run, station, reservation.ReservationId, CancelReservationStatus.Accepted);
        await station.StatusAsync(1, ChargePointStatus.Available);
    }

    [Case("TC_052_CSMS", "Cancel rejected", "OCPP 1.6 §5.1", Drives = ["ReserveNow", "CancelReservation"])]
    public static async Task CancelRejected(CaseRun run)
    {
        var station = await run.BootedAsync();
        var reservation = await ReserveAsync(run, station, ReservationStatus.Accepted);
        await CancelAsync(run, station, reservation.ReservationId, CancelReservationStatus.Rejected);
        await station.HeartbeatAsync();
    }

    [Case("TC_053_CSMS", "Reservation with parentIdTag", "OCPP 1.6 §5.13, §4.1", Drives = ["ReserveNow"])]
    public static async Task ParentIdTag(CaseRun run)
    {
        var family = run.Data.SameParent ?? throw new NotApplicableException("needs sameParent in --data");
        var station = await run.BootedAsync();
        var wanted = new ReserveNowRequest { ConnectorId = 1, ExpiryDate = DateTimeOffset.UtcNow.AddHours(1), IdTag = family.First, ParentIdTag = family.Parent, ReservationId = Interlocked.Increment(ref _lastReservationId) };
        var reservation = await run.DriveAsync(station, wanted, new ReserveNowResponse { Status = ReservationStatus.Accepted });
        run.Require(reservation.ConnectorId == 1, "OCPP 1.6 §5.13", $"ReserveNow is for connector {reservation.ConnectorId} instead of 1");
        run.Require(reservation.ParentIdTag is not null, "OCPP 1.6 §5.13", "ReserveNow carries no parentIdTag, though the idTag has one");
        await station.StatusAsync(1, ChargePointStatus.Reserved);

        var info = await station.AuthorizeAsync(family.Second);
        run.Require(string.Equals(info.ParentIdTag, reservation.ParentIdTag, StringComparison.OrdinalIgnoreCase), "OCPP 1.6 §4.1", $"Authorize of '{family.Second}' tells parentIdTag '{info.ParentIdTag}', the reservation is for '{reservation.ParentIdTag}'");
        await station.StatusAsync(1, ChargePointStatus.Preparing);
        var transactionId = await station.StartAsync(family.Second, reservationId: reservation.ReservationId);
        await station.StatusAsync(1, ChargePointStatus.Charging);
        await station.FinishAsync(transactionId, idTag: family.Second);
    }

    private static async Task<ReserveNowRequest> ReserveAsync(CaseRun run, Station station, ReservationStatus answer, int connectorId = 1, TimeSpan? expiresIn = null)
    {
        var wanted = new ReserveNowRequest
        {
            ConnectorId = connectorId,
            ExpiryDate = DateTimeOffset.UtcNow + (expiresIn ?? TimeSpan.FromHours(1)),
            IdTag = await run.IdTagAsync(),
            ReservationId = Interlocked.Increment(ref _lastReservationId),
        };
        var reservation = await run.DriveAsync(station, wanted, new ReserveNowResponse { Status = answer });
        run.Require(reservation.ConnectorId == connectorId, "OCPP 1.6 §5.13", $"ReserveNow is for connector {reservation.ConnectorId} instead of {connectorId}");
        return reservation;
    }

    private static async Task ReserveInVainAsync(CaseRun run, Station station, ReservationStatus answer)
    {
        await ReserveAsync(run, station, answer);
        await station.HeartbeatAsync();
    }

    private static async Task CancelAsync(CaseRun run, Station station, int reservationId, CancelReservationStatus answer)
    {
        var cancel = await run.DriveAsync(station, new CancelReservationRequest { ReservationId = reservationId }, new CancelReservationResponse { Status = answer });
        run.Require(cancel.ReservationId == reservationId, "OCPP 1.6 §5.1", $"CancelReservation names {cancel.ReservationId}, but {reservationId} was reserved");
    }
}
