using System.Text;
using ChargePointEmulator.Connection;

namespace ChargePointEmulator.Quirks;

/// <summary>Offers no subprotocol in the handshake (against OCPP-J §3.1.2).</summary>
internal sealed class NoSubprotocol : Quirk
{
    public override Handshake Handshake(Handshake handshake) => handshake with { OffersNoSubprotocol = true };
}

/// <summary>Ends its URL with a slash.</summary>
internal sealed class TrailingSlash : Quirk
{
    public override Handshake Handshake(Handshake handshake) => handshake with { EndsWithSlash = true };
}

/// <summary>Writes its identity in small letters, however it was registered.</summary>
internal sealed class LowercaseIdentity : Quirk
{
    public override Handshake Handshake(Handshake handshake) => handshake with { Identity = handshake.Identity.ToLowerInvariant() };
}

/// <summary>Offers later versions of the protocol first, and speaks 1.6 when that is chosen.</summary>
internal sealed class OtherVersions : Quirk
{
    public override Handshake Handshake(Handshake handshake) => handshake with { OffersOtherVersions = true };
}

/// <summary>Has its identity twice in the URL.</summary>
internal sealed class DoubledIdentity : Quirk
{
    public override Handshake Handshake(Handshake handshake) => handshake with { HasIdentityTwice = true };
}

/// <summary>Sends its messages as binary ones (against OCPP-J §4.1.2).</summary>
internal sealed class BinaryFrames : Quirk
{
    public override Handshake Handshake(Handshake handshake) => handshake with { SendsBinary = true };
}

/// <summary>Sends the hex digits of its AuthorizationKey as the password, not the bytes they stand for (against OCPP-J §6.2.2).</summary>
internal sealed class HexPassword : Quirk
{
    public override Handshake Handshake(Handshake handshake) =>
        handshake with { Password = handshake.Password is { } password ? Encoding.ASCII.GetBytes(Convert.ToHexString(password)) : null };
}
