namespace Ocpp.Types;

/// <summary>What the limits of a Charging Profile apply to.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.10 (ChargingProfilePurposeType), §3.13.1.</remarks>
public enum ChargingProfilePurpose
{
    /// <summary>All connectors together; on connector 0 only.</summary>
    ChargePointMaxProfile,

    /// <summary>New transactions: on connector 0 those of every connector, else those of one.</summary>
    TxDefaultProfile,

    /// <summary>One transaction, with which it ends; overrules the TxDefaultProfile.</summary>
    TxProfile,
}
