using System.Text;
using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Wire;
using WebSocketUpgrade = ChargePointEmulator.Connection.WebSocketUpgrade;

namespace ChargePointEmulator.Check.Cases.Connection;

/// <summary>Who is let in (TC_085, TC_088, XS01 to XS03, XS35 to XS37).</summary>
[Cases("connection")]
internal static class HandshakeCases
{
    /// <summary>The password of OCPP-J §6.2.2, which holds bytes that are no text.</summary>
    private const string ExamplePassword = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    [Case("TC_085_CSMS", "Basic authentication", "OCPP-J §6.2.2; whitepaper A00.FR.203-205")]
    public static async Task BasicAuthentication(CaseRun run)
    {
        var login = await run.SpecialAsync(SpecialChargePoint.WithPassword, ExamplePassword);
        var refused = await run.TryAsync(run.RequestFor(login) with { Authorization = null }, login.Identity);
        await RefusedAsync(run, refused, login, "whitepaper A00.FR.203", "a charge point with a password was let in without an Authorization header");
        var station = await run.ConnectAsync(login);
        await station.BootAsync(run.Data);
    }

    [Case("TC_088_CSMS", "Subprotocol negotiation", "OCPP-J §3.1.2, §3.2")]
    public static async Task Subprotocol(CaseRun run)
    {
        var login = await run.LoginAsync();
        var stranger = await run.TryAsync(run.RequestFor(login) with { Subprotocols = "ocpp0.1" }, login.Identity);
        run.Require(stranger.Subprotocol is null or "ocpp1.6" || !stranger.IsUpgraded, "OCPP-J §3.1.2", $"'{stranger.Subprotocol}' was chosen, but it was offered ocpp0.1 alone");
        run.Require(!stranger.IsUpgraded || stranger.Subprotocol is null, "RFC 6455 §4.2.2", "ocpp1.6 was chosen, though only ocpp0.1 was offered");
        if (stranger.IsUpgraded)
        {
            // OCPP-J §3.2 finishes the handshake and closes; the certification wants no upgrade. Both keep the stranger out.
            var station = run.Adopt(stranger.Socket!, login.Identity);
            run.Require(await Task.WhenAny(station.Ended, Task.Delay(run.Timeout)) == station.Ended, "OCPP-J §3.2", "a charge point without a common subprotocol was let in and kept");
            run.Warn("without a common subprotocol the handshake was finished and the connection closed (OCPP-J §3.2); TC_088 wants no upgrade");
        }

        var answer = await run.TryAsync(run.RequestFor(login) with { Subprotocols = "ocpp0.1,ocpp1.6" }, login.Identity);
        run.Require(answer.IsUpgraded, "OCPP-J §3.1.2", $"a charge point that offers ocpp0.1,ocpp1.6 was refused: {answer}");
        run.Adopt(answer.Socket!, login.Identity);
        run.Require(answer.Subprotocol == "ocpp1.6", "OCPP-J §3.1.2", $"'{answer.Subprotocol}' was chosen out of ocpp0.1,ocpp1.6");
    }

    [Case("XS01", "Unknown identity", "OCPP-J §3.2")]
    public static async Task UnknownIdentity(CaseRun run)
    {
        var login = run.Unknown();
        var answer = await run.TryAsync(run.RequestFor(login), login.Identity);
        await RefusedAsync(run, answer, login, "OCPP-J §3.2", "an identity that nobody registered was let in; it should be refused with HTTP 404");
        if (answer.Status != 404)
        {
            run.Warn($"an unknown identity was refused with {answer} instead of HTTP 404 (OCPP-J §3.2: SHOULD)");
        }
    }

    [Case("XS02", "Percent-encoded identity", "OCPP-J §3.1.1")]
    public static async Task PercentEncoded(CaseRun run)
    {
        // Any character may be written percent-encoded (RFC 3986 §2.1); here all of them are.
        var login = await run.LoginAsync();
        var request = run.RequestFor(login);
        var encoded = string.Concat(Encoding.UTF8.GetBytes(login.Identity).Select(b => $"%{b:X2}"));
        var url = request.Url.OriginalString[..(request.Url.OriginalString.LastIndexOf('/') + 1)] + encoded;
        var answer = await run.TryAsync(request with { Url = new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }) }, login.Identity);
        run.Require(answer.IsUpgraded, "OCPP-J §3.1.1", $"an identity that is percent-encoded was refused: {answer}");
        await run.Adopt(answer.Socket!, login.Identity).SendBootAsync(run.Data);
    }

    [Case("XS03", "No subprotocol offered", "OCPP-J §3.1.2")]
    public static async Task NoSubprotocol(CaseRun run)
    {
        var login = await run.LoginAsync();
        var answer = await run.TryAsync(run.RequestFor(login) with { Subprotocols = null }, login.Identity);
        await RefusedAsync(run, answer, login, "OCPP-J §3.1.2", "a charge point that offers no subprotocol was let in and kept");
    }

    [Case("XS35", "Wrong password", "OCPP-J §6.2.2; whitepaper A00.FR.204")]
    public static async Task WrongPassword(CaseRun run)
    {
        var login = await run.SpecialAsync(SpecialChargePoint.WithPassword, ExamplePassword);
        foreach (var authorization in new[] { WebSocketUpgrade.BasicAuthorization(login.Identity, "wrong"u8), WebSocketUpgrade.BasicAuthorization("SOMEBODY", login.Password), "Basic %%%" })
        {
            var answer = await run.TryAsync(run.RequestFor(login) with { Authorization = authorization }, login.Identity);
            await RefusedAsync(run, answer, login, "whitepaper A00.FR.204", "a charge point with wrong credentials was let in");
            run.Require(answer.Status is null or 401 or 403, "RFC 9110 §15.5.2", $"wrong credentials were refused with {answer} instead of HTTP 401");
        }
    }

    [Case("XS37", "Password with bytes above 127", "OCPP-J §6.2.2")]
    public static async Task BinaryPassword(CaseRun run)
    {
        var login = await run.SpecialAsync(SpecialChargePoint.WithPassword, "80FF00C3280A0D3A80FF00C3280A0D3A80FF00C3");
        if (!login.Password!.Any(b => b > 127))
        {
            run.NotExercised("bytes above 127: the password of passwordChargePoint has none");
        }

        var station = await run.ConnectAsync(login);
        await station.SendBootAsync(run.Data);
    }

    /// <summary>A handshake that has to fail, or to be followed by the end of the connection at once.</summary>
    private static async Task RefusedAsync(CaseRun run, HandshakeAnswer answer, ChargePointLogin login, string rule, string otherwise)
    {
        if (answer.IsUpgraded)
        {
            var station = run.Adopt(answer.Socket!, login.Identity);
            run.Require(await Task.WhenAny(station.Ended, Task.Delay(TimeSpan.FromSeconds(1))) == station.Ended, rule, otherwise);
            run.Warn("the handshake was finished, and the connection closed after it");
        }
    }
}
