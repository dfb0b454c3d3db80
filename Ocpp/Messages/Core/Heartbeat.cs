using Ocpp.Payloads;

namespace Ocpp.Messages;

/// <summary>Shows that the Charge Point is alive and asks for the time.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §4.6 (behaviour), §6.29 (no fields).</remarks>
[OcppAction("Heartbeat", SentBy.ChargePoint, FeatureProfile.Core)]
public sealed partial record HeartbeatRequest : IOcppRequest<HeartbeatResponse>;

/// <summary>Answers a Heartbeat.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.30.</remarks>
public sealed partial record HeartbeatResponse : IOcppResponse
{
    /// <summary>Time of the Central System; the Charge Point should set its clock by it (§4.6).</summary>
    public required DateTimeOffset CurrentTime { get; init; }
}
