using ChargePointEmulator.Fleet;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;

namespace ChargePointEmulator.Connectors;

/// <summary>One connector. Its status is never set: it follows from what is physically so and from what was ordered.</summary>
/// <remarks>Change any input, then call <see cref="Refresh"/>; the charge point reports what changed.</remarks>
internal sealed class Connector
{
    private readonly EmulatedChargePoint _chargePoint;
    private ScheduledWork? _timeout;

    public Connector(EmulatedChargePoint chargePoint, int id)
    {
        (_chargePoint, Id) = (chargePoint, id);
        Meter = new MeterModel(chargePoint, this);
    }

    /// <summary>Number, from 1.</summary>
    public int Id { get; }

    public MeterModel Meter { get; }

    /// <summary>The cable connects the charge point and a vehicle.</summary>
    public bool IsPlugged { get; set; }

    /// <summary>The cable is out at the vehicle's side, but still in the charge point: a transaction that goes on, or a lock that holds it.</summary>
    public bool IsVehicleAway { get; set; }

    /// <summary>The vehicle asks for energy.</summary>
    public bool IsVehicleReady { get; set; } = true;

    /// <summary>The charge point may give energy: not so after a refused idTag. A limit too low to charge is the meter's to know.</summary>
    public bool IsEnergyAllowed { get; set; } = true;

    /// <summary>What is wrong; see <see cref="IsFaulted"/> for whether it keeps the connector from charging.</summary>
    public ChargePointErrorCode Fault { get; private set; } = ChargePointErrorCode.NoError;

    /// <summary>Something is wrong that is more than a warning (§4.9).</summary>
    public bool IsFaulted => Fault.IsFault();

    /// <summary>Neither it nor the charge point has a fault.</summary>
    public bool IsWhole => !IsFaulted && !_chargePoint.IsFaulted;

    /// <summary>The cable is locked in the charge point's socket.</summary>
    public bool IsLocked { get; set; }

    /// <summary>The lock does not move when it should: it neither holds a cable that comes nor frees one that is held.</summary>
    public bool IsLockJammed { get; set; }

    /// <summary>The connector's own availability, as ChangeAvailability left it.</summary>
    public bool IsOperative { get; set; } = true;

    /// <summary>Availability that takes effect when the transaction ends.</summary>
    public bool? ScheduledOperative { get; set; }

    /// <summary>The idTag that may start here and waits for the cable.</summary>
    public PresentedIdTag? Presented { get; private set; }

    /// <summary>After a refused start: the cable stays locked until this idTag, or one of its group, is presented (errata §3.5).</summary>
    public PresentedIdTag? HeldFor { get; set; }

    /// <summary>A session is over, but the cable is still in.</summary>
    public bool IsSessionOver { get; set; }

    public Transaction? Transaction { get; set; }

    public ChargePointStatus Status { get; private set; } = ChargePointStatus.Available;

    /// <summary>Tells more about the status, in a report.</summary>
    public string? Info { get; set; }

    /// <summary>Somebody uses it, or begins to.</summary>
    public bool IsInUse => Transaction is not null || IsPlugged || Presented is not null;

    /// <summary>Out of service for as long as an update waits and installs (§5.19).</summary>
    public bool IsHeldForUpdate { get; set; }

    /// <summary>Both the connector and the charge point are in service.</summary>
    public bool IsInService => IsOperative && !IsHeldForUpdate && _chargePoint.IsOperative;

    /// <summary>Could start a transaction now, apart from cable and idTag.</summary>
    public bool CanStart => Transaction is null && IsInService && IsWhole;

    /// <summary>An idTag was accepted here; the transaction starts with the cable, or the wait for it ends (ConnectionTimeOut).</summary>
    public void Present(PresentedIdTag idTag)
    {
        Presented = idTag;
        IsSessionOver = false;
        Refresh();
        RearmTimeout();
        StartIfComplete();
    }

    public void Plug()
    {
        Meter.CarryForward();
        IsPlugged = true;
        IsVehicleAway = false;
        IsVehicleReady = true;
        Info = null;
        Refresh();
        RearmTimeout();
        StartIfComplete();
    }

    public void Unplug()
    {
        Meter.CarryForward();
        IsPlugged = false;
        IsVehicleAway = false;
        IsLocked = false;
        HeldFor = null;
        IsSessionOver = false;
        Info = null;
        Refresh();
    }

    /// <summary>Something breaks, or is repaired; a reservation does not outlive a fault (§5.13).</summary>
    public void SetFault(ChargePointErrorCode fault)
    {
        Meter.CarryForward();
        (var before, Fault) = (Fault, fault);
        if (IsFaulted)
        {
            // Nobody starts here for now; whoever waited has to come again.
            ClearPresented();
            _chargePoint.Reservations.EndImpossible();
        }

        Refresh();
        if (before != fault)
        {
            // A warning comes and goes without a change of status (§4.9).
            _chargePoint.Status.Changed(Id);
        }
    }

    /// <summary>The idTag was used, or its wait is over.</summary>
    public void ClearPresented()
    {
        Presented = null;
        _timeout?.Cancel();
    }

    /// <summary>Derives the status anew and reports every step of the change.</summary>
    public void Refresh()
    {
        var derived = Derive();
        if (derived == Status)
        {
            return;
        }

        foreach (var step in ConnectorTransitions.Path(Status, derived))
        {
            Status = step;
            _chargePoint.Status.Changed(Id);
        }

        if (Status == ChargePointStatus.Preparing)
        {
            RearmTimeout();
        }

        _chargePoint.Reservations.UsageChanged();
        _chargePoint.Keep();
    }

    private ChargePointStatus Derive()
    {
        if (IsFaulted)
        {
            return ChargePointStatus.Faulted;
        }

        if (Transaction is not null)
        {
            // Both at once reads as SuspendedEVSE (§4.9).
            return !IsEnergyAllowed || !IsWhole || Meter.Offered < SupplyModel.LeastCurrent ? ChargePointStatus.SuspendedEVSE
                : !IsPlugged || IsVehicleAway || !IsVehicleReady ? ChargePointStatus.SuspendedEV
                : ChargePointStatus.Charging;
        }

        if (IsSessionOver && IsPlugged)
        {
            return ChargePointStatus.Finishing;
        }

        if (!IsInService)
        {
            return ChargePointStatus.Unavailable;
        }

        if (Presented is not null)
        {
            return ChargePointStatus.Preparing;
        }

        if (_chargePoint.Reservations.IsReserved(this))
        {
            return ChargePointStatus.Reserved;
        }

        return IsPlugged ? ChargePointStatus.Preparing : ChargePointStatus.Available;
    }

    private void StartIfComplete()
    {
        if (Presented is { } idTag && IsPlugged && CanStart)
        {
            if (IsLockJammed && !_chargePoint.Settings.FixedCable)
            {
                SetFault(ChargePointErrorCode.ConnectorLockFailure);
                return;
            }

            ClearPresented();
            _chargePoint.Transactions.Start(this, idTag);
        }
    }

    private void RearmTimeout()
    {
        _timeout?.Cancel();
        var seconds = _chargePoint.Configuration.Number("ConnectionTimeOut");
        if (Transaction is null && Status == ChargePointStatus.Preparing && seconds > 0)
        {
            _timeout = _chargePoint.After(TimeSpan.FromSeconds(seconds), GiveUp);
        }
    }

    /// <summary>Nobody completed the start: back to Available, or Finishing while the cable is in (B1, B6).</summary>
    private void GiveUp()
    {
        if (Transaction is null)
        {
            Presented = null;
            IsSessionOver = IsPlugged;
            Info = null;
            Refresh();
        }
    }
}
