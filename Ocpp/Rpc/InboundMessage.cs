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
}

/// <summary>One message in a rented buffer, valid until it is disposed.</summary>
public readonly struct InboundMessage : IDisposable
{
    private readonly byte[]? _rented;
    private readonly int _length;

    private InboundMessage(InboundKind kind, byte[]? rented, int length) => (Kind, _rented, _length) = (kind, rented, length);

    /// <summary>How the wait ended.</summary>
    public InboundKind Kind { get; }

    /// <summary>The bytes of the message.</summary>
    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, _length);

    /// <summary>A message in a buffer rented from the shared pool, which passes to the message.</summary>
    public static InboundMessage Of(InboundKind kind, byte[] rented, int length) => new(kind, rented, length);

    /// <summary>The end of a conversation, or a message without content.</summary>
    public static InboundMessage WithoutContent(InboundKind kind) => new(kind, null, 0);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
