namespace Ocpp.Rpc;

/// <summary>Id that ties an answer to its CALL (OCPP-J §4.1.4): a string of at most 36 characters.</summary>
/// <param name="Text">The id, without quotes.</param>
/// <param name="IsNumber">True when the peer wrote a JSON number; it gets the same token back.</param>
public readonly record struct MessageId(string Text, bool IsNumber = false)
{
    /// <summary>Longest id of the specification, in characters.</summary>
    public const int MaxLength = 36;

    /// <summary>An id that no other CALL of this process has.</summary>
    public static MessageId New() => new(Guid.CreateVersion7().ToString());

    /// <inheritdoc />
    public override string ToString() => Text;
}
