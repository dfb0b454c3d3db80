using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Connections;

/// <summary>Whatever gets lost while a password is changed, the Charge Point still gets in, and the old password ends.</summary>
public sealed class PasswordHandoverTests
{
    private const string Old = "00000000000000000000000000000001";
    private const string New = "00000000000000000000000000000002";

    [Fact, Trait("Spec", "whitepaper A01.FR.02-05")]
    public async Task Lost_answer_and_restart_leave_both_passwords_until_the_new_one_is_used()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001", Old);
        string password;
        await using (var chargePoint = await TestChargePoint.ConnectAsync(system.OcppUri("CP001"), "CP001", Old))
        {
            await chargePoint.BootAsync();
            using var http = system.CreateHttpClient();
            var rotating = http.PostAsync("/api/v1/charge-points/CP001/password", null);
            password = (await chargePoint.ReceivedAsync()).Payload.Text("value")!;
            chargePoint.Abort();
            var answer = await rotating.Within("the end of the command");
            var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
            ((int)answer.StatusCode, problem.Text("type")).ShouldBe((502, "urn:centralsystem:problem:connection-lost"));
            problem.ToString().ShouldNotContain(password);
        }

        await system.RestartAsync();
        (await StatusAsync(system, Old)).ShouldBe(101);
        (await StatusAsync(system, password)).ShouldBe(101);
        (await StatusAsync(system, Old)).ShouldBe(401);
        await system.RestartAsync();
        (await StatusAsync(system, Old)).ShouldBe(401);
        (await StatusAsync(system, password)).ShouldBe(101);
    }

    [Fact, Trait("Spec", "whitepaper A01.FR.04")]
    public async Task Refused_password_is_not_shown_and_never_works()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001", Old);
        await using var chargePoint = await TestChargePoint.ConnectAsync(system.OcppUri("CP001"), "CP001", Old);
        await chargePoint.BootAsync();
        chargePoint.Answers["ChangeConfiguration"] = """{"status":"Rejected"}""";
        using var http = system.CreateHttpClient();
        var answer = JsonSerializer.Deserialize<JsonElement>(await (await http.PostAsync("/api/v1/charge-points/CP001/password", null)).Content.ReadAsStringAsync());
        (answer.Text("status"), answer.Text("generatedPassword")).ShouldBe(("Rejected", null));
        (await StatusAsync(system, (await chargePoint.ReceivedAsync()).Payload.Text("value")!)).ShouldBe(401);
        (await StatusAsync(system, Old)).ShouldBe(101);
    }

    [Fact, Trait("Spec", "whitepaper A01.FR.03")]
    public void Old_password_ends_with_its_time()
    {
        var time = new FakeTimeProvider(A.Start);
        var chargePoint = new ChargePointState("CP001")
        {
            Security = new ChargePointSecurity
            {
                PasswordHash = ChargePointPassword.Hash(Old),
                NextPasswordHashes = PasswordsUnderWay.Add(null, ChargePointPassword.Hash(New)),
                OldPasswordUntil = A.Start.AddHours(24),
            },
        };
        var logins = new ChargePointLogins(time);
        logins.Check(RequestWith(Old), chargePoint).Settlement.ShouldBe(new Settlement(null, null, UsedOldPassword: true));
        time.Advance(TimeSpan.FromHours(24));
        var refusal = logins.Check(RequestWith(Old), chargePoint).Refusal.ShouldNotBeNull();
        (refusal.StatusCode, refusal.Reason).ShouldBe((401, ConnectionRefusal.WrongCredentials));
        refusal.Hint.ShouldContain("replaced by a new one");
        logins.Check(RequestWith(New), chargePoint).Settlement!.PasswordHash.ShouldBe(chargePoint.Security.NextPasswordHashes);
    }

    [Fact]
    public void Each_of_the_last_passwords_whose_answer_got_lost_is_found_and_refused_ones_are_not()
    {
        string? hashes = null;
        foreach (var password in new[] { "first password 16", "second password 6", "third password 16", "fourth password 6" })
        {
            hashes = PasswordsUnderWay.Add(hashes, ChargePointPassword.Hash(password));
        }

        hashes = PasswordsUnderWay.Remove(hashes, "third password 16");
        Finds("first password 16").ShouldBeFalse("It is the oldest of too many.");
        Finds("second password 6").ShouldBeTrue();
        Finds("third password 16").ShouldBeFalse();
        Finds("fourth password 6").ShouldBeTrue();
        PasswordsUnderWay.Remove(PasswordsUnderWay.Remove(hashes, "fourth password 6"), "second password 6").ShouldBeNull();

        bool Finds(string password) => PasswordsUnderWay.Find(hashes, Encoding.UTF8.GetBytes(password)) is not null;
    }

    [Fact, Trait("Spec", "whitepaper A01.FR.03")]
    public void Accepted_password_keeps_the_verifier_that_a_handshake_under_way_holds()
    {
        var first = ChargePointPassword.Hash(Old);
        var second = ChargePointPassword.Hash(New);
        var underWay = PasswordsUnderWay.Add(PasswordsUnderWay.Add(null, first), second);

        PasswordsUnderWay.MakeNewest(underWay, Old).ShouldBe($"{second} {first}");
        PasswordsUnderWay.Contains(PasswordsUnderWay.MakeNewest(underWay, New), second).ShouldBeTrue();
        PasswordsUnderWay.Find(PasswordsUnderWay.MakeNewest(null, New), Encoding.UTF8.GetBytes(New)).ShouldNotBeNull();
    }

    private static HandshakeRequest RequestWith(string password) => new("/ocpp/CP001", "", true, ["ocpp1.6"], Basic(password), default);

    private static string Basic(string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"CP001:{password}"))}";

    private static async Task<int> StatusAsync(RunningCentralSystem system, string password)
    {
        await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6", $"Authorization: {Basic(password)}");
        return client.StatusCode;
    }
}
