using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Connections;

/// <summary>Finds the security profile of a handshake, and whether its Charge Point may come with it (A00.FR.002).</summary>
/// <remarks>
/// Let in is the profile a Charge Point is set to, or a higher one: the first step of an upgrade is to try it (A05.FR.06). A lower one
/// never is. Encryption without a password or a certificate shows nobody's identity, so it counts as profile 0.
/// </remarks>
internal sealed class ChargePointLogins(Tls.ClientCertificates certificates, TimeProvider time)
{
    public ChargePointLogin Check(HandshakeRequest request, ChargePointState chargePoint)
    {
        var (channel, security) = (request.Channel, chargePoint.Security);
        if (channel.Certificate is { } certificate)
        {
            return ByCertificate(certificate, chargePoint);
        }

        if (channel.DemandsCertificate)
        {
            return Refused(StatusCodes.Status401Unauthorized, ConnectionRefusal.MissingClientCertificate,
                $"This port is for Charge Points with a certificate (profile 3), whose CN is {chargePoint.Identity}: install one, or connect to the port of Tls:Port with the password.");
        }

        var highest = channel.IsEncrypted ? SecurityProfiles.TlsWithBasic : SecurityProfiles.Basic;
        return security.Profile > highest
            ? Refused(StatusCodes.Status403Forbidden, ConnectionRefusal.SecurityProfileTooLow,
                $"{chargePoint.Identity} is set to security profile {security.Profile}: it has to {SecurityProfiles.WayOf(security.Profile)}. To allow less, an operator lowers its securityProfile.")
            : ByPassword(request, chargePoint, highest);
    }

    private ChargePointLogin ByCertificate(Tls.ClientCertificate certificate, ChargePointState chargePoint)
    {
        // A TLS connection may be older than the request on it, and than a revocation.
        if ((certificate.Problem ?? (certificates.IsRevoked(certificate.Chain) ? Tls.ClientCertificates.Revoked : null)) is { } problem)
        {
            return Refused(StatusCodes.Status403Forbidden, ConnectionRefusal.InvalidClientCertificate, $"The certificate was not accepted: {certificate.Description}. {problem}");
        }

        return string.Equals(certificate.Holder, chargePoint.Identity, StringComparison.OrdinalIgnoreCase)
            ? Admitted(SecurityProfiles.TlsWithCertificate, chargePoint.Security)
            : Refused(StatusCodes.Status403Forbidden, ConnectionRefusal.WrongClientCertificate,
                $"The certificate is another one's: {certificate.Description}. Its CN has to be the identity, {chargePoint.Identity} (A00.FR.405).");
    }

    private ChargePointLogin ByPassword(HandshakeRequest request, ChargePointState chargePoint, int highest)
    {
        var security = chargePoint.Security;
        if (security is { PasswordHash: null, NextPasswordHashes: null })
        {
            // Nothing can be checked, so nothing is shown.
            return security.Profile == SecurityProfiles.Unsecured ? Admitted(SecurityProfiles.Unsecured, security) : Refused(
                StatusCodes.Status403Forbidden, ConnectionRefusal.SecurityProfileTooLow, $"{chargePoint.Identity} has no password here: an operator gives it one (generatePassword).");
        }

        var isPresent = BasicCredentials.TryParse(request.Authorization, out var credentials);
        var isUser = isPresent && string.Equals(credentials!.Value.UserName, chargePoint.Identity, StringComparison.OrdinalIgnoreCase);
        var password = isUser ? credentials!.Value.Password : default;
        if (isUser && PasswordsUnderWay.Find(security.NextPasswordHashes, password.Span) is { } next)
        {
            return Admitted(highest, security, newPassword: next);
        }

        var isOld = security.OldPasswordUntil is not null;
        var isTooOld = security.OldPasswordUntil <= time.GetUtcNow();
        var isPassword = security.PasswordHash is { } stored ? isUser && ChargePointPassword.Verify(stored, password.Span) : security.Profile == SecurityProfiles.Unsecured;
        if (isPassword && !isTooOld)
        {
            return Admitted(security.PasswordHash is null ? SecurityProfiles.Unsecured : highest, security, usedOld: isOld);
        }

        return !isPresent
            ? Refused(StatusCodes.Status401Unauthorized, ConnectionRefusal.MissingCredentials,
                "A password is set for this Charge Point: it has to send Basic authentication with its identity as user name.")
            : Refused(StatusCodes.Status401Unauthorized, ConnectionRefusal.WrongCredentials,
                !isUser ? $"The user name has to be the identity, {chargePoint.Identity}."
                : isPassword ? "The password was replaced by a new one (AuthorizationKey) that the Charge Point accepted: set that one in it, or give it another with generatePassword."
                : "The password is wrong: set the same one here and in the Charge Point.");
    }

    private static ChargePointLogin Admitted(int profile, ChargePointSecurity security, string? newPassword = null, bool usedOld = false)
    {
        int? raised = security.NextProfile is { } next && profile >= next && next > security.Profile ? next : null;
        var settles = newPassword is not null || raised is not null || usedOld;
        return new ChargePointLogin(null, profile, settles ? new Settlement(newPassword, raised, usedOld) : null);
    }

    private static ChargePointLogin Refused(int statusCode, ConnectionRefusal reason, string hint) => new(new HandshakeVerdict.Refused(statusCode, reason, hint), 0, null);
}

/// <summary>What came of it.</summary>
/// <param name="Refusal">Why it is turned away; null when it is let in.</param>
/// <param name="SecurityProfile">The profile it comes with.</param>
/// <param name="Settlement">What has to be durable before it is told; null for nothing.</param>
internal readonly record struct ChargePointLogin(HandshakeVerdict.Refused? Refusal, int SecurityProfile, Settlement? Settlement);
