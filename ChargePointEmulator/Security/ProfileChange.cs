using System.Globalization;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Security;

/// <summary>The security profile: what a handshake is made of, and the step to a higher one with its way back.</summary>
/// <remarks>Source: whitepaper A00, A05. A profile is only ever raised over OCPP; the lower one returns when the higher one does not connect (A05.FR.08).</remarks>
internal sealed class ProfileChange(EmulatedChargePoint chargePoint)
{
    private const int MostFailures = 3;

    private int _failures;

    /// <summary>The profile before the last step, until the new one has connected.</summary>
    public int? FallBack { get; set; }

    private int Profile => chargePoint.Configuration.Number("SecurityProfile");

    private byte[]? Password =>
        chargePoint.Configuration.AuthorizationKey is { } key ? Convert.FromHexString(key)
        : chargePoint.Settings.Passwords.Find(chargePoint.Identity) ?? chargePoint.Settings.Password;

    /// <summary>Whether the Central System may ask for this profile: a higher one, and what it is made of is there (A05.FR.01 to 04).</summary>
    public bool IsAllowed(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var profile)
            && profile > Profile
            && (profile is not (1 or 2) || Password is not null)
            && (profile is not (2 or 3) || chargePoint.Settings.Insecure || chargePoint.Certificates.CentralSystemRoots.Count > 0)
            && (profile != 3 || chargePoint.Certificates.Own is not null);

    /// <summary>What the next handshake brings.</summary>
    public Handshake NextHandshake()
    {
        var profile = Profile;
        var isTls = profile >= 2 || chargePoint.Settings.Endpoint.Scheme == "wss";
        return new Handshake(chargePoint.Identity, profile == 3 ? null : Password, TimeSpan.FromSeconds(chargePoint.Configuration.Number("WebSocketPingInterval")))
        {
            Profile = profile,
            Tls = isTls ? TlsOf(profile) : null,
        };
    }

    /// <summary>The profile in force works.</summary>
    public void Connected()
    {
        _failures = 0;
        if (FallBack is not null)
        {
            FallBack = null;
            chargePoint.Keep();
        }
    }

    /// <summary>A handshake failed; after some of them a profile that never worked gives way to the one before.</summary>
    public void Refused(string? securityEvent)
    {
        if (securityEvent is not null)
        {
            chargePoint.Security.ReportOnce(securityEvent);
        }

        if (FallBack is { } before && ++_failures >= MostFailures)
        {
            (FallBack, _failures) = (null, 0);
            chargePoint.Configuration.SetInternally("SecurityProfile", before);
            chargePoint.Keep();
        }
    }

    private TlsIdentity TlsOf(int profile) => new(
        chargePoint.Certificates.CentralSystemRoots,
        profile == 3 ? chargePoint.Certificates.Own : null,
        chargePoint.Now,
        root => chargePoint.Do(() => chargePoint.Certificates.Trusted(root)));
}
