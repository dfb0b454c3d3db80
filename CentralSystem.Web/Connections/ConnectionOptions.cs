using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;
using Ocpp.Payloads;

namespace CentralSystem.Web.Connections;

/// <summary>Section <c>Ocpp</c>: the door, and the conversations behind it.</summary>
internal sealed class ConnectionOptions
{
    public const string Section = "Ocpp";

    /// <summary>How strictly messages are read where a Charge Point has no setting of its own.</summary>
    public ValidationMode Validation { get; set; } = ValidationMode.Lenient;

    /// <summary>Admits clients that offer no subprotocol as if they had offered <c>ocpp1.6</c>.</summary>
    public bool AllowMissingSubprotocol { get; set; }

    /// <summary>How a client without a common subprotocol is turned away.</summary>
    public SubprotocolRefusal SubprotocolRefusal { get; set; } = SubprotocolRefusal.Http;

    /// <summary>Longest wait for the answer to a CALL of ours.</summary>
    [Range(1, 3600)]
    public int CallTimeoutSeconds { get; set; } = 30;

    /// <summary>Hours the old password counts beside a new one that the Charge Point accepted, until it logs in with that; 0 ends it at once.</summary>
    [Range(0, 8_760)]
    public int OldPasswordHours { get; set; } = 24;

    /// <summary>Longest message that is read; a longer one closes the connection with 1009.</summary>
    [Range(4_096, 16_777_216)]
    public int MaxMessageBytes { get; set; } = 1_048_576;

    /// <summary>Longest wait at a stop until what was received is answered and the sockets are closed.</summary>
    [Range(1, 300)]
    public int ShutdownTimeoutSeconds { get; set; } = 10;

    /// <summary>Milliseconds between two pings of one connection; 0 sends none.</summary>
    [EnvironmentName("HEARTBEAT_INT_MS"), Range(100, 3_600_000), OrZero]
    public int PingIntervalMs { get; set; } = 30_000;

    /// <summary>Logs every frame, secrets masked.</summary>
    [EnvironmentName("LOG_PAYLOAD")]
    public bool LogPayload { get; set; }

    /// <summary>Logs connects, disconnects, pings and pongs.</summary>
    [EnvironmentName("LOG_LIFECYCLE")]
    public bool LogLifecycle { get; set; } = true;
}

/// <summary>How a client without a common subprotocol is turned away.</summary>
internal enum SubprotocolRefusal
{
    /// <summary>HTTP 400, no upgrade; what certification expects (TC_088_CSMS).</summary>
    Http,

    /// <summary>The upgrade is finished without a subprotocol and the socket closed at once (OCPP-J §3.2).</summary>
    Close,
}
