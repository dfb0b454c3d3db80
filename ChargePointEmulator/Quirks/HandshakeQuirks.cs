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
