using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;

namespace ChargePointEmulator.Reservations;

/// <summary>Reservations of connectors, and of the charge point as a whole (connector 0).</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.1, §5.13.</remarks>
internal sealed class ReservationBook(EmulatedChargePoint chargePoint)
{
    private readonly List<Reservation> _reservations = [];

    /// <summary>The connector shows as reserved: for itself, or because no more are left than there are reservations of connector 0.</summary>
    public bool IsReserved(Connector connector) => Holding(connector).Count > 0;

    /// <summary>Nobody else reserved it. Parents are compared with parents only (§3.10).</summary>
    public bool MayUse(Connector connector, string idTag, string? parentIdTag = null) =>
        Holding(connector) is var holding && (holding.Count == 0 || holding.Any(r => r.IsFor(idTag, parentIdTag ?? chargePoint.Authorizer.ParentOf(idTag))));

    /// <summary>Could be used by somebody of the reservation's group, which only an Authorize would tell (§5.13).</summary>
    public bool MightUse(Connector connector, string idTag) => MayUse(connector, idTag) || Holding(connector).Any(r => r.HasParent);

    /// <summary>Takes a reservation; one with the same id is replaced, unless the new one is refused.</summary>
    public ReservationStatus Reserve(ReserveNowRequest request)
    {
        var replaced = _reservations.Find(r => r.Id == request.ReservationId);
        if (replaced is not null)
        {
            _reservations.Remove(replaced);
        }

        var status = Add(request);
        if (status == ReservationStatus.Accepted)
        {
            replaced?.Expiry?.Cancel();
        }
        else if (replaced is not null)
        {
            _reservations.Add(replaced);
        }

        return status;
    }

    private ReservationStatus Add(ReserveNowRequest request)
    {
        if (request.ExpiryDate <= chargePoint.Now
            || (request.ConnectorId == 0 ? !chargePoint.Configuration.Flag("ReserveConnectorZeroSupported") : chargePoint.FindConnector(request.ConnectorId) is null))
        {
            return ReservationStatus.Rejected;
        }

        var candidates = request.ConnectorId == 0 ? chargePoint.Connectors : [chargePoint.FindConnector(request.ConnectorId)!];
        if (!candidates.Any(IsFree))
        {
            // Connector 0 takes the least final of its connectors' reasons.
            return candidates.Any(each => each.IsInService && each.IsWhole) ? ReservationStatus.Occupied
                : candidates.Any(each => !each.IsWhole) ? ReservationStatus.Faulted
                : ReservationStatus.Unavailable;
        }

        Take(request);
        return ReservationStatus.Accepted;
    }

    /// <summary>Everything that waits for its user, as it was asked for.</summary>
    public IReadOnlyList<ReserveNowRequest> Asked => [.. _reservations.Select(reservation => reservation.Request)];

    /// <summary>Takes a reservation as it stands, from a request or from the store; one that is over ends at once.</summary>
    public void Take(ReserveNowRequest request)
    {
        var reservation = new Reservation(request);
        reservation.Expiry = chargePoint.After(request.ExpiryDate - chargePoint.Now, () => End(reservation));
        _reservations.Add(reservation);
        chargePoint.Keep();
    }

    /// <summary>A reservation ends with a fault or the availability of its connector, or of the last one where any would do (§5.13).</summary>
    public void EndImpossible()
    {
        foreach (var reservation in _reservations.FindAll(r => r.ConnectorId == 0 ? !chargePoint.Connectors.Any(IsPossible) : !IsPossible(chargePoint.FindConnector(r.ConnectorId))))
        {
            End(reservation);
        }

        static bool IsPossible(Connector? connector) => connector is { IsInService: true, IsWhole: true };
    }

    public bool Cancel(int reservationId)
    {
        if (_reservations.Find(r => r.Id == reservationId) is not { } reservation)
        {
            return false;
        }

        chargePoint.Outbox.AfterAnswer(() => End(reservation));
        return true;
    }

    /// <summary>A transaction begins: it ends the reservation it fits and names it in its start.</summary>
    public int? Use(Connector connector, PresentedIdTag idTag)
    {
        var used = _reservations.Find(r => r.ConnectorId == connector.Id && r.IsFor(idTag.IdTag, idTag.ParentIdTag))
            ?? _reservations.Find(r => r.ConnectorId == 0 && r.IsFor(idTag.IdTag, idTag.ParentIdTag));
        if (used is not null)
        {
            End(used);
        }

        return used?.Id;
    }

    /// <summary>A connector was taken or came free: others may have to be kept for reservations of connector 0.</summary>
    public void UsageChanged()
    {
        if (_reservations.Exists(r => r.ConnectorId == 0))
        {
            RefreshConnectors();
        }
    }

    public void RefreshConnectors()
    {
        foreach (var connector in chargePoint.Connectors)
        {
            connector.Refresh();
        }
    }

    private bool IsFree(Connector connector) => connector.CanStart && !connector.IsInUse && !IsReserved(connector);

    /// <summary>What keeps a connector: its own reservation, or else those of connector 0 where no more connectors are left than they need.</summary>
    private List<Reservation> Holding(Connector connector)
    {
        if (_reservations.Count == 0)
        {
            return _reservations;
        }

        var own = _reservations.FindAll(r => r.ConnectorId == connector.Id);
        var ofAny = _reservations.FindAll(r => r.ConnectorId == 0);
        return own.Count > 0 ? own : IsLeft(connector) && chargePoint.Connectors.Count(IsLeft) <= ofAny.Count ? ofAny : [];
    }

    private bool IsLeft(Connector connector) => connector.CanStart && !connector.IsInUse && !_reservations.Exists(r => r.ConnectorId == connector.Id);

    private void End(Reservation reservation)
    {
        reservation.Expiry?.Cancel();
        _reservations.Remove(reservation);
        chargePoint.Keep();
        RefreshConnectors();
    }

    private sealed class Reservation(ReserveNowRequest request)
    {
        public ReserveNowRequest Request { get; } = request;

        public int Id => Request.ReservationId;

        public int ConnectorId => Request.ConnectorId;

        public ScheduledWork? Expiry { get; set; }

        public bool HasParent => Request.ParentIdTag is not null;

        public bool IsFor(string presented, string? presentedParent) =>
            string.Equals(presented, Request.IdTag, StringComparison.OrdinalIgnoreCase)
                || (HasParent && string.Equals(presentedParent, Request.ParentIdTag, StringComparison.OrdinalIgnoreCase));
    }
}
