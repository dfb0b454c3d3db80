using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reports the status of a connector or of the Charge Point itself.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.9 (behaviour), §6.47 (fields).</remarks>
[OcppAction("StatusNotification", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record StatusNotificationRequest : IOcppRequest<StatusNotificationResponse>, IConditionalRules
{
    /// <summary>0 for the main controller of the Charge Point.</summary>
    [Range(0, int.MaxValue)]
    public required int ConnectorId { get; init; }

    /// <summary>NoError when all is well; with a status other than Faulted an error is a warning.</summary>
    public required OcppEnum<ChargePointErrorCode> ErrorCode { get; init; }

    /// <summary>Free text about the error.</summary>
    [MaxLength(50)]
    public string? Info { get; init; }

    /// <summary>The status now; of connector 0 only Available, Unavailable or Faulted.</summary>
    public required OcppEnum<ChargePointStatus> Status { get; init; }

    /// <summary>Instant of the status; absent, that of the receipt.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Vendor-specific implementation.</summary>
    [MaxLength(255)]
    public string? VendorId { get; init; }

    /// <summary>Error code of the vendor.</summary>
    [MaxLength(50)]
    public string? VendorErrorCode { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        if (ConnectorId == 0 && Status.IsKnown(out var status))
        {
            rules.Expect(
                status is ChargePointStatus.Available or ChargePointStatus.Unavailable or ChargePointStatus.Faulted,
                "status",
                "connector 0 is Available, Unavailable or Faulted (§7.7)");
        }

        if (ErrorCode == ChargePointErrorCode.EVCommunicationError && Status.IsKnown(out var statusWithError))
        {
            rules.Expect(
                statusWithError is ChargePointStatus.Preparing or ChargePointStatus.SuspendedEV or ChargePointStatus.SuspendedEVSE or ChargePointStatus.Finishing,
                "errorCode",
                "EVCommunicationError only with Preparing, SuspendedEV, SuspendedEVSE or Finishing (§4.9)");
        }
    }
}

/// <summary>Answers a StatusNotification.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.48 (no fields).</remarks>
public sealed partial record StatusNotificationResponse : IOcppResponse;

/// <summary>Error of a connector or of the Charge Point.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.6.</remarks>
public enum ChargePointErrorCode
{
    /// <summary>The connector could not be locked or unlocked.</summary>
    ConnectorLockFailure,

    /// <summary>Communication with the vehicle fails; a warning, not a reason to be Faulted.</summary>
    EVCommunicationError,

    /// <summary>The ground fault circuit interrupter has tripped.</summary>
    GroundFailure,

    /// <summary>Too hot inside the Charge Point.</summary>
    HighTemperature,

    /// <summary>A component of hardware or software fails.</summary>
    InternalError,

    /// <summary>The Central System and the Local Authorization List disagree about an idTag.</summary>
    LocalListConflict,

    /// <summary>Nothing is wrong.</summary>
    NoError,

    /// <summary>Another error; the vendorErrorCode tells which.</summary>
    OtherError,

    /// <summary>The over-current protection has tripped.</summary>
    OverCurrentFailure,

    /// <summary>The voltage is too high.</summary>
    OverVoltage,

    /// <summary>The electrical meter cannot be read.</summary>
    PowerMeterFailure,

    /// <summary>The power switch cannot be controlled.</summary>
    PowerSwitchFailure,

    /// <summary>The idTag reader fails.</summary>
    ReaderFailure,

    /// <summary>A reset could not be performed.</summary>
    ResetFailure,

    /// <summary>The voltage is too low.</summary>
    UnderVoltage,

    /// <summary>The wireless signal is weak.</summary>
    WeakSignal,
}

/// <summary>Status of a connector or of the Charge Point.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.7, §4.9 (transitions), errata §3.55 and §3.64.
/// Unavailable and Faulted are inoperative, all others operative.
/// </remarks>
public enum ChargePointStatus
{
    /// <summary>Free for a new user.</summary>
    Available,

    /// <summary>No longer free, but no transaction yet: an idTag, a cable or a vehicle is there.</summary>
    Preparing,

    /// <summary>The contactor is closed; the vehicle can charge.</summary>
    Charging,

    /// <summary>A vehicle is connected, but the EVSE offers no energy.</summary>
    SuspendedEVSE,

    /// <summary>The EVSE is ready to offer energy, but the vehicle asks for none.</summary>
    SuspendedEV,

    /// <summary>The transaction has stopped, but the connector is not free yet.</summary>
    Finishing,

    /// <summary>Kept for an idTag by ReserveNow.</summary>
    Reserved,

    /// <summary>Taken out of service, by ChangeAvailability or by the Charge Point itself.</summary>
    Unavailable,

    /// <summary>An error keeps it from delivering energy.</summary>
    Faulted,
}
