using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Limits of one connection.</summary>
public sealed record OcppConnectionOptions
{
    /// <summary>How strictly incoming payloads are read at first.</summary>
    public ValidationMode Mode { get; init; } = ValidationMode.Lenient;

    /// <summary>Longest wait for the answer to a CALL of this side (OCPP-J §4.1.1).</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>CALLs of the peer that may wait while one is handled; when all places are taken, nothing more is read until one is free.</summary>
    public int MaxQueuedCalls { get; init; } = 16;

    /// <summary>Frames in a row that are not OCPP-J before the connection is closed with 1002.</summary>
    public int MaxMalformedFrames { get; init; } = 100;

    /// <summary>Longest wait for the peer to take a frame; one that reads nothing for so long is dropped.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the peer's close frame after ours.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Why a connection ended.</summary>
public enum DisconnectReason
{
    /// <summary>The peer sent a close frame.</summary>
    ClosedByPeer,

    /// <summary>The connection broke without a close frame.</summary>
    Lost,

    /// <summary>This side closed it: see the code and reason it gave.</summary>
    ClosedByUs,

    /// <summary>This side dropped it without a close frame.</summary>
    Aborted,

    /// <summary>A message was longer than the limit.</summary>
    MessageTooBig,

    /// <summary>Too many frames in a row were not OCPP-J.</summary>
    NotOcpp,

    /// <summary>The peer went on sending faster than it is read.</summary>
    TooFast,

    /// <summary>A long message found no room beside those of others.</summary>
    NoRoom,

    /// <summary>A message was begun and not finished in time.</summary>
    Unfinished,
}
