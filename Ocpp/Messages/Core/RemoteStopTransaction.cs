using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks the Charge Point to stop a transaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.12 (behaviour), §6.35 (fields).</remarks>
[OcppAction("RemoteStopTransaction", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record RemoteStopTransactionRequest : IOcppRequest<RemoteStopTransactionResponse>
{
    /// <summary>Id given in the StartTransaction response.</summary>
    public required int TransactionId { get; init; }
}

/// <summary>Answers a RemoteStopTransaction.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.36.</remarks>
public sealed partial record RemoteStopTransactionResponse : IOcppResponse
{
    /// <summary>Whether the transaction runs and will be stopped.</summary>
    public required OcppEnum<RemoteStartStopStatus> Status { get; init; }
}
