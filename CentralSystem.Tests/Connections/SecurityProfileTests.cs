using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Connections;

/// <summary>What an operator may say of a security profile.</summary>
public sealed class SecurityProfileTests
{
    [Fact, Trait("Spec", "whitepaper A00.FR.002, A00.FR.004, A05.FR.02-04")]
    public async Task Operator_sets_profiles_that_can_be_met_and_they_hold_at_once()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");

        // Nobody could log in.
        (await SendAsync(system, HttpMethod.Patch, "charge-points/CP001", """{"securityProfile":1}""")).ShouldBe((400, "invalid-request"));
        (await SendAsync(system, HttpMethod.Patch, "charge-points/CP001", """{"securityProfile":4}""")).ShouldBe((400, "invalid-request"));

        // Nothing listens with TLS here, no certificate can be trusted, and no password is known.
        foreach (var profile in new[] { 1, 2, 3 })
        {
            (await SendAsync(system, HttpMethod.Post, "charge-points/CP001/commands/ChangeConfiguration", $$"""{"key":"securityprofile","value":"{{profile}}"}"""))
                .ShouldBe((409, "security-profile-out-of-reach"));
        }

        (await SendAsync(system, HttpMethod.Post, "charge-points/CP001/commands/ChangeConfiguration", """{"key":"SecurityProfile","value":"0"}""")).ShouldBe((409, "security-profile-not-raised"));
        (await SendAsync(system, HttpMethod.Post, "charge-points/CP001/commands/ChangeConfiguration", """{"key":"SecurityProfile","value":"two"}""")).ShouldBe((400, "invalid-request"));
        chargePoint.Calls.ShouldBeEmpty();

        (await SendAsync(system, HttpMethod.Patch, "charge-points/CP001", """{"securityProfile":1,"generatePassword":true}""")).Status.ShouldBe(200);
        (await chargePoint.Closed.Within("the end of the connection below the profile")).ShouldNotBe(DisconnectReason.Lost);
        (await SendAsync(system, HttpMethod.Patch, "charge-points/CP001", """{"password":null}""")).ShouldBe((400, "invalid-request"));
        await using (var refused = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6"))
        {
            refused.StatusCode.ShouldBe(401);
        }

        (await SendAsync(system, HttpMethod.Patch, "charge-points/CP001", """{"securityProfile":0,"password":null}""")).Status.ShouldBe(200);
        await using var back = await system.ConnectAsync("CP001");
    }

    private static async Task<(int Status, string? Problem)> SendAsync(RunningCentralSystem system, HttpMethod method, string path, string json)
    {
        using var http = system.CreateHttpClient();
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        using var answer = await http.SendAsync(request);
        var body = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, body.TryGetProperty("type", out _) ? body.Text("type")!.Split(':')[^1] : null);
    }
}
