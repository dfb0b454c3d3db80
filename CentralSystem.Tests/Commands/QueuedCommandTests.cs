using System.Net;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Commands;

namespace CentralSystem.Tests.Commands;

/// <summary>Commands that wait, and commands that are given up.</summary>
public sealed class QueuedCommandTests : IAsyncLifetime
{
    private readonly ApiFixture _system = ApiFixture.Start(
        ("Commands:ReconnectDelayMs", "0"), ("Commands:MaxQueuedPerChargePoint", "3"), ("Commands:TimeoutSeconds", "1"), ("Commands:Timeouts:GetDiagnostics", "60"));

    private static string Later => Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(1).ToString("O"));

    [Fact]
    public async Task What_waits_is_sent_in_its_order_at_the_next_connect_and_unlocking_goes_first()
    {
        await RegisterAsync("Q-order");
        var first = await QueueAsync("Q-order", "ClearCache");
        var second = await QueueAsync("Q-order", "GetLocalListVersion");
        var urgent = await QueueAsync("Q-order", "UnlockConnector", """{"connectorId":1}""");
        (await StatusAsync(first)).ShouldBe("Queued");

        await using var chargePoint = await _system.BootedAsync("Q-order");
        var calls = new[] { await chargePoint.ReceivedAsync(), null, null };
        await chargePoint.AnswerAsync(calls[0]!, """{"status":"Accepted"}""");
        calls[1] = await chargePoint.ReceivedAsync();
        await chargePoint.AnswerAsync(calls[1]!, """{"status":"Unlocked"}""");
        calls[2] = await chargePoint.ReceivedAsync();
        await chargePoint.AnswerAsync(calls[2]!, """{"listVersion":1}""");

        // The first one had its turn before the others stood in line.
        calls.Select(call => call!.Action).ShouldBe(["ClearCache", "UnlockConnector", "GetLocalListVersion"]);
        foreach (var id in new[] { first, second, urgent })
        {
            await UntilAsync(id, "Answered");
        }
    }

    [Fact]
    public async Task What_waits_survives_a_restart_whole_and_is_shown_without_its_secrets()
    {
        await RegisterAsync("Q-restart");
        var id = await QueueAsync("Q-restart", "ChangeConfiguration", """{"key":"AuthorizationKey","value":"0123456789abcdef"}""");
        (await _system.GetAsync($"/api/v1/commands/{id}")).ToString().ShouldNotContain("0123456789abcdef");

        await _system.RestartAsync();
        (await StatusAsync(id)).ShouldBe("Queued");
        await using var chargePoint = await _system.BootedAsync("Q-restart");

        var call = await chargePoint.ReceivedAsync();
        call.Payload.Text("value").ShouldBe("0123456789abcdef");
        await chargePoint.AnswerAsync(call, """{"status":"Rejected"}""");
        await UntilAsync(id, "Answered");
    }

    [Fact]
    public async Task What_was_sent_when_the_connection_ended_is_not_sent_again()
    {
        await RegisterAsync("Q-once");
        var sent = await QueueAsync("Q-once", "ClearCache");
        var behind = await QueueAsync("Q-once", "GetLocalListVersion");
        await using (var chargePoint = await _system.BootedAsync("Q-once"))
        {
            (await chargePoint.ReceivedAsync()).Action.ShouldBe("ClearCache");
            chargePoint.Abort();
        }

        var row = await UntilAsync(sent, "Disconnected");
        row.Text("errorDescription").ShouldBe("The connection ended before the answer; whether the Charge Point got the command and acted is not known. It is not sent again.");
        await using var again = await _system.BootedAsync("Q-once");
        (await again.ReceivedAsync()).Action.ShouldBe("GetLocalListVersion");
        (await UntilAsync(behind, "Sent")).Text("sentAt").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_line_of_a_charge_point_is_bounded()
    {
        await RegisterAsync("Q-full");
        for (var i = 0; i < 3; i++)
        {
            await QueueAsync("Q-full", "ClearCache");
        }

        var problem = await _system.PostAsync($"/api/v1/charge-points/Q-full/commands/ClearCache?queueUntil={Later}", status: 409);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:queue-full");
    }

    [Fact]
    public async Task The_line_of_a_charge_point_is_bounded_however_many_ask_at_once()
    {
        await RegisterAsync("Q-rush");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _system.SendAsync(HttpMethod.Post, $"/api/v1/charge-points/Q-rush/commands/ClearCache?queueUntil={Later}")));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(3);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(17);
    }

    [Fact]
    public async Task A_command_can_be_cancelled_from_the_moment_it_is_known()
    {
        await RegisterAsync("Q-window");
        var (commands, caller) = (_system.Get<CommandService>(), new Caller(CallerKind.ApiKey, "test", Role.Operator, null));
        Task<bool>? cancelling = null;
        var run = await commands.StartAsync("Q-window", "ClearCache", default, new CommandOptions
        {
            QueueUntil = DateTimeOffset.UtcNow.AddHours(1),
            Caller = caller,
            Registering = (change, id) => change.OnCommitted(() => cancelling = commands.TryCancelAsync(id, caller)),
        }, CancellationToken.None);

        (await cancelling!).ShouldBeTrue();
        (await StatusAsync(run.Id.ToString())).ShouldBe("Cancelled");
        var next = await QueueAsync("Q-window", "GetLocalListVersion");
        await using var chargePoint = await _system.BootedAsync("Q-window");
        (await chargePoint.ReceivedAsync()).Action.ShouldBe("GetLocalListVersion");
        await UntilAsync(next, "Sent");
    }

    [Theory]
    [InlineData("queueUntil=2020-01-01T00:00:00Z", "queueUntil")]
    [InlineData("queueUntil=2999-01-01T00:00:00Z", "queueUntil")]
    [InlineData("timeoutSeconds=0", "timeoutSeconds")]
    [InlineData("timeoutSeconds=3601", "timeoutSeconds")]
    public async Task Waits_that_make_no_sense_are_refused(string query, string field)
    {
        await RegisterAsync("Q-bad");
        (await _system.PostAsync($"/api/v1/charge-points/Q-bad/commands/ClearCache?{query}", status: 400)).Text("field").ShouldBe(field);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task What_a_pending_charge_point_may_not_get_waits_for_its_acceptance()
    {
        await RegisterAsync("Q-pending", "Pending");
        var start = await QueueAsync("Q-pending", "RemoteStartTransaction", """{"idTag":"A"}""");
        await QueueAsync("Q-pending", "ClearCache");
        await using var chargePoint = await _system.BootedAsync("Q-pending");
        chargePoint.Answers["ClearCache"] = """{"status":"Accepted"}""";
        (await chargePoint.ReceivedAsync()).Action.ShouldBe("ClearCache");
        (await StatusAsync(start)).ShouldBe("Queued");

        await _system.PatchAsync("/api/v1/charge-points/Q-pending", """{"registrationStatus":"Accepted"}""");
        await chargePoint.BootAsync();
        (await chargePoint.ReceivedAsync()).Action.ShouldBe("RemoteStartTransaction");
    }

    [Fact]
    public async Task A_command_is_cancelled_as_long_as_it_was_not_sent()
    {
        await using var chargePoint = await _system.BootedAsync("C-cancel");
        var sent = await LaterAsync("C-cancel", "GetDiagnostics", """{"location":"ftp://example.org/"}""");
        var call = await chargePoint.ReceivedAsync();
        var waiting = await LaterAsync("C-cancel", "ClearCache");
        await RegisterAsync("C-queued");
        var queued = await QueueAsync("C-queued", "ClearCache");

        (await DeleteAsync(waiting, 200)).Text("status").ShouldBe("Cancelled");
        (await DeleteAsync(queued, 200)).Text("status").ShouldBe("Cancelled");
        (await DeleteAsync(queued, 409)).Text("commandStatus").ShouldBe("Cancelled");
        (await DeleteAsync(sent, 409)).Text("commandStatus").ShouldBe("Sent");
        await DeleteAsync(Guid.NewGuid().ToString(), 404);

        await chargePoint.AnswerAsync(call, "{}");
        (await DeleteAsync(sent, 409)).Text("type").ShouldBe("urn:centralsystem:problem:not-cancellable");
        await LaterAsync("C-cancel", "GetLocalListVersion");
        (await chargePoint.ReceivedAsync()).Action.ShouldBe("GetLocalListVersion");
    }

    [Fact]
    public async Task A_caller_is_told_when_the_connection_ends_before_a_command_that_may_wait_is_sent()
    {
        string before;
        Task<JsonElement> command;
        await using (var chargePoint = await _system.BootedAsync("C-back"))
        {
            before = await LaterAsync("C-back", "GetDiagnostics", """{"location":"ftp://example.org/"}""");
            await chargePoint.ReceivedAsync();
            command = _system.PostAsync($"/api/v1/charge-points/C-back/commands/ClearCache?queueUntil={Later}", status: 202);
            await _system.UntilAsync("/api/v1/charge-points/C-back/commands?action=ClearCache", rows => rows.Items().Length == 1);
        }

        var accepted = await command.Within("an answer");
        accepted.Text("status").ShouldBe("Queued");
        (await StatusAsync(accepted.Text("commandId")!)).ShouldBe("Queued");
        await UntilAsync(before, "Disconnected");
    }

    [Fact]
    public async Task A_command_is_either_sent_or_cancelled_never_both()
    {
        await RegisterAsync("C-race");
        for (var round = 0; round < 5; round++)
        {
            var id = await QueueAsync("C-race", "ClearCache");
            await using var chargePoint = await _system.ConnectAsync("C-race");
            chargePoint.Answers["ClearCache"] = """{"status":"Accepted"}""";
            chargePoint.Answers["GetLocalListVersion"] = """{"listVersion":1}""";
            var boot = chargePoint.BootAsync();
            using var cancelled = await _system.SendAsync(HttpMethod.Delete, $"/api/v1/commands/{id}");
            await boot;

            await _system.CommandAsync("C-race", "GetLocalListVersion");
            var wasSent = (await chargePoint.ReceivedAsync()).Action == "ClearCache";
            wasSent.ShouldBe((int)cancelled.StatusCode == 409);
            await UntilAsync(id, wasSent ? "Answered" : "Cancelled");
        }
    }

    [Fact]
    public async Task Each_action_has_its_time_out_and_a_caller_may_give_another()
    {
        await using var chargePoint = await _system.BootedAsync("T-out");
        (await _system.GetAsync($"/api/v1/commands/{await LaterAsync("T-out", "GetDiagnostics", """{"location":"ftp://example.org/"}""")}")).Number("timeoutSeconds").ShouldBe(60);
        await chargePoint.AnswerAsync(await chargePoint.ReceivedAsync(), "{}");
        await _system.CommandAsync("T-out", "ClearCache?timeoutSeconds=2", status: 504);
        await _system.CommandAsync("T-out", "ClearCache", status: 504);
        var rows = (await _system.GetAsync("/api/v1/commands?chargePointId=T-out&action=ClearCache")).Items();
        rows.Select(row => row.Number("timeoutSeconds")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Commands_are_found_by_who_asked_and_when()
    {
        await RegisterAsync("F-1");
        var id = await QueueAsync("F-1", "ClearCache");
        var row = await _system.GetAsync($"/api/v1/commands/{id}");
        var createdAt = Uri.EscapeDataString(row.Text("createdAt")!);
        row.Text("callerName").ShouldNotBeNullOrEmpty();

        await ShouldFindAsync($"caller={Uri.EscapeDataString(row.Text("callerName")!)}", 1);
        await ShouldFindAsync("caller=nobody", 0);
        await ShouldFindAsync($"from={createdAt}", 1);
        await ShouldFindAsync($"to={createdAt}", 0);
        await ShouldFindAsync($"batchId={Guid.NewGuid()}", 0);
        await ShouldFindAsync("status=Queued&action=ClearCache", 1);

        async Task ShouldFindAsync(string filter, int count) => (await _system.GetAsync($"/api/v1/charge-points/F-1/commands?{filter}")).Items().Length.ShouldBe(count, filter);
    }

    [Theory, Trait("Spec", "Errata §3.40")]
    [InlineData("TriggerMessage")]
    [InlineData("ExtendedTriggerMessage")]
    public async Task A_boot_is_not_triggered_once_one_was_accepted(string action)
    {
        await using var chargePoint = await _system.BootedAsync("B-" + action);
        var problem = await _system.CommandAsync("B-" + action, action, """{"requestedMessage":"BootNotification"}""", status: 409);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:already-accepted");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.16.2")]
    public async Task The_profile_of_an_accepted_remote_start_is_listed_until_its_transaction_ends()
    {
        const string Start = """
            {"connectorId":1,"idTag":"TAG00001","chargingProfile":{"chargingProfileId":7,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",
            "chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}}}
            """;
        await using var chargePoint = await _system.BootedAsync("P-1");
        chargePoint.Answers["RemoteStartTransaction"] = """{"status":"Accepted"}""";
        await _system.CommandAsync("P-1", "RemoteStartTransaction", Start);
        (await _system.GetAsync("/api/v1/charging-profiles?chargePointId=P-1")).Items().ShouldHaveSingleItem().Number("chargingProfileId").ShouldBe(7);

        var started = await chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG00001","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}""");
        await chargePoint.CallAsync("StopTransaction", $$"""{"transactionId":{{started.Number("transactionId")}},"meterStop":1,"timestamp":"2026-01-01T00:01:00Z"}""");
        (await _system.GetAsync("/api/v1/charging-profiles?chargePointId=P-1")).Items().ShouldBeEmpty();
    }

    [Fact]
    public void Ids_rise_also_within_a_millisecond()
    {
        var ids = new CommandIds(TimeProvider.System);
        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next().ToString()).ToArray();
        made.ShouldBe(made.Order(StringComparer.Ordinal));
        made.Distinct().Count().ShouldBe(made.Length);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private Task<JsonElement> RegisterAsync(string identity, string status = "Accepted") =>
        _system.PostAsync("/api/v1/charge-points", $$"""{"chargePointId":"{{identity}}","registrationStatus":"{{status}}"}""", status: 201);

    private async Task<string> QueueAsync(string identity, string action, string? payload = null) =>
        (await _system.PostAsync($"/api/v1/charge-points/{identity}/commands/{action}?queueUntil={Later}", payload, status: 202)).Text("commandId")!;

    private async Task<string> LaterAsync(string identity, string action, string? payload = null) =>
        (await _system.PostAsync($"/api/v1/charge-points/{identity}/commands/{action}?wait=false", payload, status: 202)).Text("commandId")!;

    private async Task<string?> StatusAsync(string id) => (await _system.GetAsync($"/api/v1/commands/{id}")).Text("status");

    private Task<JsonElement> UntilAsync(string id, string status) => _system.UntilAsync($"/api/v1/commands/{id}", row => row.Text("status") == status);

    private async Task<JsonElement> DeleteAsync(string id, int status)
    {
        using var response = await _system.SendAsync(HttpMethod.Delete, $"/api/v1/commands/{id}");
        ((int)response.StatusCode).ShouldBe(status);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }
}
