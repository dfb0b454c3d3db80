using ChargePointEmulator.Fleet;
using Ocpp;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Boot;

/// <summary>A rejected charge point answers nothing until its interval is over (§4.2).</summary>
internal sealed class RegistrationGate : ICallGate<EmulatedChargePoint>
{
    public bool Admits(EmulatedChargePoint peer, OcppAction action)
    {
        if (ProfileOf(action) is { } profile && !peer.Settings.FeatureProfiles.Contains(profile))
        {
            // The messages of a profile that is absent are known, but not supported (OCPP-J §4.2.3).
            throw new OcppCallException(OcppErrorCode.NotSupported, $"This Charge Point has no {profile}.");
        }

        lock (peer.Gate)
        {
            return peer.Boot.State != Registration.Rejected;
        }
    }

    /// <summary>Reservations are left to their handler: it refuses with a status of its own (§7.40).</summary>
    private static string? ProfileOf(OcppAction action) => action.Profile switch
    {
        FeatureProfile.FirmwareManagement => "FirmwareManagement",
        FeatureProfile.LocalAuthListManagement => "LocalAuthListManagement",
        FeatureProfile.SmartCharging => "SmartCharging",
        FeatureProfile.RemoteTrigger => "RemoteTrigger",
        _ => null,
    };
}
