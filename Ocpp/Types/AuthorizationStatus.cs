namespace Ocpp.Types;

/// <summary>Whether an idTag may charge.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.2.</remarks>
public enum AuthorizationStatus
{
    /// <summary>May charge.</summary>
    Accepted,

    /// <summary>Blocked; may not charge.</summary>
    Blocked,

    /// <summary>Its time is over; may not charge.</summary>
    Expired,

    /// <summary>Unknown; may not charge.</summary>
    Invalid,

    /// <summary>Already in another transaction and not allowed a second one; only an answer to StartTransaction.</summary>
    ConcurrentTx,
}
