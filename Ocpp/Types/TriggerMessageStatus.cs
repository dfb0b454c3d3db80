namespace Ocpp.Types;

/// <summary>Answer to a TriggerMessage or ExtendedTriggerMessage.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.44; security whitepaper ed. 2, §6.15 (TriggerMessageStatusEnumType, the same values).
/// </remarks>
public enum TriggerMessageStatus
{
    /// <summary>The message will be sent.</summary>
    Accepted,

    /// <summary>The message will not be sent.</summary>
    Rejected,

    /// <summary>The message cannot be sent: not implemented or unknown.</summary>
    NotImplemented,
}
