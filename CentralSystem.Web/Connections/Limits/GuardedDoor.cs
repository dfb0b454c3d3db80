using CentralSystem.Web.ChargePoints;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Stands before the <see cref="Doorkeeper"/>: hears no more of an address or an identity than is good for the others.</summary>
/// <remarks>Known Charge Points get in where strangers do not, and no stranger can use up what an identity has.</remarks>
internal sealed class GuardedDoor(
    Doorkeeper doorkeeper, ChargePointDirectory directory, OpenConnections connections, ConnectionAttempts attempts, IOptions<LimitOptions> options, TimeProvider time)
{
    private readonly LimitOptions _limits = options.Value;
    private readonly KeyedBuckets _handshakes = new(options.Value.HandshakesPerAddressPerMinute, time);
    private readonly KeyedBuckets _refusals = new(options.Value.RefusalsPerAddressPerMinute, time);
    private readonly KeyedBuckets _identities = new(options.Value.HandshakesPerIdentityPerMinute, time);
    private readonly CredentialThrottle _credentials = new(options.Value, time);

    /// <summary>Decides on a handshake.</summary>
    /// <param name="request">What the client asks for.</param>
    /// <param name="place">Its connection; null where nothing counts connections.</param>
    public HandshakeVerdict Judge(HandshakeRequest request, ConnectionPlace? place)
    {
        // Behind a trusted proxy the address is the client's, while the connection is the proxy's.
        var address = NetworkPlace.Of(request.RemoteAddress);
        var isKnown = request.Identity is { } identity && directory.TryFind(identity, out var chargePoint)
            && chargePoint is { WasAccepted: true, Registration: RegistrationStatus.Accepted };
        return Unheard(request, address, isKnown) ?? Judged(request, address, place, isKnown, doorkeeper.Judge(request));
    }

    /// <summary>Keeps a record of a connection that was closed because its peer sent too much.</summary>
    public void Ended(ChargePointSession session, DisconnectReason reason)
    {
        if (reason is DisconnectReason.TooFast or DisconnectReason.NoRoom or DisconnectReason.Unfinished)
        {
            attempts.Add(new ConnectionAttempt
            {
                At = time.GetUtcNow(),
                RemoteAddress = session.RemoteAddress,
                Path = "",
                ChargePointId = session.Identity,
                Reason = ConnectionRefusal.ClosedForFlooding,
                Hint = reason switch
                {
                    DisconnectReason.TooFast => $"It sent more than {_limits.MessagesPerSecond} messages or {_limits.BytesPerSecond} bytes per second for {_limits.FloodSeconds} s on end. Look for a loop in its firmware, or raise Limits:MessagesPerSecond and Limits:BytesPerSecond.",
                    DisconnectReason.NoRoom => "The long messages of all connections together found no room. Raise Limits:LongMessagesMiB, or have shorter messages sent.",
                    _ => $"It began a message and did not finish it within Limits:MessageSeconds ({_limits.MessageSeconds} s).",
                },
            });
        }
    }

    private HandshakeVerdict.Refused? Unheard(HandshakeRequest request, string place, bool isKnown)
    {
        if (!_handshakes.TryTake(place))
        {
            return TooMany("This address opened more connections than Limits:HandshakesPerAddressPerMinute allows; connect again in a minute.");
        }

        if (!isKnown && !_refusals.HasRoom(place))
        {
            return TooMany("This address was refused more often than Limits:RefusalsPerAddressPerMinute allows; strangers from there have to wait a minute. The attempts before this one tell why.");
        }

        return request.Identity is { } identity && _credentials.Wait(identity, place) is { Ticks: > 0 } wait
            ? new(StatusCodes.Status429TooManyRequests, ConnectionRefusal.LockedOut,
                $"Too many wrong passwords: try again in {Math.Ceiling(wait.TotalSeconds)} s, with the password that is set here for this Charge Point.")
            : null;
    }

    private HandshakeVerdict Judged(HandshakeRequest request, string address, ConnectionPlace? place, bool isKnown, HandshakeVerdict verdict)
    {
        if (verdict is HandshakeVerdict.Refused refused)
        {
            _refusals.TryTake(address);
            if (refused.Reason == ConnectionRefusal.WrongCredentials)
            {
                _credentials.Failed(request.Identity!, address);
            }

            return verdict;
        }

        var chargePoint = ((HandshakeVerdict.Admitted)verdict).ChargePoint;
        if (!isKnown && chargePoint.Key == 0 && directory.Count >= _limits.ChargePoints)
        {
            return Full("There are as many Charge Points as Limits:ChargePoints allows strangers to become; register this one, or raise the setting.");
        }

        // Only who was let in counts: a stranger without the password takes nothing of what the identity has.
        if (!_identities.TryTake(chargePoint.Identity))
        {
            return TooMany("This identity connected more often than Limits:HandshakesPerIdentityPerMinute allows. Look for two Charge Points with one identity, or one that reconnects in a loop.");
        }

        if (place is not null && !connections.TryAdmit(place, isKnown))
        {
            return Full(isKnown
                ? "All places of Limits:Connections are taken."
                : "The places for Charge Points that were not accepted before are taken: see Limits:Connections, Limits:ReservedPercent and Limits:StrangersPerAddress.");
        }

        if (chargePoint.Security != ChargePointSecurity.Open)
        {
            _credentials.Succeeded(chargePoint.Identity, address);
        }

        return verdict;
    }

    private static HandshakeVerdict.Refused TooMany(string hint) => new(StatusCodes.Status429TooManyRequests, ConnectionRefusal.TooManyHandshakes, hint);

    private static HandshakeVerdict.Refused Full(string hint) => new(StatusCodes.Status503ServiceUnavailable, ConnectionRefusal.TooManyConnections, hint);
}
