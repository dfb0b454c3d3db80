using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>What the Central System knows of an idTag.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.27, errata §3.72 (cardinalities).</remarks>
public sealed partial record IdTagInfo : IOcppType
{
    /// <summary>When the entry leaves the Authorization Cache; absent, the status has no end.</summary>
    public DateTimeOffset? ExpiryDate { get; init; }

    /// <summary>Group the idTag belongs to; compared with other parents only, never with a presented idTag (§3.10).</summary>
    [MaxLength(20)]
    public string? ParentIdTag { get; init; }

    /// <summary>The verdict of the Central System.</summary>
    public required OcppEnum<AuthorizationStatus> Status { get; init; }
}
