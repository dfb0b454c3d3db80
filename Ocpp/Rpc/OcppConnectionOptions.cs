using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Limits of one connection.</summary>
public sealed record OcppConnectionOptions
{
    /// <summary>How strictly incoming payloads are read at first.</summary>
    public ValidationMode Mode { get; init; } = ValidationMode.Lenient;

    /// <summary>Longest wait for the answer to a CALL of this side (OCPP-J §4.1.1).</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Frames in a row that are not OCPP-J before the connection is closed with 1002.</summary>
    public int MaxMalformedFrames { get; init; } = 100;

    /// <summary>Longest wait for the peer to take a frame; one that reads nothing for so long is dropped.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
