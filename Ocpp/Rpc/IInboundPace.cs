namespace Ocpp.Rpc;

/// <summary>How fast a peer is read. Called by the receive loop alone, once for each message: it must cost next to nothing.</summary>
public interface IInboundPace
{
    /// <summary>Counts a message that has come.</summary>
    /// <param name="bytes">Its length.</param>
    /// <returns>How long to wait before the next one is read, zero for not at all; null when the peer has to go.</returns>
    TimeSpan? Take(int bytes);
}
