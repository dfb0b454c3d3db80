using Ocpp.Payloads;
using Ocpp.Types;

namespace Ocpp.Messages;

/// <summary>Asks for configuration keys.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.8 (behaviour), §6.23 (fields).</remarks>
[OcppAction("GetConfiguration", SentBy.CentralSystem, FeatureProfile.Core)]
public sealed partial record GetConfigurationRequest : IOcppRequest<GetConfigurationResponse>
{
    /// <summary>Keys wanted, each a CiString50Type; absent or empty, all of them.</summary>
    [ItemMaxLength(50)]
    public IReadOnlyList<string>? Key { get; init; }
}

/// <summary>Answers a GetConfiguration.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.24.</remarks>
public sealed partial record GetConfigurationResponse : IOcppResponse
{
    /// <summary>The requested keys that are known, or all known ones.</summary>
    public IReadOnlyList<KeyValue>? ConfigurationKey { get; init; }

    /// <summary>The requested keys that are not known.</summary>
    [ItemMaxLength(50)]
    public IReadOnlyList<string>? UnknownKey { get; init; }
}
