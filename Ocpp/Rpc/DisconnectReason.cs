namespace Ocpp.Rpc;

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
