using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Security;

/// <summary>Passwords, TLS and security profiles (whitepaper A00, A01, A05).</summary>
[Cases("security")]
internal static class ProfileCases
{
    private const string FirstPassword = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    /// <summary>The suites that a central system has to offer (A00.FR.317).</summary>
    private static readonly TlsCipherSuite[] RequiredSuites =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384,
    ];

    [Case("TC_073_CSMS", "Change password", "whitepaper A01; OCPP-J §6.2.2", Drives = ["ChangeConfiguration"])]
    public static async Task ChangePassword(CaseRun run)
    {
        var login = await run.SpecialAsync(SpecialChargePoint.ChangingPassword, FirstPassword);
        var changed = await ChangeAsync(run, login, Convert.ToHexString(RandomNumberGenerator.GetBytes(20)));
        var old = await run.TryAsync(run.RequestFor(login), login.Identity);

        // The way back exercises it once more, and leaves test data that was given as it was, whatever there is to say of it.
        await ChangeAsync(run, changed, Convert.ToHexString(login.Password!));
        run.Require(!old.IsUpgraded, "whitepaper A01.FR.03", "the old password still lets the charge point in, though it came with the new one");
    }

    [Case("TC_083_CSMS", "Upgrade security profile", "whitepaper A05, A00.FR.002", Drives = ["ChangeConfiguration", "Reset"])]
    public static async Task Upgrade(CaseRun run)
    {
        var endpoint = run.Needs(run.Data.TlsUrl, "tls.url");
        var login = await run.SpecialAsync(SpecialChargePoint.Upgradable, FirstPassword);
        var station = await run.ConnectAsync(login);
        await station.BootAsync(run.Data);
        var change = await run.DriveAsync(station, new ChangeConfigurationRequest { Key = "SecurityProfile", Value = "2" }, new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted });
        run.Require(change is { Key: "SecurityProfile", Value: "2" }, "whitepaper A05", $"ChangeConfiguration sets {change.Key} to '{change.Value}' instead of SecurityProfile to 2");
        await run.DriveAsync(station, new ResetRequest { Type = ResetType.Hard }, new ResetResponse { Status = ResetStatus.Accepted });
        await station.DropAsync();

        for (var i = 0; i < 2; i++)
        {
            var upgraded = await run.ConnectAsync(run.RequestFor(endpoint, login), login.Identity);
            await upgraded.BootAsync(run.Data);
            await upgraded.DropAsync();
            var lower = await run.TryAsync(run.RequestFor(login), login.Identity);
            run.Require(!lower.IsUpgraded, "whitepaper A05.FR.09", "a charge point that was upgraded to profile 2 was let in with profile 1");
        }
    }

    [Case("TC_086_CSMS", "TLS server certificate", "whitepaper A00.FR.306, A00.FR.312, A00.FR.317, A00.FR.501-510")]
    public static async Task TlsServerCertificate(CaseRun run)
    {
        var endpoint = run.Needs(run.Data.TlsUrl, "tls.url");
        var login = await run.SpecialAsync(SpecialChargePoint.TlsOnly, FirstPassword);
        var request = run.RequestFor(endpoint, login);
        foreach (var suite in RequiredSuites)
        {
            var answer = await run.TryAsync(request with { TlsVersions = SslProtocols.Tls12, CipherSuites = [suite] }, login.Identity);
            run.Require(answer.IsUpgraded, "whitepaper A00.FR.317", $"a charge point that offers {suite} alone was refused: {answer}");
            await answer.Socket!.DisposeAsync();
        }

        await CheckAndBootAsync(run, request, login);
    }

    [Case("TC_087_CSMS", "TLS client certificate", "whitepaper A00.FR.401-405, A00.FR.317")]
    public static async Task TlsClientCertificate(CaseRun run)
    {
        var endpoint = run.Needs(run.Data.ClientCertificateUrl, "tls.clientCertificateUrl");
        var (certificate, identity) = run.Data.ClientCertificate ?? throw new NotApplicableException("needs tls.clientCertificate in --data");
        var login = new ChargePointLogin(identity);
        await CheckAndBootAsync(run, run.RequestFor(endpoint, login, certificate), login);
    }

    [Case("XS36", "Plain ws for a charge point with TLS", "whitepaper A00.FR.002")]
    public static async Task PlainForTls(CaseRun run)
    {
        var login = await run.SpecialAsync(SpecialChargePoint.TlsOnly, FirstPassword);
        if (run.RequestFor(login).Url.Scheme == "wss")
        {
            throw new NotApplicableException("needs a plain endpoint (--url ws://...)");
        }

        var answer = await run.TryAsync(run.RequestFor(login), login.Identity);
        run.Require(!answer.IsUpgraded, "whitepaper A00.FR.002", "a charge point that has to use TLS was let in without");
    }

    /// <summary>Has the password changed, and comes back with the new one.</summary>
    private static async Task<ChargePointLogin> ChangeAsync(CaseRun run, ChargePointLogin login, string hexPassword)
    {
        var station = await run.ConnectAsync(login);
        await station.BootAsync(run.Data);
        var change = await run.DriveAsync(station, new ChangeConfigurationRequest { Key = "AuthorizationKey", Value = hexPassword }, new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted });
        run.Require(change.Key == "AuthorizationKey" && change.Value.Length is >= 32 and <= 40 && change.Value.Length % 2 == 0 && change.Value.All(char.IsAsciiHexDigit), "whitepaper A00.FR.205; OCPP-J §6.2.2", $"{change.Key} is not the hex of 16 to 20 bytes");
        await station.DropAsync();

        var changed = login with { Password = Convert.FromHexString(change.Value) };
        var answer = await run.TryAsync(run.RequestFor(changed), login.Identity);
        run.Require(answer.IsUpgraded, "whitepaper A01.FR.02", $"the new password was refused: {answer}");
        var again = run.Adopt(answer.Socket!, login.Identity);
        await again.HeartbeatAsync();
        await again.DropAsync();
        return changed;
    }

    private static async Task CheckAndBootAsync(CaseRun run, HandshakeRequest request, ChargePointLogin login)
    {
        var answer = await run.TryAsync(request, login.Identity);
        run.Require(answer.IsUpgraded, "whitepaper A00", $"the charge point was refused: {answer}");
        var tls = answer.Socket!.Tls ?? throw new EnvironmentException($"{request.Url} is not wss");
        run.Require(tls.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13, "whitepaper A00.FR.312", $"the connection uses {tls.SslProtocol}");
        var certificate = (X509Certificate2)tls.RemoteCertificate!;
        run.Require(Certificates.IsLongEnough(certificate), "whitepaper A00.FR.501-502", "the key of the certificate is shorter than 2048 bits (RSA) or 224 (EC)");
        run.Require(certificate.SerialNumber.Trim('0').Length > 0, "whitepaper A00.FR.505", "the certificate has no serial number");
        var commonName = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        run.Require(commonName.Equals(request.Url.Host, StringComparison.OrdinalIgnoreCase) || certificate.MatchesHostname(request.Url.Host), "whitepaper A00.FR.307", $"the certificate is for '{commonName}', not for {request.Url.Host}");
        await run.Adopt(answer.Socket!, login.Identity).BootAsync(run.Data);
    }
}
