using CentralSystem.Web.ChargePoints;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Connections;

/// <summary>Decides who is let in, in the order of rules A1: identity (404), credentials (401), subprotocol (400).</summary>
internal sealed class Doorkeeper(
    ChargePointDirectory directory, IOptions<RegistrationOptions> registration, IOptions<ConnectionOptions> options, ConnectionDrain drain)
{
    /// <summary>The subprotocol of this product (OCPP-J §3.1.2).</summary>
    public const string Subprotocol = "ocpp1.6";

    public HandshakeVerdict Judge(HandshakeRequest request)
    {
        if (drain.IsStopping)
        {
            return new HandshakeVerdict.Refused(StatusCodes.Status503ServiceUnavailable, ConnectionRefusal.Stopping, "The central system is stopping; connect again in a moment.");
        }

        if (request.Identity is null)
        {
            return new HandshakeVerdict.Refused(StatusCodes.Status404NotFound, ConnectionRefusal.InvalidIdentity,
                $"End the URL with the identity of the Charge Point: 1 to {HandshakeRequest.MaxIdentityLength} printable characters, such as /ocpp/CP001.");
        }

        if (!request.IsWebSocket)
        {
            return new HandshakeVerdict.Refused(StatusCodes.Status426UpgradeRequired, ConnectionRefusal.NotAWebSocket,
                "Connect with a websocket client (ws://): this is no web page. A proxy in between has to pass the Upgrade and Connection headers.");
        }

        if (directory.IsRemoved(request.Identity))
        {
            return new HandshakeVerdict.Refused(StatusCodes.Status404NotFound, ConnectionRefusal.UnknownChargePoint,
                "An operator removed this Charge Point; register the identity again to let it in.");
        }

        return Who(request.Identity) is { } chargePoint
            ? RefusalOfCredentials(request, chargePoint) ?? ChooseSubprotocol(request, chargePoint)
            : new HandshakeVerdict.Refused(StatusCodes.Status404NotFound, ConnectionRefusal.UnknownChargePoint,
                "Register this identity first, or set Registration:UnknownChargePoints to Accept or Pending.");
    }

    private ChargePointState? Who(string identity)
    {
        if (directory.TryFind(identity, out var known))
        {
            return known;
        }

        return registration.Value.UnknownChargePoints switch
        {
            UnknownChargePointPolicy.Accept => new ChargePointState(identity) { Registration = RegistrationStatus.Accepted },
            UnknownChargePointPolicy.Pending => new ChargePointState(identity) { Registration = RegistrationStatus.Pending },
            _ => null,
        };
    }

    private static HandshakeVerdict.Refused? RefusalOfCredentials(HandshakeRequest request, ChargePointState chargePoint)
    {
        if (chargePoint.PasswordHash is not { } stored)
        {
            return null;
        }

        if (!BasicCredentials.TryParse(request.Authorization, out var credentials))
        {
            return new(StatusCodes.Status401Unauthorized, ConnectionRefusal.MissingCredentials,
                "A password is set for this Charge Point: it has to send Basic authentication with its identity as user name.");
        }

        var isUser = string.Equals(credentials.Value.UserName, chargePoint.Identity, StringComparison.OrdinalIgnoreCase);
        var isPassword = ChargePointPassword.Verify(stored, credentials.Value.Password.Span);
        return isUser && isPassword
            ? null
            : new(StatusCodes.Status401Unauthorized, ConnectionRefusal.WrongCredentials,
                isUser ? "The password is wrong: set the same one here and in the Charge Point." : $"The user name has to be the identity, {chargePoint.Identity}.");
    }

    private HandshakeVerdict ChooseSubprotocol(HandshakeRequest request, ChargePointState chargePoint)
    {
        if (request.Subprotocols.Contains(Subprotocol))
        {
            return new HandshakeVerdict.Admitted(chargePoint, Subprotocol);
        }

        if (request.Subprotocols.Count > 0)
        {
            return new HandshakeVerdict.Refused(StatusCodes.Status400BadRequest, ConnectionRefusal.UnsupportedSubprotocol,
                $"Set the Charge Point to OCPP 1.6 JSON: it has to offer the subprotocol {Subprotocol}.");
        }

        return options.Value.AllowMissingSubprotocol
            ? new HandshakeVerdict.Admitted(chargePoint, null)
            : new HandshakeVerdict.Refused(StatusCodes.Status400BadRequest, ConnectionRefusal.MissingSubprotocol,
                $"The Charge Point has to send Sec-WebSocket-Protocol: {Subprotocol}. Where it cannot, set Ocpp:AllowMissingSubprotocol to true.");
    }
}
