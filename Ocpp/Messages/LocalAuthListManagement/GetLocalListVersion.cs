using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Asks for the version of the Local Authorization List.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.10 (behaviour), §6.27 (no fields).</remarks>
[OcppAction("GetLocalListVersion", SentBy.CentralSystem, FeatureProfile.LocalAuthListManagement)]
public sealed partial record GetLocalListVersionRequest : IOcppRequest<GetLocalListVersionResponse>;

/// <summary>Answers a GetLocalListVersion.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.28, §5.10 (0 and -1).</remarks>
public sealed partial record GetLocalListVersionResponse : IOcppResponse
{
    /// <summary>0 when the list is empty, -1 when the Charge Point has no such list.</summary>
    [Range(-1, int.MaxValue)]
    public required int ListVersion { get; init; }
}
