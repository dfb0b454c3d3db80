using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Boot;

/// <summary>The mains of a charge point: without it nothing is measured, answered or connected.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §4.10, §7.36 (PowerLoss). What a charge point keeps in its store outlives the loss; what it had in memory does not.
/// The end of the emulator's process is a loss without backup: <see cref="State.ChargePointState.Restore"/> takes the same way back.
/// </remarks>
internal sealed class PowerSupply(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan BackupLasts = TimeSpan.FromSeconds(5);

    private TaskCompletionSource? _back;
    private DateTimeOffset _lostAt;

    public bool IsOn => _back is null;

    /// <summary>Completes when there is power.</summary>
    public Task Back
    {
        get
        {
            lock (chargePoint.Gate)
            {
                return _back?.Task ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>The power fails.</summary>
    /// <param name="hasBackup">A battery lasts long enough to end transactions and tell about it.</param>
    public void Fail(bool hasBackup)
    {
        if (!IsOn)
        {
            return;
        }

        if (hasBackup)
        {
            chargePoint.Transactions.StopAll(Reason.PowerLoss);
            chargePoint.Queue.WhenEmpty(BackupLasts, () =>
            {
                if (chargePoint.Queue.Count == 0)
                {
                    // The status that follows the last stop is on its way as well.
                    chargePoint.Outbox.WhenQuiet(GoDark);
                }
                else
                {
                    GoDark();
                }
            });
        }
        else
        {
            GoDark();
        }
    }

    /// <summary>The power is back: what it cut off is stopped, and the charge point boots (§7.36).</summary>
    public void Return()
    {
        if (_back is { } back)
        {
            CarryMetersForward();
            _back = null;
            StopInterrupted(_lostAt);
            back.TrySetResult();
        }
    }

    /// <summary>Ends transactions that a loss of power cut off, at the register and the moment of the loss.</summary>
    public void StopInterrupted(DateTimeOffset lostAt)
    {
        foreach (var connector in chargePoint.Connectors)
        {
            chargePoint.Transactions.Stop(connector, Reason.PowerLoss, at: lostAt);
        }
    }

    /// <summary>The application starts anew: nobody remembers who stood before the charge point, and the Central System has to accept it again.</summary>
    public void ForgetVolatile()
    {
        foreach (var connector in chargePoint.Connectors)
        {
            connector.ClearPresented();
            connector.Info = null;
        }

        // From here on nothing leaves on the connection that is about to end.
        chargePoint.Boot.Restart();
        chargePoint.FirmwareUpdateOrNone?.Interrupt();
        chargePoint.DiagnosticsUploadOrNone?.Interrupt();
        chargePoint.LogUploadOrNone?.Interrupt();
        chargePoint.Configuration.ApplyRestart();
        chargePoint.Reservations.RefreshConnectors();
        chargePoint.Keep();
    }

    /// <summary>What flowed with power, or did not flow without, is counted before that changes.</summary>
    private void CarryMetersForward()
    {
        foreach (var connector in chargePoint.Connectors)
        {
            connector.Meter.CarryForward();
        }
    }

    private void GoDark()
    {
        CarryMetersForward();
        _lostAt = chargePoint.Now;
        _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        chargePoint.Fleet.Log.Restarts(chargePoint.Identity, "power lost");
        ForgetVolatile();
        chargePoint.Outbox.Abort();
    }
}
