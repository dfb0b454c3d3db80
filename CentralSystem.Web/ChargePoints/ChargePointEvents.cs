using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Raises what Charge Points say of themselves.</summary>
internal static class ChargePointEvents
{
    extension(StoreSession session)
    {
        public void RaiseBooted(DateTimeOffset at, string identity, BootNotificationRequest boot, RegistrationStatus registration) => session.Raise(
            EventTypes.ChargePointBooted, at, identity,
            new BootedData(registration, boot.ChargePointVendor, boot.ChargePointModel, boot.ChargePointSerialNumber, boot.FirmwareVersion));

        /// <summary>Tells of a report when status or error code are others than before.</summary>
        public void RaiseStatusChange(ChargePointState chargePoint, ConnectorState connector, ReportedStatus reported)
        {
            var last = connector.Status;
            if (last?.Status != reported.Status || last.ErrorCode != reported.ErrorCode)
            {
                session.Raise(EventTypes.ConnectorStatusChanged, reported.ReceivedAt, chargePoint.Identity, new StatusData(
                    connector.ConnectorId, reported.Status, reported.ErrorCode, last?.Status, last?.ErrorCode, reported.Info, reported.VendorErrorCode, reported.Timestamp));
            }
        }
    }
}

/// <summary>A boot and how it was answered.</summary>
internal sealed record BootedData(
    RegistrationStatus RegistrationStatus, string ChargePointVendor, string ChargePointModel, string? ChargePointSerialNumber, string? FirmwareVersion);

/// <summary>A status of a connector (0: of the Charge Point) and the one before; absent when it is the first.</summary>
internal sealed record StatusData(
    int ConnectorId, string Status, string ErrorCode, string? PreviousStatus, string? PreviousErrorCode, string? Info, string? VendorErrorCode, DateTimeOffset Timestamp);
