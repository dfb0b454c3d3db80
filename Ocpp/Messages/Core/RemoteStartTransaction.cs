using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks the Charge Point to start a transaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.11 (behaviour), §5.16.2 (Charging Profile), §6.33 (fields).</remarks>
[OcppAction("RemoteStartTransaction", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record RemoteStartTransactionRequest : IOcppRequest<RemoteStartTransactionResponse>, IConditionalRules
{
    /// <summary>Connector counted from 1; absent, the Charge Point chooses.</summary>
    [Range(1, int.MaxValue)]
    public int? ConnectorId { get; init; }

    /// <summary>CiString20Type: equal regardless of case (§7.28).</summary>
    [MaxLength(20)]
    public required string IdTag { get; init; }

    /// <summary>Limits for the new transaction; purpose TxProfile, without transactionId.</summary>
    public ChargingProfile? ChargingProfile { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        if (ChargingProfile is null)
        {
            return;
        }

        rules.Expect(ChargingProfile.ChargingProfilePurpose == ChargingProfilePurpose.TxProfile, "chargingProfile.chargingProfilePurpose", "must be TxProfile in a RemoteStartTransaction (§5.16.2)");
        rules.Forbid(ChargingProfile.TransactionId is not null, "chargingProfile.transactionId", "shall not be set in a RemoteStartTransaction (errata §3.41)");
    }
}

/// <summary>Answers a RemoteStartTransaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.34.</remarks>
public sealed partial record RemoteStartTransactionResponse : IOcppResponse
{
    /// <summary>Whether the Charge Point will try; the start itself is told by StartTransaction.</summary>
    public required OcppEnum<RemoteStartStopStatus> Status { get; init; }
}
