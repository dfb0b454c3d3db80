using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace ChargePointEmulator.SmartCharging;

/// <summary>Installs a charging profile; what runs follows it at once (§5.16, errata §3.8).</summary>
internal sealed class SetChargingProfileHandler : ChargePointHandler<SetChargingProfileRequest, SetChargingProfileResponse>
{
    protected override SetChargingProfileResponse Handle(SetChargingProfileRequest request, EmulatedChargePoint chargePoint)
    {
        if (request.ConnectorId != 0 && chargePoint.FindConnector(request.ConnectorId) is null)
        {
            throw new OcppCallException(OcppErrorCode.PropertyConstraintViolation, "There is no such connectorId (errata §3.38).");
        }

        var profile = request.CsChargingProfiles;
        if (profile.ChargingProfilePurpose.Known is null || profile.ChargingProfileKind.Known is null || profile.ChargingSchedule.ChargingRateUnit.Known is null)
        {
            throw new OcppCallException(OcppErrorCode.PropertyConstraintViolation, "Purpose, kind or unit of the profile is not one of the specification (errata §3.39).");
        }

        if (!chargePoint.Charging.IsAllowed(request.ConnectorId, request.CsChargingProfiles))
        {
            return new() { Status = ChargingProfileStatus.Rejected };
        }

        chargePoint.Charging.Install(request.ConnectorId, request.CsChargingProfiles);
        chargePoint.Outbox.AfterAnswer(chargePoint.Charging.Apply);
        return new() { Status = ChargingProfileStatus.Accepted };
    }
}

/// <summary>Removes charging profiles (§5.5).</summary>
internal sealed class ClearChargingProfileHandler : ChargePointHandler<ClearChargingProfileRequest, ClearChargingProfileResponse>
{
    protected override ClearChargingProfileResponse Handle(ClearChargingProfileRequest request, EmulatedChargePoint chargePoint)
    {
        var isCleared = chargePoint.Charging.Clear(request);
        chargePoint.Outbox.AfterAnswer(chargePoint.Charging.Apply);
        return new() { Status = isCleared ? ClearChargingProfileStatus.Accepted : ClearChargingProfileStatus.Unknown };
    }
}

/// <summary>Tells what all profiles together allow from now on (§5.7).</summary>
internal sealed class GetCompositeScheduleHandler : ChargePointHandler<GetCompositeScheduleRequest, GetCompositeScheduleResponse>
{
    protected override GetCompositeScheduleResponse Handle(GetCompositeScheduleRequest request, EmulatedChargePoint chargePoint)
    {
        var unit = request.ChargingRateUnit?.Known;
        if (request.ChargingRateUnit is not null && unit is null)
        {
            throw new OcppCallException(OcppErrorCode.PropertyConstraintViolation, "The chargingRateUnit is W or A (errata §3.24).");
        }

        if (request.Duration < 0 || (request.ConnectorId != 0 && chargePoint.FindConnector(request.ConnectorId) is null))
        {
            return new() { Status = GetCompositeScheduleStatus.Rejected };
        }

        return new()
        {
            Status = GetCompositeScheduleStatus.Accepted,
            ConnectorId = request.ConnectorId,
            ScheduleStart = InstalledProfile.WholeSecond(chargePoint.Now),
            ChargingSchedule = chargePoint.Charging.Schedule(request.ConnectorId, request.Duration, unit),
        };
    }
}
