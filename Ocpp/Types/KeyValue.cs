using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>One configuration key of a Charge Point.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.29.</remarks>
public sealed partial record KeyValue : IOcppType
{
    /// <summary>CiString50Type: equal regardless of case.</summary>
    [MaxLength(50)]
    public required string Key { get; init; }

    /// <summary>False if ChangeConfiguration can set the value.</summary>
    public required bool Readonly { get; init; }

    /// <summary>Absent when the key is known but not set, or may not be read back.</summary>
    [MaxLength(500)]
    public string? Value { get; init; }
}
