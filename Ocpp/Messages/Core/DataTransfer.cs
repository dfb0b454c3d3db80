using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Carries what the protocol has no message for.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.3 and §5.6 (behaviour), §6.15 (fields).</remarks>
[OcppAction("DataTransfer", SentBy.Both, FeatureProfile.Core)]
public sealed partial record DataTransferRequest : IOcppRequest<DataTransferResponse>
{
    /// <summary>Vendor-specific implementation, preferably as a reversed DNS name.</summary>
    [MaxLength(255)]
    public required string VendorId { get; init; }

    /// <summary>Message within the implementation.</summary>
    [MaxLength(50)]
    public string? MessageId { get; init; }

    /// <summary>Text of any length and format the two sides agreed on.</summary>
    public string? Data { get; init; }
}

/// <summary>Answers a DataTransfer.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.16.</remarks>
public sealed partial record DataTransferResponse : IOcppResponse, IConditionalRules
{
    /// <summary>Whether the receiver understood and agreed.</summary>
    public required OcppEnum<DataTransferStatus> Status { get; init; }

    /// <summary>Text of any length and format the two sides agreed on.</summary>
    public string? Data { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        rules.Forbid(Data is not null && Status == DataTransferStatus.UnknownVendorId, "data", "not present with status UnknownVendorId (§4.3)");
    }
}

/// <summary>Outcome of a DataTransfer.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.23.</remarks>
public enum DataTransferStatus
{
    /// <summary>Understood and accepted.</summary>
    Accepted,

    /// <summary>Understood and refused.</summary>
    Rejected,

    /// <summary>The messageId is not known.</summary>
    UnknownMessageId,

    /// <summary>The vendorId is not known.</summary>
    UnknownVendorId,
}
