using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Takes up new connections one at a time among all other work, so that a flood of them waits outside and not before the messages of those inside.</summary>
/// <remarks>
/// The server takes up whatever waits at the socket in one go, and each new connection is work in the queue that received bytes wait in as well.
/// Here the next one is taken up when that queue has been gone through once (docs/decisions/0037-new-connections-wait-outside.md).
/// </remarks>
internal sealed class FairListenerFactory(SocketTransportFactory sockets) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new FairListener(await sockets.BindAsync(endpoint, cancellationToken));

    private sealed class FairListener(IConnectionListener sockets) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            var turn = new TaskCompletionSource();
            ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
            await turn.Task;
            return await sockets.AcceptAsync(cancellationToken);
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
