using CentralSystem.Web.ChargePoints;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Connections;

/// <summary>Decides who is let in, in the order of rules A1: identity (404), security profile and credentials (401, 403), subprotocol (400).</summary>
internal sealed class Doorkeeper(
    ChargePointDirectory directory, ChargePointLogins logins, IOptions<RegistrationOptions> registration, IOptions<ConnectionOptions> options, ConnectionDrain drain)
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

        return Who(request) is { } chargePoint
            ? Admit(request, chargePoint)
            : new HandshakeVerdict.Refused(StatusCodes.Status404NotFound, ConnectionRefusal.UnknownChargePoint,
                "Register this identity first, or set Registration:UnknownChargePoints to Accept or Pending.");
    }

    private ChargePointState? Who(HandshakeRequest request)
    {
        if (directory.TryFind(request.Identity!, out var known))
        {
            return known;
        }

        return registration.Value.UnknownChargePoints switch
        {
            UnknownChargePointPolicy.Accept => Stranger(request, RegistrationStatus.Accepted),
            UnknownChargePointPolicy.Pending => Stranger(request, RegistrationStatus.Pending),
            _ => null,
        };
    }

    /// <summary>One that comes with a certificate will never be taken for one that comes without.</summary>
    private static ChargePointState Stranger(HandshakeRequest request, RegistrationStatus status) => new(request.Identity!)
    {
        Registration = status,
        Security = request.Channel.Certificate is null ? ChargePointSecurity.Open : new ChargePointSecurity { Profile = SecurityProfiles.TlsWithCertificate },
    };

    private HandshakeVerdict Admit(HandshakeRequest request, ChargePointState chargePoint)
    {
        var login = logins.Check(request, chargePoint);
        return login.Refusal ?? ChooseSubprotocol(request, chargePoint, login);
    }

    private HandshakeVerdict ChooseSubprotocol(HandshakeRequest request, ChargePointState chargePoint, ChargePointLogin login)
    {
        if (request.Subprotocols.Contains(Subprotocol))
        {
            return new HandshakeVerdict.Admitted(chargePoint, Subprotocol, login.SecurityProfile, login.Settlement);
        }

        if (request.Subprotocols.Count > 0)
        {
            return new HandshakeVerdict.Refused(StatusCodes.Status400BadRequest, ConnectionRefusal.UnsupportedSubprotocol,
                $"Set the Charge Point to OCPP 1.6 JSON: it has to offer the subprotocol {Subprotocol}.");
        }

        return options.Value.AllowMissingSubprotocol
            ? new HandshakeVerdict.Admitted(chargePoint, null, login.SecurityProfile, login.Settlement)
            : new HandshakeVerdict.Refused(StatusCodes.Status400BadRequest, ConnectionRefusal.MissingSubprotocol,
                $"The Charge Point has to send Sec-WebSocket-Protocol: {Subprotocol}. Where it cannot, set Ocpp:AllowMissingSubprotocol to true.");
    }
}
