using CentralSystem.Web.Commands;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Forgets the profiles a Charge Point cleared.</summary>
/// <remarks>Source: OCPP 1.6 §5.5, errata §3.25, §3.26: an id counts alone; without one, a profile goes that matches every field given.</remarks>
internal sealed class ClearChargingProfileEffect : CommandEffect<ClearChargingProfileRequest, ClearChargingProfileResponse>
{
    protected override void Answered(CommandChange change, ClearChargingProfileRequest request, ClearChargingProfileResponse response)
    {
        if (response.Status != ClearChargingProfileStatus.Accepted)
        {
            return;
        }

        var cleared = change.Db.ChargingProfiles.Where(p => p.ChargePointKey == change.ChargePointKey);
        if (request.Id is { } id)
        {
            cleared = cleared.Where(p => p.ChargingProfileId == id);
        }
        else
        {
            cleared = request.ConnectorId is { } connectorId ? cleared.Where(p => p.ConnectorId == connectorId) : cleared;
            cleared = request.ChargingProfilePurpose?.Known is { } purpose ? cleared.Where(p => p.Purpose == purpose) : cleared;
            cleared = request.StackLevel is { } stackLevel ? cleared.Where(p => p.StackLevel == stackLevel) : cleared;
        }

        cleared.ExecuteDelete();
    }
}
