using System.Diagnostics.CodeAnalysis;

namespace Ocpp.Rpc;

/// <summary>Whether and why one conversation ends: what receiving, sending and handling share.</summary>
/// <remarks>Safe for concurrent use. The first reason counts.</remarks>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "It holds nothing but memory, and handlers may still look at it when the conversation is over.")]
internal sealed class ConversationEnd(IMessageSocket socket)
{
    private readonly CancellationTokenSource _over = new();

    /// <summary>Why; null while the conversation goes on, and when the peer or the network ended it.</summary>
    public DisconnectReason? Reason { get; private set; }

    /// <summary>Whether the end is under way, or over.</summary>
    public bool IsUnderWay => Reason is not null || IsOver;

    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>Cancelled when nothing can be received or sent any more.</summary>
    public CancellationToken Over => _over.Token;

    public void Begin(DisconnectReason reason) => Reason ??= reason;

    /// <summary>Drops the connection at once.</summary>
    public void Abort(DisconnectReason reason = DisconnectReason.Aborted)
    {
        Begin(reason);
        socket.Abort();
    }

    public Task CompleteAsync() => _over.CancelAsync();
}
