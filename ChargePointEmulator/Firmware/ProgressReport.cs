using ChargePointEmulator.Fleet;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Firmware;

/// <summary>Tells how work goes on: each step while the charge point is online, and after a time offline the last one alone, if nobody heard it.</summary>
internal sealed class ProgressReport(EmulatedChargePoint chargePoint)
{
    /// <summary>The last step, until it has arrived.</summary>
    public IOcppRequest? Untold { get; private set; }

    public void Tell(IOcppRequest step)
    {
        Untold = step;
        chargePoint.Outbox.Send(step, outcome =>
        {
            if (outcome is not CallOutcome.ConnectionLost && ReferenceEquals(Untold, step))
            {
                Untold = null;
                chargePoint.Keep();
            }
        });
    }

    /// <summary>The charge point is online again.</summary>
    public void TellLatest()
    {
        if (Untold is { } step)
        {
            Tell(step);
        }
    }
}
