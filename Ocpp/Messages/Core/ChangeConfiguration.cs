using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Sets one configuration key.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.3 (behaviour), §6.9 (fields), chapter 9 (keys).</remarks>
[OcppAction("ChangeConfiguration", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record ChangeConfigurationRequest : IOcppRequest<ChangeConfigurationResponse>
{
    /// <summary>CiString50Type: equal regardless of case.</summary>
    [MaxLength(50)]
    public required string Key { get; init; }

    /// <summary>The new value as text, whatever the type of the key.</summary>
    [MaxLength(500)]
    public required string Value { get; init; }
}

/// <summary>Answers a ChangeConfiguration.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.10.</remarks>
public sealed partial record ChangeConfigurationResponse : IOcppResponse
{
    /// <summary>Whether the value is set.</summary>
    public required OcppEnum<ConfigurationStatus> Status { get; init; }
}

/// <summary>Outcome of a ChangeConfiguration.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.22.</remarks>
public enum ConfigurationStatus
{
    /// <summary>Set and in force.</summary>
    Accepted,

    /// <summary>The key is supported, but could not be set.</summary>
    Rejected,

    /// <summary>Set, in force after a reboot; the Charge Point does not reboot by itself.</summary>
    RebootRequired,

    /// <summary>The key is not supported.</summary>
    NotSupported,
}
