using System.Globalization;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Proxies;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Configuration;

/// <summary>Keeps a Charge Point from being sent to a security profile it must not, or could not, come back with.</summary>
/// <remarks>Source: A00.FR.005 and A05.FR.01: a profile is never lowered over OCPP. An attempt stays in the audit trail.</remarks>
internal sealed class SecurityProfileRules(IOptions<TlsOptions> tls, TrustedProxies proxies, ClientCertificates certificates, GroupCommitWriter writer, TimeProvider time) : ICommandCheck
{
    private const string Key = "SecurityProfile";

    /// <summary>The profile a change asks for; null when it is none of that.</summary>
    public static int? ProfileOf(ChangeConfigurationRequest request) =>
        request.Key.Equals(Key, StringComparison.OrdinalIgnoreCase) && int.TryParse(request.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var profile)
            ? profile
            : null;

    /// <remarks>Errors: <see cref="ProblemException"/> (400, 409).</remarks>
    public async ValueTask CheckAsync(IOcppRequest request, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (request is not ChangeConfigurationRequest change || !change.Key.Equals(Key, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (ProfileOf(change) is not (>= SecurityProfiles.Unsecured and <= SecurityProfiles.TlsWithCertificate and var profile))
        {
            throw Problems.Invalid("value", "must be a security profile, 0 to 3");
        }

        if (profile <= chargePoint.Security.Profile)
        {
            await RecordAsync(chargePoint, profile);
            throw Refused("security-profile-not-raised", "A security profile is only ever raised over OCPP",
                $"{chargePoint.Identity} has security profile {chargePoint.Security.Profile} (A05.FR.01). To lower it, set the Charge Point up on site and change its securityProfile here.");
        }

        if (ObstacleTo(profile, chargePoint) is { } obstacle)
        {
            throw Refused("security-profile-out-of-reach", "The charge point could not come back", obstacle);
        }
    }

    private string? ObstacleTo(int profile, ChargePointState chargePoint) => profile switch
    {
        SecurityProfiles.Basic or SecurityProfiles.TlsWithBasic when chargePoint.Security is { PasswordHash: null, NextPasswordHashes: null } =>
            $"{chargePoint.Identity} has no password (A05.FR.02): send it one first, with POST .../password.",
        SecurityProfiles.TlsWithBasic when tls.Value.Port is null && !proxies.Any =>
            "Nothing listens with TLS: set Tls:Port and Tls:Certificates, or list the proxy that ends TLS in Proxy:TrustedAddresses.",
        SecurityProfiles.TlsWithCertificate when (tls.Value.ClientCertificatePort is null && !proxies.PassCertificates) || !certificates.HasAuthorities =>
            "No client certificate can be accepted: set Tls:ClientCertificatePort (or Proxy:TrustedAddresses and Proxy:ClientCertificateHeader) and Tls:ChargePointRoots.",
        _ => null,
    };

    private async Task RecordAsync(ChargePointState chargePoint, int profile)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(db =>
        {
            db.Audit(caller, now, "security-profile.refused", chargePoint.Identity, new { wanted = profile, present = chargePoint.Security.Profile });
            return true;
        });
    }

    private static ProblemException Refused(string name, string title, string detail) => new(new Problem(StatusCodes.Status409Conflict, name, title, detail));
}
