using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;

namespace Ocpp.Rpc;

/// <summary>What became of a frame.</summary>
internal enum SendResult
{
    Sent,

    /// <summary>No byte of it left.</summary>
    NotBegun,

    /// <summary>Some of it may have left, or all.</summary>
    Broken,
}

/// <summary>Sends the frames of one conversation, one after the other; whoever has one waits for its turn.</summary>
/// <remarks>Safe for concurrent use. A peer that does not take a frame in time is dropped.</remarks>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "It holds nothing but memory, and callers may still wait on it when the conversation is over.")]
internal sealed class FrameSender(IMessageSocket socket, ConversationEnd end, OcppConnectionOptions options, IOcppConnectionObserver observer, TimeProvider time)
{
    /// <summary>Longest wait for our close frame to leave, and then for the peer's.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Sends a frame when its turn comes. Never throws for what a peer or the network does.</summary>
    /// <param name="buffer">The frame; given back when it is sent.</param>
    /// <param name="info">What it is.</param>
    /// <param name="begins">Asked when the turn has come; false sends nothing.</param>
    public async ValueTask<SendResult> SendAsync(FrameBuffer buffer, FrameInfo info, Func<bool>? begins = null)
    {
        try
        {
            await _turn.WaitAsync().ConfigureAwait(false);
            try
            {
                if (begins?.Invoke() == false)
                {
                    return SendResult.NotBegun;
                }

                observer.FrameSent(info, buffer.Frame.Span);
                var sending = socket.SendAsync(buffer.Frame, CancellationToken.None);
                if (!sending.IsCompletedSuccessfully)
                {
                    await SendInTimeAsync(sending.AsTask()).ConfigureAwait(false);
                }

                return SendResult.Sent;
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The receive loop learns of the loss as well and ends the conversation.
            return SendResult.Broken;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>Sends the close frame. Never throws for what a peer or the network does.</summary>
    public async Task CloseAsync(int closeCode, string reason)
    {
        if (!await _turn.WaitAsync(CloseTimeout).ConfigureAwait(false))
        {
            // A frame is stuck on the way to a peer that does not read.
            end.Abort();
            return;
        }

        try
        {
            await socket.CloseOutputAsync(closeCode, reason, CancellationToken.None).WaitAsync(CloseTimeout, time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or TimeoutException or ObjectDisposedException)
        {
            // Gone already, or not reading.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for a frame the peer does not take at once; the frame's buffer is in use until the send itself ends.</summary>
    private async Task SendInTimeAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(options.SendTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            end.Abort();
            await sending.ConfigureAwait(false);
        }
    }
}
