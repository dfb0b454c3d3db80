namespace CentralSystem.Web.Journal;

/// <summary>One frame as it was received or sent.</summary>
internal sealed class JournalMessage
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Identity of the Charge Point.</summary>
    public required string ChargePointId { get; init; }

    public MessageDirection Direction { get; init; }

    /// <summary>2 CALL, 3 CALLRESULT, 4 CALLERROR, 0 for what is none of them.</summary>
    public int MessageTypeId { get; init; }

    /// <summary>Id that ties a CALL and its answer together; empty when unreadable.</summary>
    public required string MessageId { get; init; }

    /// <summary>Operation; empty when unknown.</summary>
    public required string Action { get; init; }

    /// <summary>The whole frame, secrets masked.</summary>
    public required string Frame { get; init; }

    /// <summary>For an answer: milliseconds since its CALL.</summary>
    public double? LatencyMs { get; init; }
}

/// <summary>Who sent a frame.</summary>
internal enum MessageDirection
{
    /// <summary>The Charge Point.</summary>
    Received,

    /// <summary>This central system.</summary>
    Sent,
}
