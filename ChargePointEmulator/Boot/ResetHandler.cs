using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Boot;

/// <summary>Restarts the charge point: transactions end first, then the connection, then it boots again.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.14, errata §3.36. What the charge point keeps in its store survives: availability, profiles, lists, queue, registers.</remarks>
internal sealed class ResetHandler : ChargePointHandler<ResetRequest, ResetResponse>
{
    private static readonly TimeSpan SoftRestartTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    protected override ResetResponse Handle(ResetRequest request, EmulatedChargePoint chargePoint)
    {
        if (!request.Type.IsKnown(out var type))
        {
            return new() { Status = ResetStatus.Rejected };
        }

        chargePoint.Outbox.AfterAnswer(() => Restart(chargePoint, type));
        return new() { Status = ResetStatus.Accepted };
    }

    /// <summary>A restart that fails is tried again ResetRetries times; then the charge point goes on as it is and tells so.</summary>
    private static void Restart(EmulatedChargePoint chargePoint, ResetType type, int failures = 0)
    {
        if (chargePoint.FailingRestarts > 0)
        {
            chargePoint.FailingRestarts--;
            if (failures < chargePoint.Configuration.Number("ResetRetries"))
            {
                chargePoint.After(RetryPause, () => Restart(chargePoint, type, failures + 1));
            }
            else
            {
                chargePoint.Status.ReportError(ChargePointErrorCode.ResetFailure);
            }

            return;
        }

        chargePoint.Security.Notice("ResetOrReboot", type.ToString());
        var isSoft = type == ResetType.Soft;
        chargePoint.Transactions.StopAll(isSoft ? Reason.SoftReset : Reason.HardReset);
        if (isSoft)
        {
            // Gracefully: the stops get a chance to be confirmed; what is not waits in the queue.
            chargePoint.Queue.WhenEmpty(TimeSpan.FromSeconds(5), () => Down(chargePoint, "soft reset", SoftRestartTime));
        }
        else
        {
            Down(chargePoint, "hard reset", chargePoint.Settings.RestartTime);
        }
    }

    internal static void Down(EmulatedChargePoint chargePoint, string reason, TimeSpan restartTime)
    {
        chargePoint.Fleet.Log.Restarts(chargePoint.Identity, reason);
        chargePoint.Power.ForgetVolatile();
        chargePoint.Outbox.Close(reason, restartTime);
    }
}
