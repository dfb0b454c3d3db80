using Microsoft.AspNetCore.Connections;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Counts every connection from its first packet on, by address and by how far it has come, and turns away what is too much.</summary>
/// <remarks>It stands ahead of TLS and HTTP, so that a flood costs no handshake and half a request holds a place that is limited.</remarks>
internal sealed class OpenConnections(LimitOptions limits)
{
    private readonly Dictionary<string, Held> _places = [];
    private readonly Lock _lock = new();
    private int _waiting;
    private int _admitted;

    /// <summary>Connections that are no websocket (yet).</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Websockets that are open.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>Addresses with an open connection.</summary>
    public int Places
    {
        get
        {
            lock (_lock)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>Told the address of a connection that was dropped unheard.</summary>
    public Action<string>? Dropped { get; set; }

    /// <summary>Runs one connection.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as System.Net.IPEndPoint)?.Address;
        var place = new ConnectionPlace(NetworkPlace.Of(address));
        if (!TryEnter(place))
        {
            Dropped?.Invoke(address?.ToString() ?? "");
            connection.Abort(new ConnectionAbortedException("Too many connections."));
            return;
        }

        connection.Features.Set(place);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(place);
        }
    }

    /// <summary>Lets a handshake become a websocket.</summary>
    /// <param name="place">Where it comes from.</param>
    /// <param name="isKnown">Whether it was accepted before.</param>
    /// <returns>False when there is no room for it.</returns>
    public bool TryAdmit(ConnectionPlace place, bool isKnown)
    {
        lock (_lock)
        {
            var most = isKnown ? limits.Connections : (int)(limits.Connections * (100L - limits.ReservedPercent) / 100);
            var held = _places.GetValueOrDefault(place.Name);
            if (_admitted >= most || (!isKnown && held.Strangers >= limits.StrangersPerAddress))
            {
                return false;
            }

            Count(place, -1);
            place.Stage = isKnown ? ConnectionStage.Known : ConnectionStage.Stranger;
            Count(place, 1);
            return true;
        }
    }

    private bool TryEnter(ConnectionPlace place)
    {
        lock (_lock)
        {
            if (_waiting >= limits.Waiting || _places.GetValueOrDefault(place.Name).Waiting >= limits.WaitingPerAddress)
            {
                return false;
            }

            Count(place, 1);
            return true;
        }
    }

    private void Leave(ConnectionPlace place)
    {
        lock (_lock)
        {
            Count(place, -1);
        }
    }

    private void Count(ConnectionPlace place, int change)
    {
        var held = _places.GetValueOrDefault(place.Name);
        switch (place.Stage)
        {
            case ConnectionStage.Waiting:
                (_waiting, held.Waiting) = (_waiting + change, held.Waiting + change);
                break;
            case ConnectionStage.Stranger:
                (_admitted, held.Strangers) = (_admitted + change, held.Strangers + change);
                break;
            default:
                (_admitted, held.Known) = (_admitted + change, held.Known + change);
                break;
        }

        if (held == default)
        {
            _places.Remove(place.Name);
        }
        else
        {
            _places[place.Name] = held;
        }
    }

    private record struct Held(int Waiting, int Strangers, int Known);
}

/// <summary>One connection as it is counted.</summary>
/// <param name="name">See <see cref="NetworkPlace"/>.</param>
internal sealed class ConnectionPlace(string name)
{
    public string Name { get; } = name;

    public ConnectionStage Stage { get; set; }
}

/// <summary>How far a connection has come.</summary>
internal enum ConnectionStage
{
    /// <summary>It is no websocket (yet).</summary>
    Waiting,

    /// <summary>A websocket of an identity that was not accepted before.</summary>
    Stranger,

    /// <summary>A websocket of a Charge Point that was.</summary>
    Known,
}
