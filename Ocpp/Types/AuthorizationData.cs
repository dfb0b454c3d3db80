using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>An entry of a Local Authorization List update.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.1.</remarks>
public sealed partial record AuthorizationData : IOcppType
{
    /// <summary>CiString20Type: equal regardless of case (§7.28). Unique within one update (§6.41).</summary>
    [MaxLength(20)]
    public required string IdTag { get; init; }

    /// <summary>Adds or updates the entry; absent in a Differential update, it deletes the entry. Always present in a Full update.</summary>
    public IdTagInfo? IdTagInfo { get; init; }
}
