using CentralSystem.Tests.Access;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Commands;

namespace CentralSystem.Tests.Commands;

/// <summary>What becomes of a command whose Charge Point does not come in time.</summary>
public sealed class CommandExpiryTests : OnSetTime
{
    [Fact]
    public async Task What_waits_too_long_expires_and_is_never_sent()
    {
        await Http.AskAsync(HttpMethod.Post, "/api/v1/charge-points", """{"chargePointId":"LATE"}""");
        var until = Uri.EscapeDataString(A.Start.AddMinutes(5).ToString("O"));
        var command = await Http.AskAsync(HttpMethod.Post, $"/api/v1/charge-points/LATE/commands/ClearCache?queueUntil={until}", "{}");
        command.Status.ShouldBe(202);
        var id = command.Json.Text("commandId");

        Time.Advance(TimeSpan.FromMinutes(5));
        await Running.Get<CommandService>().ServeWaitingAsync();

        // The round of the clock may have come first, and be at it still.
        await Eventually.TrueAsync(async () => (await Http.ReadAsync($"/api/v1/commands/{id}")).Json.Text("status") == "Expired", "it has expired");
        var row = (await Http.ReadAsync($"/api/v1/commands/{id}")).Json;
        row.Text("sentAt").ShouldBeNull();
        row.Text("finishedAt").ShouldNotBeNull();
        await using var chargePoint = await Running.ConnectAsync("LATE");
        Time.Advance(TimeSpan.FromMinutes(5));
        await Running.Get<CommandService>().ServeWaitingAsync();
        (await Http.ReadAsync($"/api/v1/commands/{id}")).Json.Text("sentAt").ShouldBeNull();
    }
}
