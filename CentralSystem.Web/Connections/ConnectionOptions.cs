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

    /// <summary>Longest wait for the answer to a CALL of ours, in seconds; 1 to 3600.</summary>
    public int CallTimeout { get; set; } = 30;

    /// <summary>Longest message that is read, in bytes; 4096 to 16777216. A longer one closes the connection with 1009.</summary>
    public int MaxMessageBytes { get; set; } = 1_048_576;

    /// <summary>Longest wait at a stop until what was received is answered and the sockets are closed, in seconds; 1 to 300.</summary>
    public int ShutdownTimeout { get; set; } = 10;

    /// <summary>Time between two pings of one connection, in milliseconds; 0 sends none. Set by <c>HEARTBEAT_INT_MS</c>.</summary>
    public int PingInterval { get; set; } = 30_000;

    /// <summary>Logs every frame, secrets masked. Set by <c>LOG_PAYLOAD</c>.</summary>
    public bool LogPayload { get; set; }

    /// <summary>Logs connects, disconnects, pings and pongs. Set by <c>LOG_LIFECYCLE</c>.</summary>
    public bool LogLifecycle { get; set; } = true;
}

/// <summary>How a client without a common subprotocol is turned away.</summary>
internal enum SubprotocolRefusal
{
    /// <summary>HTTP 400, no upgrade; what certification expects (TC_088_CSMS).</summary>
    Http,

    /// <summary>The upgrade is finished without a subprotocol and the socket closed at once (OCPP-J §3.2).</summary>
    CloseAfterUpgrade,
}
