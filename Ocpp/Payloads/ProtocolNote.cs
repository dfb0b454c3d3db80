namespace Ocpp.Payloads;

/// <summary>How strictly a payload is read.</summary>
public enum ValidationMode
{
    /// <summary>Deviations that leave the meaning intact are kept and noted (the default for Charge Points in the field).</summary>
    Lenient,

    /// <summary>Every deviation is an error; for tests, and for what this side is about to send.</summary>
    Strict,
}

/// <summary>Kinds of tolerated deviations from the specification.</summary>
public enum NoteKind
{
    /// <summary>A member the specification does not know (forbidden by OCPP-J errata §3.1).</summary>
    UnknownMember,

    /// <summary>Text longer than its type allows; kept whole.</summary>
    TooLong,

    /// <summary>Text outside an enumeration; kept as text.</summary>
    UnknownEnumValue,

    /// <summary>A member of an enumeration in another letter case; taken as that member.</summary>
    EnumCase,

    /// <summary><c>null</c> where an optional member should be left out.</summary>
    NullForAbsent,

    /// <summary>An empty string where an optional member should be left out.</summary>
    EmptyForAbsent,

    /// <summary>A number written as a string, or the other way round.</summary>
    TypeCoerced,

    /// <summary>A date-time without a zone; taken as UTC.</summary>
    DateWithoutZone,

    /// <summary>A date-time nobody can read; an optional one is left out, a required one becomes the time of receipt.</summary>
    UnreadableDate,

    /// <summary>A number outside its range; kept.</summary>
    OutOfRange,

    /// <summary>A list with fewer items than required.</summary>
    EmptyList,

    /// <summary>Members that contradict each other.</summary>
    ConditionalRule,

    /// <summary>The same member twice; the last one counts.</summary>
    DuplicateMember,

    /// <summary>A frame with a numeric message id; answered with the same token.</summary>
    NumericMessageId,

    /// <summary>A message id of more than 36 characters.</summary>
    LongMessageId,

    /// <summary>A message id used before on the same connection.</summary>
    ReusedMessageId,

    /// <summary>A frame without its payload; taken as an empty one.</summary>
    MissingPayload,

    /// <summary>A frame with more elements than its type has.</summary>
    ExtraElement,

    /// <summary>A text message in a binary frame.</summary>
    BinaryFrame,

    /// <summary>A message without content.</summary>
    EmptyFrame,

    /// <summary>A message type number other than 2, 3 and 4; ignored (OCPP-J §4.1.3).</summary>
    UnknownMessageType,

    /// <summary>A frame that cannot be read as OCPP-J.</summary>
    MalformedFrame,

    /// <summary>An answer to a CALL that was never asked.</summary>
    UnexpectedAnswer,

    /// <summary>A report that was answered but not kept, since too many came.</summary>
    NotKept,
}

/// <summary>One tolerated deviation.</summary>
/// <param name="Kind">What was tolerated.</param>
/// <param name="Action">Operation of the frame; empty when unknown.</param>
/// <param name="Field">Path of the member, such as <c>meterValue[0].timestamp</c>; empty for the frame itself.</param>
/// <param name="Text">What the peer wrote, or the broken rule.</param>
public sealed record ProtocolNote(NoteKind Kind, string Action, string Field, string Text);
