using System.Text.Json.Serialization;

namespace Ocpp.Types;

/// <summary>Why a value was sampled.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.35.</remarks>
public enum ReadingContext
{
    /// <summary>An interruption starts.</summary>
    [JsonStringEnumMemberName("Interruption.Begin")]
    InterruptionBegin,

    /// <summary>Charging resumes after an interruption.</summary>
    [JsonStringEnumMemberName("Interruption.End")]
    InterruptionEnd,

    /// <summary>Any other situation.</summary>
    Other,

    /// <summary>A clock-aligned interval is over.</summary>
    [JsonStringEnumMemberName("Sample.Clock")]
    SampleClock,

    /// <summary>A period counted from the start of the transaction is over. The default.</summary>
    [JsonStringEnumMemberName("Sample.Periodic")]
    SamplePeriodic,

    /// <summary>The transaction starts.</summary>
    [JsonStringEnumMemberName("Transaction.Begin")]
    TransactionBegin,

    /// <summary>The transaction ends.</summary>
    [JsonStringEnumMemberName("Transaction.End")]
    TransactionEnd,

    /// <summary>A TriggerMessage asked for it.</summary>
    Trigger,
}
