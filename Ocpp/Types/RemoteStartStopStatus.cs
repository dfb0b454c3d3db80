namespace Ocpp.Types;

/// <summary>Answer to a RemoteStartTransaction or RemoteStopTransaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.39, errata §3.32 and §3.33.</remarks>
public enum RemoteStartStopStatus
{
    /// <summary>The Charge Point will try.</summary>
    Accepted,

    /// <summary>The Charge Point will not.</summary>
    Rejected,
}
