using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Reports a security event.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.15 (fields), chapter 8 (events), use case A04.</remarks>
[OcppAction("SecurityEventNotification", SentBy.ChargePoint, FeatureProfile.Security)]
public sealed partial record SecurityEventNotificationRequest : IOcppRequest<SecurityEventNotificationResponse>
{
    /// <summary>Name of the event; chapter 8 lists the known ones, others may come.</summary>
    [MaxLength(50)]
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>More about it.</summary>
    [MaxLength(255)]
    public string? TechInfo { get; init; }
}

/// <summary>Answers a SecurityEventNotification.</summary>
/// <remarks>Source: security whitepaper ed. 2, §5.16 (no fields).</remarks>
public sealed partial record SecurityEventNotificationResponse : IOcppResponse;
