using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks whether an idTag may charge.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.1 (behaviour), §6.1 (fields).</remarks>
[OcppAction("Authorize", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record AuthorizeRequest : IOcppRequest<AuthorizeResponse>
{
    /// <summary>CiString20Type: equal regardless of case (§7.28).</summary>
    [MaxLength(20)]
    public required string IdTag { get; init; }
}

/// <summary>Answers an Authorize.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.2.</remarks>
public sealed partial record AuthorizeResponse : IOcppResponse
{
    /// <summary>The verdict; never ConcurrentTx here (§7.2).</summary>
    public required IdTagInfo IdTagInfo { get; init; }
}
