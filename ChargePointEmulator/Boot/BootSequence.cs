using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace ChargePointEmulator.Boot;

/// <summary>What the Central System said to the last BootNotification.</summary>
internal enum Registration
{
    /// <summary>Nothing yet.</summary>
    Unknown,
    Pending,
    Rejected,
    Accepted,
}

/// <summary>Introduces the charge point after each start and obeys the answer; then keeps the heartbeat.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.2, §4.6; OCPP-J §5.4; errata §3.22.</remarks>
internal sealed class BootSequence(EmulatedChargePoint chargePoint)
{
    /// <summary>Where the Central System leaves the wait to the charge point, or does not answer.</summary>
    private static readonly TimeSpan OwnInterval = TimeSpan.FromSeconds(60);

    private ScheduledWork? _nextBoot;
    private ScheduledWork? _heartbeat;
    private long _lastCallAt;

    /// <summary>The wait the Central System asked for, and when; a new connection does not shorten it.</summary>
    private (long Since, TimeSpan Wait) _told;
    private bool _mustBoot = true;
    private bool _bootUnderWay;

    /// <summary>The charge point was accepted after a boot.</summary>
    public event Action? Accepted;

    public Registration State { get; private set; }

    /// <summary>Timestamp since when the charge point may send on its own.</summary>
    public long OnlineSince { get; private set; }

    /// <summary>What the charge point says of itself; an update changes it.</summary>
    public string FirmwareVersion { get; set; } = "1.0.0";

    /// <summary>The charge point has power since its last boot; the next accepted one tells of its start.</summary>
    private bool _isStarted;

    public void Connected()
    {
        _bootUnderWay = false;
        if (_told.Wait - chargePoint.Fleet.Time.GetElapsedTime(_told.Since) is var rest && rest > TimeSpan.Zero)
        {
            // Pending or rejected as before (§4.2).
            BootAfter(rest);
        }
        else if (_mustBoot || chargePoint.Settings.BootOnReconnect)
        {
            State = Registration.Unknown;
            SendBoot();
        }
        else
        {
            // An accepted charge point that merely lost its connection need not boot again (OCPP-J §5.4).
            BeOnline();
        }
    }

    public void Disconnected()
    {
        _nextBoot?.Cancel();
        _heartbeat?.Cancel();
    }

    /// <summary>The charge point restarts: until it is accepted again it sends nothing else.</summary>
    public void Restart()
    {
        (_mustBoot, _isStarted, _told) = (true, false, default);
        State = Registration.Unknown;
        _heartbeat?.Cancel();
        _nextBoot?.Cancel();
    }

    /// <summary>Sends a BootNotification now: after a start, after the interval, or because it was triggered.</summary>
    public void SendBoot()
    {
        _nextBoot?.Cancel();
        if (_bootUnderWay)
        {
            return;
        }

        _bootUnderWay = true;
        var request = new BootNotificationRequest
        {
            ChargePointVendor = chargePoint.Settings.Vendor,
            ChargePointModel = chargePoint.Settings.Model,
            ChargePointSerialNumber = chargePoint.SerialNumber,
            FirmwareVersion = FirmwareVersion,
        };
        chargePoint.Outbox.SendUnregistered(request, Answered);
    }

    /// <param name="dueAt">Timestamp at which it was due, where that is not now.</param>
    public void SendHeartbeat(long? dueAt) => chargePoint.Outbox.Send(new HeartbeatRequest(), HeartbeatEnded, dueAt);

    public void SendHeartbeat() => chargePoint.Outbox.SendUnregistered(new HeartbeatRequest(), HeartbeatEnded);

    /// <summary>Any CALL shows that the charge point is alive and starts the wait for the Heartbeat anew (§4.6).</summary>
    public void CallSent() => _lastCallAt = chargePoint.Fleet.Time.GetTimestamp();

    /// <summary>Follows a change of HeartbeatInterval.</summary>
    public void RearmHeartbeat()
    {
        _heartbeat?.Cancel();
        var interval = TimeSpan.FromSeconds(chargePoint.Configuration.Number("HeartbeatInterval"));
        if (interval > TimeSpan.Zero && State == Registration.Accepted)
        {
            _heartbeat = chargePoint.After(interval - chargePoint.Fleet.Time.GetElapsedTime(_lastCallAt), () => Beat(interval));
        }
    }

    private void HeartbeatEnded(CallOutcome outcome)
    {
        if (outcome is CallOutcome.Answered { Response: HeartbeatResponse response })
        {
            chargePoint.SetClock(response.CurrentTime);
        }
    }

    private void Beat(TimeSpan interval)
    {
        if (chargePoint.Fleet.Time.GetElapsedTime(_lastCallAt) >= interval)
        {
            SendHeartbeat();

            // It may have to wait for its turn; the next one counts from now all the same.
            CallSent();
        }

        if (chargePoint.Outbox.IsOnline)
        {
            RearmHeartbeat();
        }
    }

    private void Answered(CallOutcome outcome)
    {
        _bootUnderWay = false;
        switch (outcome)
        {
            case CallOutcome.Answered { Response: BootNotificationResponse response }:
                chargePoint.Fleet.Log.BootAnswered(chargePoint.Identity, response.Status.ToString(), response.Interval);
                Obey(response);
                break;
            case CallOutcome.ConnectionLost:
                break;
            default:
                BootAfter(OwnInterval);
                break;
        }
    }

    private void Obey(BootNotificationResponse response)
    {
        if (response.Status != RegistrationStatus.Accepted)
        {
            State = response.Status == RegistrationStatus.Pending ? Registration.Pending : Registration.Rejected;
            _told = (chargePoint.Fleet.Time.GetTimestamp(), response.Interval > 0 ? TimeSpan.FromSeconds(response.Interval) : OwnInterval);
            BootAfter(_told.Wait);
            return;
        }

        // What these tell waits for the reports of the connectors.
        chargePoint.SetClock(response.CurrentTime);
        if (!_isStarted)
        {
            _isStarted = true;
            chargePoint.Security.Notice("StartupOfTheDevice");
        }

        State = Registration.Accepted;
        (_mustBoot, _told) = (false, default);
        if (response.Interval > 0)
        {
            chargePoint.Configuration.SetInternally("HeartbeatInterval", response.Interval);
        }

        chargePoint.Status.ForgetReports();
        BeOnline();
        Accepted?.Invoke();
    }

    /// <summary>Reports every connector (errata §3.22), then sends what waits.</summary>
    private void BeOnline()
    {
        OnlineSince = chargePoint.Fleet.Time.GetTimestamp();
        chargePoint.Fleet.Observer?.Online(chargePoint);
        CallSent();
        RearmHeartbeat();
        chargePoint.Status.ReportChanged();
        chargePoint.Security.Pump();
        chargePoint.FirmwareUpdateOrNone?.ContinueOnline();
        chargePoint.DiagnosticsUploadOrNone?.ContinueOnline();
        chargePoint.LogUploadOrNone?.ContinueOnline();
        chargePoint.CertificatesOrNone?.WatchDates();
        chargePoint.Meters.RearmClockAligned();
        chargePoint.Queue.Pump();
        chargePoint.Users.Begin();
    }

    private void BootAfter(TimeSpan wait) => _nextBoot = chargePoint.After(wait, SendBoot);
}
