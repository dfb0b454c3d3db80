using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace ChargePointEmulator.Security;

/// <summary>Security events in order; they wait while the charge point is offline (whitepaper A04).</summary>
internal sealed class SecurityEvents(EmulatedChargePoint chargePoint)
{
    private Queue<SecurityEventNotificationRequest>? _waiting;
    private bool _isUnderWay;

    public void Report(string type, string? techInfo = null)
    {
        (_waiting ??= new()).Enqueue(new() { Type = type, Timestamp = chargePoint.Now, TechInfo = techInfo });
        if (chargePoint.Boot.State == Boot.Registration.Accepted)
        {
            Pump();
        }
    }

    public void Pump()
    {
        if (_isUnderWay || !chargePoint.Outbox.IsOnline || _waiting is not { Count: > 0 })
        {
            return;
        }

        _isUnderWay = true;
        chargePoint.Outbox.Send(_waiting.Peek(), outcome =>
        {
            _isUnderWay = false;
            if (outcome is not CallOutcome.ConnectionLost)
            {
                // A Central System without the security extensions refuses them all; asking again would not help.
                _waiting.Dequeue();
            }

            Pump();
        });
    }
}
