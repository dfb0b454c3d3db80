using Microsoft.AspNetCore.Connections;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Counts every connection from its first packet on, by address and by how far it has come, and turns away what is too much.</summary>
/// <remarks>It stands ahead of TLS and HTTP, so that a flood costs no handshake and half a request holds a place that is limited.</remarks>
internal sealed class OpenConnections(LimitOptions limits)
{
    private readonly Dictionary<string, AddressUse> _addresses = [];
    private readonly Lock _lock = new();
    private int _waiting;
    private int _admitted;

    /// <summary>Connections that are no websocket (yet).</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Websockets that are open.</summary>
    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>Addresses with an open connection.</summary>
    public int Addresses
    {
        get
        {
            lock (_lock)
            {
                return _addresses.Count;
            }
        }
    }

    /// <summary>Told the address of a connection that was dropped unheard.</summary>
    public Action<string>? Dropped { get; set; }

    /// <summary>Runs one connection.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as System.Net.IPEndPoint)?.Address;
        if (TryEnter(NetworkPlace.Of(address)) is not { } place)
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
            if (_admitted >= most || (!isKnown && place.Address.Strangers >= limits.StrangersPerAddress))
            {
                return false;
            }

            Count(place, -1);
            place.Stage = isKnown ? ConnectionStage.Known : ConnectionStage.Stranger;
            Count(place, 1);
            return true;
        }
    }

    private ConnectionPlace? TryEnter(string name)
    {
        lock (_lock)
        {
            _addresses.TryGetValue(name, out var address);
            if (_waiting >= limits.Waiting || address?.Waiting >= limits.WaitingPerAddress)
            {
                return null;
            }

            if (address is null)
            {
                _addresses[name] = address = new AddressUse(name);
            }

            var place = new ConnectionPlace(address);
            Count(place, 1);
            return place;
        }
    }

    private void Leave(ConnectionPlace place)
    {
        lock (_lock)
        {
            Count(place, -1);
            if (place.Address.IsIdle)
            {
                _addresses.Remove(place.Address.Name);
            }
        }
    }

    private void Count(ConnectionPlace place, int change)
    {
        switch (place.Stage)
        {
            case ConnectionStage.Waiting:
                _waiting += change;
                place.Address.Waiting += change;
                break;
            case ConnectionStage.Stranger:
                _admitted += change;
                place.Address.Strangers += change;
                break;
            default:
                _admitted += change;
                place.Address.Known += change;
                break;
        }
    }
}

/// <summary>The connections of one address; changed under the lock of <see cref="OpenConnections"/> alone.</summary>
/// <param name="name">See <see cref="NetworkPlace"/>.</param>
internal sealed class AddressUse(string name)
{
    public string Name { get; } = name;

    public int Waiting { get; set; }

    public int Strangers { get; set; }

    public int Known { get; set; }

    public bool IsIdle => (Waiting, Strangers, Known) == (0, 0, 0);
}

/// <summary>One connection as it is counted.</summary>
/// <param name="address">Where it comes from; shared by all connections of that address.</param>
internal sealed class ConnectionPlace(AddressUse address)
{
    public AddressUse Address { get; } = address;

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
