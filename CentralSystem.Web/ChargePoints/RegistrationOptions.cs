using System.ComponentModel.DataAnnotations;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Section <c>Registration</c>: how Charge Points join.</summary>
internal sealed class RegistrationOptions
{
    public const string Section = "Registration";

    /// <summary>What happens to a Charge Point nobody registered.</summary>
    public UnknownChargePointPolicy UnknownChargePoints { get; set; } = UnknownChargePointPolicy.Accept;

    /// <summary>Heartbeat period given with Accepted.</summary>
    [Range(1, 86_400)]
    public int HeartbeatIntervalSeconds { get; set; } = 300;

    /// <summary>Wait before the next BootNotification given with Pending and Rejected.</summary>
    [Range(1, 86_400)]
    public int RetryIntervalSeconds { get; set; } = 60;
}

/// <summary>What happens to a Charge Point nobody registered.</summary>
internal enum UnknownChargePointPolicy
{
    /// <summary>It is registered and accepted with its first BootNotification.</summary>
    Accept,

    /// <summary>It is registered and answered Pending until an operator approves it (OCPP 1.6 §4.2).</summary>
    Pending,

    /// <summary>Its handshake is refused with 404 (OCPP-J §3.2).</summary>
    Reject,
}
