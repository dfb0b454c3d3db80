using System.Collections.Concurrent;
using CentralSystem.Web.ChargePoints;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections;

/// <summary>One connection of one Charge Point: who is there, the conversation, and its signs of life.</summary>
internal sealed class ChargePointSession(ChargePointState chargePoint, PingStream stream, string remoteAddress, DateTimeOffset connectedAt)
{
    /// <summary>See <see cref="EndOf"/>: a newer connection of the same identity took over.</summary>
    public const string Replaced = "Replaced";

    /// <summary>See <see cref="EndOf"/>: it answered no ping.</summary>
    public const string Unresponsive = "Unresponsive";

    /// <summary>See <see cref="EndOf"/>: its certificate was revoked.</summary>
    public const string CertificateRevoked = "CertificateRevoked";

    /// <summary>A message that was asked for has come by then, or does not come.</summary>
    private static readonly TimeSpan TriggerLifetime = TimeSpan.FromMinutes(2);

    private ConcurrentDictionary<string, (int Left, DateTimeOffset Until)>? _triggered;

    /// <summary>What is known of the Charge Point. Replaced once, when a stranger's first boot is stored.</summary>
    public ChargePointState ChargePoint { get; set; } = chargePoint;

    /// <summary>Identity in its stored spelling.</summary>
    public string Identity => ChargePoint.Identity;

    /// <summary>The conversation.</summary>
    public OcppConnection<ChargePointSession> Connection { get; set; } = null!;

    /// <summary>The stream under the websocket: bytes seen, pings.</summary>
    public PingStream Stream { get; } = stream;

    public string RemoteAddress { get; } = remoteAddress;

    /// <summary>Scheme and authority through which the Charge Point reached us, such as <c>http://csms:8080</c>; null when it named no host.</summary>
    public string? HttpOrigin { get; init; }

    public DateTimeOffset ConnectedAt { get; } = connectedAt;

    /// <summary>Security profile of the connection.</summary>
    public byte SecurityProfile { get; init; }

    /// <summary>The certificate it came with and those above it; null for none.</summary>
    public IReadOnlyList<Tls.CertificateName>? CertificateChain { get; init; }

    /// <summary>Set when a newer connection of the same identity took over.</summary>
    public bool WasReplaced { get; set; }

    /// <summary>Set on the storage writer's thread once the outside is told of the connection.</summary>
    public bool IsTold { get; set; }

    /// <summary>Set when the watchdog ended the connection because the peer was silent.</summary>
    public bool WasUnresponsive { get; set; }

    /// <summary>Set when the connection is ended because its certificate was revoked.</summary>
    public bool WasRevoked { get; set; }

    /// <summary>Why the connection ended, as people and counters are told.</summary>
    public string EndOf(DisconnectReason reason) => WasReplaced ? Replaced : WasRevoked ? CertificateRevoked : WasUnresponsive ? Unresponsive : reason.ToString();

    /// <summary>Remembers that we asked for messages, so that even a pending Charge Point may send them (OCPP 1.6 §4.2).</summary>
    /// <param name="action">Operation of the messages.</param>
    /// <param name="messages">How many were asked for.</param>
    /// <param name="now">The time.</param>
    public void Triggered(string action, int messages, DateTimeOffset now) => (_triggered ??= new())[action] = (messages, now + TriggerLifetime);

    /// <summary>The Charge Point refused to send what it was asked for.</summary>
    public void NotTriggered(string action) => _triggered?.TryRemove(action, out _);

    /// <summary>Whether the message is one we asked for; it counts as come.</summary>
    public bool TakeTriggered(string action, DateTimeOffset now)
    {
        if (_triggered is null || !_triggered.TryGetValue(action, out var asked) || asked.Left == 0 || asked.Until < now)
        {
            return false;
        }

        _triggered[action] = (asked.Left - 1, asked.Until);
        return true;
    }
}
