using System.Buffers;

namespace Ocpp.Rpc;

/// <summary>How a wait for a message ended.</summary>
public enum InboundKind
{
    /// <summary>A text message.</summary>
    Text,

    /// <summary>A binary message.</summary>
    Binary,

    /// <summary>The peer closes.</summary>
    Close,

    /// <summary>A message above the size limit; nothing more can be read.</summary>
    TooBig,

    /// <summary>A long message for which there is no room beside those of others; nothing more can be read.</summary>
    NoRoom,
}

/// <summary>One message in a rented buffer, valid until it is disposed.</summary>
public readonly struct InboundMessage : IDisposable
{
    private readonly byte[]? _rented;
    private readonly int _length;
    private readonly LongMessageRoom? _room;

    private InboundMessage(InboundKind kind, byte[]? rented, int length, LongMessageRoom? room) => (Kind, _rented, _length, _room) = (kind, rented, length, room);

    /// <summary>How the wait ended.</summary>
    public InboundKind Kind { get; }

    /// <summary>The bytes of the message.</summary>
    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, _length);

    /// <summary>A message in a buffer rented from the shared pool, which passes to the message.</summary>
    /// <param name="kind">Text or binary.</param>
    /// <param name="rented">The buffer.</param>
    /// <param name="length">Bytes of it that are the message.</param>
    /// <param name="room">Gets back the length of the buffer when the message is disposed; null for a short one.</param>
    public static InboundMessage Of(InboundKind kind, byte[] rented, int length, LongMessageRoom? room = null) => new(kind, rented, length, room);

    /// <summary>The end of a conversation, or a message without content.</summary>
    public static InboundMessage WithoutContent(InboundKind kind) => new(kind, null, 0, null);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_rented is not null)
        {
            _room?.Return(_rented.Length);
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
