using ChargePointEmulator.Fleet;
using Ocpp;
using Ocpp.Rpc;

namespace ChargePointEmulator.Boot;

/// <summary>A rejected charge point answers nothing until its interval is over (§4.2).</summary>
internal sealed class RegistrationGate : ICallGate<EmulatedChargePoint>
{
    public bool Admits(EmulatedChargePoint peer, OcppAction action)
    {
        lock (peer.Gate)
        {
            return peer.Boot.State != Registration.Rejected;
        }
    }
}
