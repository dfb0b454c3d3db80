using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Introduces a Charge Point after each boot.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.2 (behaviour), §6.3 (fields).</remarks>
[OcppAction("BootNotification", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record BootNotificationRequest : IOcppRequest<BootNotificationResponse>
{
    /// <summary>Serial number of the Charge Box inside the Charge Point; deprecated by the specification.</summary>
    [MaxLength(25)]
    public string? ChargeBoxSerialNumber { get; init; }

    /// <summary>Model, as the vendor calls it.</summary>
    [MaxLength(20)]
    public required string ChargePointModel { get; init; }

    /// <summary>Serial number of the whole Charge Point.</summary>
    [MaxLength(25)]
    public string? ChargePointSerialNumber { get; init; }

    /// <summary>Maker of the Charge Point.</summary>
    [MaxLength(20)]
    public required string ChargePointVendor { get; init; }

    /// <summary>Version that runs now.</summary>
    [MaxLength(50)]
    public string? FirmwareVersion { get; init; }

    /// <summary>ICCID of the SIM card in the modem.</summary>
    [MaxLength(20)]
    public string? Iccid { get; init; }

    /// <summary>IMSI of the SIM card in the modem.</summary>
    [MaxLength(20)]
    public string? Imsi { get; init; }

    /// <summary>Serial number of the main electrical meter.</summary>
    [MaxLength(25)]
    public string? MeterSerialNumber { get; init; }

    /// <summary>Type of the main electrical meter.</summary>
    [MaxLength(25)]
    public string? MeterType { get; init; }
}

/// <summary>Answers a BootNotification.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.4.</remarks>
public sealed partial record BootNotificationResponse : IOcppResponse
{
    /// <summary>Time of the Central System; the Charge Point should set its clock by it.</summary>
    public required DateTimeOffset CurrentTime { get; init; }

    /// <summary>Seconds between Heartbeats when Accepted, else the least wait before the next BootNotification; 0 leaves the wait to the Charge Point (§4.2).</summary>
    [Range(0, int.MaxValue)]
    public required int Interval { get; init; }

    /// <summary>Whether the Charge Point may take part.</summary>
    public required OcppEnum<RegistrationStatus> Status { get; init; }
}

/// <summary>Outcome of a BootNotification.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.38, §4.2.</remarks>
public enum RegistrationStatus
{
    /// <summary>The Charge Point may send everything.</summary>
    Accepted,

    /// <summary>Not ready yet: the Central System may ask and configure, the Charge Point only answers.</summary>
    Pending,

    /// <summary>Not accepted; the Charge Point stays silent until the interval is over.</summary>
    Rejected,
}
