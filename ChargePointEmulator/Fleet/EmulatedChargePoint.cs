using ChargePointEmulator.Authorization;
using ChargePointEmulator.Boot;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Connectors;
using ChargePointEmulator.Firmware;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Reservations;
using ChargePointEmulator.Security;
using ChargePointEmulator.Sessions;
using ChargePointEmulator.Settings;
using ChargePointEmulator.SmartCharging;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;

namespace ChargePointEmulator.Fleet;

/// <summary>One charge point: the parts it is made of, and the lock that keeps them consistent.</summary>
/// <remarks>
/// Concurrency: everything in it is touched only under <see cref="Gate"/>. Handlers, timers, answers and the connection loop take it
/// for a moment and never wait while they hold it; what takes time goes on in a timer or in the continuation of a CALL.
/// It holds no thread, timer or logger of its own.
/// </remarks>
internal sealed class EmulatedChargePoint
{
    private TimeSpan _clockOffset;
    private bool _isRecalled;

    public EmulatedChargePoint(string identity, int number, FleetServices fleet)
    {
        (Identity, Number, Fleet) = (identity, number, fleet);
        Random = new SeededRandom(fleet.Settings.Seed, number);
        Configuration = new ConfigurationStore(fleet.Catalogue);
        Outbox = new Outbox(this);
        Power = new PowerSupply(this);
        Boot = new BootSequence(this);
        Connectors = [.. Enumerable.Range(1, fleet.Settings.Connectors).Select(id => new Connector(this, id))];
        Status = new StatusReporter(this);
        Queue = new TransactionQueue(this);
        Transactions = new TransactionControl(this);
        Authorizer = new Authorizer(this);
        Reservations = new ReservationBook(this);
        Charging = new ChargingLimits(this);
        Meters = new MeterValueReporter(this);
        Security = new SecurityEvents(this);
        Users = new Users(this);
    }

    public Lock Gate { get; } = new();

    public string Identity { get; }

    /// <summary>What BootNotification and signing requests say: the identity, or its end where it has more than the 25 characters there are.</summary>
    public string SerialNumber => Identity.Length <= 25 ? Identity : Identity[^25..];

    /// <summary>Place in the fleet, from 1.</summary>
    public int Number { get; }

    public FleetServices Fleet { get; }

    public SeededRandom Random { get; }

    public ConfigurationStore Configuration { get; }

    public Outbox Outbox { get; }

    public BootSequence Boot { get; }

    public PowerSupply Power { get; }

    /// <summary>Connectors by number from 1; see <see cref="FindConnector"/>.</summary>
    public IReadOnlyList<Connector> Connectors { get; }

    public StatusReporter Status { get; }

    public TransactionQueue Queue { get; }

    public TransactionControl Transactions { get; }

    public Authorizer Authorizer { get; }

    public ReservationBook Reservations { get; }

    public ChargingLimits Charging { get; }

    public MeterValueReporter Meters { get; }

    public SecurityEvents Security { get; }

    public ProfileChange ProfileChange => field ??= new ProfileChange(this);

    public Users Users { get; }

    // What most charge points never need is made when they need it.
    public FirmwareUpdate FirmwareUpdate => FirmwareUpdateOrNone ??= new FirmwareUpdate(this);

    public FirmwareUpdate? FirmwareUpdateOrNone { get; private set; }

    public LogUpload LogUpload => LogUploadOrNone ??= new LogUpload(this);

    public LogUpload? LogUploadOrNone { get; private set; }

    public DiagnosticsUpload DiagnosticsUpload => DiagnosticsUploadOrNone ??= new DiagnosticsUpload(this);

    public DiagnosticsUpload? DiagnosticsUploadOrNone { get; private set; }

    public CertificateStore Certificates => CertificatesOrNone ??= new CertificateStore(this);

    public CertificateStore? CertificatesOrNone { get; private set; }

    /// <summary>The availability of the whole charge point, as ChangeAvailability left it; it survives a reset.</summary>
    public bool IsOperative { get; set; } = true;

    /// <summary>The charge point goes out of service when its last transaction ends.</summary>
    public bool IsScheduledInoperative { get; set; }

    /// <summary>What is wrong with the charge point itself, apart from its connectors.</summary>
    public ChargePointErrorCode Fault { get; private set; } = ChargePointErrorCode.NoError;

    public bool IsFaulted => Fault.IsFault();

    /// <summary>Restarts that fail before one succeeds.</summary>
    public int FailingRestarts { get; set; }

    public EmulatorSettings Settings => Fleet.Settings;

    /// <summary>The charge point's own clock, set by the Central System (§4.2, §4.6).</summary>
    public DateTimeOffset Now => Fleet.Time.GetUtcNow() + _clockOffset;

    /// <summary>The connector with this number; null when there is none, and for 0.</summary>
    public Connector? FindConnector(int connectorId) => connectorId >= 1 && connectorId <= Connectors.Count ? Connectors[connectorId - 1] : null;

    /// <summary>Sets the clock when it is off by more than a message's way explains.</summary>
    public void SetClock(DateTimeOffset centralSystemTime)
    {
        if ((centralSystemTime - Now).Duration() > TimeSpan.FromSeconds(2))
        {
            _clockOffset = centralSystemTime - Fleet.Time.GetUtcNow();
            Security.Notice("SettingSystemTime");
            Keep();
        }
    }

    /// <summary>The main controller breaks, or is repaired; meanwhile no energy flows and nobody starts, and no reservation outlives it (§5.13).</summary>
    public void SetFault(ChargePointErrorCode fault)
    {
        foreach (var connector in Connectors)
        {
            connector.Meter.CarryForward();
        }

        Fault = fault;
        if (IsFaulted)
        {
            foreach (var connector in Connectors)
            {
                connector.ClearPresented();
            }

            Reservations.EndImpossible();
        }

        Reservations.RefreshConnectors();
        Status.Changed(0);
    }

    /// <summary>Something changed that outlives the process; with a store it is written soon.</summary>
    /// <param name="kept">Runs under the lock once it is safe; at once where nothing is kept.</param>
    public void Keep(Action? kept = null)
    {
        if (Fleet.Store is { } store && _isRecalled)
        {
            store.Keep(this, kept);
        }
        else
        {
            kept?.Invoke();
        }
    }

    /// <summary>Takes up where the last process left off; after that, changes are kept.</summary>
    public void Recall()
    {
        if (Fleet.Store is { } store)
        {
            lock (Gate)
            {
                if (store.Find(Identity) is { } state)
                {
                    _clockOffset = state.ClockOffset;
                    state.Restore(this);
                }

                _isRecalled = true;
                Keep();
            }
        }
    }

    /// <summary>Difference between the charge point's clock and the machine's.</summary>
    public TimeSpan ClockOffset => _clockOffset;

    /// <summary>Runs a piece of work later, under the lock.</summary>
    public ScheduledWork After(TimeSpan delay, Action action) => Fleet.Scheduler.After(delay, Gate, action);

    /// <summary>The same for the end of work nobody awaits: a fault in it belongs in the log.</summary>
    public void DoGuarded(string work, Action action)
    {
        try
        {
            Do(action);
        }
        catch (Exception e)
        {
            Fleet.Log.HandlerFailed(Identity, work, "", e);
        }
    }

    /// <summary>Runs a piece of work now, under the lock.</summary>
    public void Do(Action action)
    {
        lock (Gate)
        {
            action();
        }
    }
}
