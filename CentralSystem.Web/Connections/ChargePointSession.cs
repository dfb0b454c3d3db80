using System.Collections.Concurrent;
using CentralSystem.Web.ChargePoints;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>One connection of one Charge Point: who is there, the conversation, and its signs of life.</summary>
internal sealed class ChargePointSession(ChargePointState chargePoint, PingStream stream, string remoteAddress, DateTimeOffset connectedAt)
{
    private ConcurrentDictionary<string, bool>? _triggered;

    /// <summary>What is known of the Charge Point. Replaced once, when a stranger's first boot is stored.</summary>
    public ChargePointState ChargePoint { get; set; } = chargePoint;

    /// <summary>Identity in its stored spelling.</summary>
    public string Identity => ChargePoint.Identity;

    /// <summary>The conversation.</summary>
    public OcppConnection<ChargePointSession> Connection { get; set; } = null!;

    /// <summary>The stream under the websocket: bytes seen, pings.</summary>
    public PingStream Stream { get; } = stream;

    public string RemoteAddress { get; } = remoteAddress;

    public DateTimeOffset ConnectedAt { get; } = connectedAt;

    /// <summary>Set when a newer connection of the same identity took over.</summary>
    public bool WasReplaced { get; set; }

    /// <summary>Set when the watchdog ended the connection because the peer was silent.</summary>
    public bool WasUnresponsive { get; set; }

    /// <summary>Remembers that we asked for a message, so that even a pending Charge Point may send it (OCPP 1.6 §4.2).</summary>
    public void Triggered(string action) => (_triggered ??= new())[action] = true;

    public bool WasTriggered(string action) => _triggered?.ContainsKey(action) == true;
}
