using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Configuration;

/// <summary>Tells configuration keys (§5.8).</summary>
internal sealed class GetConfigurationHandler : ChargePointHandler<GetConfigurationRequest, GetConfigurationResponse>
{
    protected override GetConfigurationResponse Handle(GetConfigurationRequest request, EmulatedChargePoint chargePoint) =>
        chargePoint.Configuration.Read(request.Key);
}

/// <summary>Sets one configuration key and lets it take effect (§5.3).</summary>
internal sealed class ChangeConfigurationHandler : ChargePointHandler<ChangeConfigurationRequest, ChangeConfigurationResponse>
{
    protected override ChangeConfigurationResponse Handle(ChangeConfigurationRequest request, EmulatedChargePoint chargePoint)
    {
        var status = Change(chargePoint, request.Key, request.Value);
        if (status == ConfigurationStatus.Accepted)
        {
            chargePoint.Outbox.AfterAnswer(() => TakeEffect(chargePoint, request.Key));
        }

        return new() { Status = status };
    }

    /// <summary>Sets a key, whoever asks; what was Accepted is to <see cref="TakeEffect"/> as soon as the asker has his answer.</summary>
    internal static ConfigurationStatus Change(EmulatedChargePoint chargePoint, string key, string value)
    {
        var isProfile = string.Equals(key, "SecurityProfile", StringComparison.OrdinalIgnoreCase);
        if (isProfile && !chargePoint.ProfileChange.IsAllowed(value))
        {
            return ConfigurationStatus.Rejected;
        }

        var before = chargePoint.Configuration.Number("SecurityProfile");
        var status = chargePoint.Configuration.Change(key, value);
        if (isProfile && status == ConfigurationStatus.Accepted)
        {
            chargePoint.ProfileChange.FallBack = before;
        }

        chargePoint.Keep();
        return status;
    }

    internal static void TakeEffect(EmulatedChargePoint chargePoint, string key)
    {
        switch (key.ToUpperInvariant())
        {
            case "HEARTBEATINTERVAL":
                chargePoint.Boot.RearmHeartbeat();
                break;
            case "CLOCKALIGNEDDATAINTERVAL":
                chargePoint.Meters.RearmClockAligned();
                break;
            case "METERVALUESAMPLEINTERVAL":
                chargePoint.Transactions.RearmSamples();
                break;
            case "CPONAME":
                chargePoint.CertificatesOrNone?.WatchDates();
                break;
            case "AUTHORIZATIONKEY" or "SECURITYPROFILE":
                chargePoint.Security.Notice("ReconfigurationOfSecurityParameters", key);

                // The new password, or profile, is used for a new connection (A01.FR.02, A05.FR.05).
                chargePoint.Outbox.Close("credentials changed", TimeSpan.FromSeconds(1));
                break;
        }
    }
}
