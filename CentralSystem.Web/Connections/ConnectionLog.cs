using CentralSystem.Web.Journal;

namespace CentralSystem.Web.Connections;

/// <summary>What is logged of connections.</summary>
internal sealed partial class ConnectionLog(ILogger<ConnectionLog> logger)
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "{ChargePoint} connected from {RemoteAddress}")]
    public partial void Connected(string chargePoint, string remoteAddress);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "{ChargePoint} reconnected from {RemoteAddress}; its connection of {PreviousDuration} is closed")]
    public partial void Reconnected(string chargePoint, string remoteAddress, TimeSpan previousDuration);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Information, Message = "{ChargePoint} disconnected after {Duration}: {Reason}")]
    public partial void Disconnected(string chargePoint, TimeSpan duration, string reason);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Information, Message = "{ChargePoint} pong after {Latency}")]
    public partial void Ponged(string chargePoint, TimeSpan latency);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "Refused {Path} from {RemoteAddress}: {Reason}. {Hint}")]
    public partial void Refused(string path, string remoteAddress, ConnectionRefusal reason, string hint);

    [LoggerMessage(EventId = 1206, Level = LogLevel.Information, Message = "{ChargePoint} {Direction} {Frame}")]
    public partial void Payload(string chargePoint, MessageDirection direction, string frame);

    [LoggerMessage(EventId = 1210, Level = LogLevel.Error, Message = "{ChargePoint} {Action} {MessageId} could not be handled; answered with InternalError")]
    public partial void HandlerFailed(Exception exception, string chargePoint, string action, string messageId);
}
