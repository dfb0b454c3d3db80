using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Json;
using System.Text.Json;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Api;

/// <summary>The one path from an operator to a Charge Point.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private readonly ApiFixture _system = ApiFixture.Start(("Ocpp:CallTimeoutSeconds", "1"));

    public static TheoryData<string, string, string> Actions => new()
    {
        { "CancelReservation", """{"reservationId":7}""", """{"status":"Accepted"}""" },
        { "CertificateSigned", """{"certificateChain":"PEM"}""", """{"status":"Accepted"}""" },
        { "ChangeAvailability", """{"connectorId":0,"type":"Operative"}""", """{"status":"Accepted"}""" },
        { "ChangeConfiguration", """{"key":"HeartbeatInterval","value":"60"}""", """{"status":"Accepted"}""" },
        { "ClearCache", "{}", """{"status":"Accepted"}""" },
        { "ClearChargingProfile", "{}", """{"status":"Unknown"}""" },
        { "DataTransfer", """{"vendorId":"org.example"}""", """{"status":"UnknownVendorId"}""" },
        { "DeleteCertificate", """{"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"a","issuerKeyHash":"b","serialNumber":"1"}}""", """{"status":"NotFound"}""" },
        { "ExtendedTriggerMessage", """{"requestedMessage":"Heartbeat"}""", """{"status":"Accepted"}""" },
        { "GetCompositeSchedule", """{"connectorId":1,"duration":60}""", """{"status":"Rejected"}""" },
        { "GetConfiguration", "{}", """{"configurationKey":[],"unknownKey":["x"]}""" },
        { "GetDiagnostics", """{"location":"ftp://example.org/"}""", """{"fileName":"d.zip"}""" },
        { "GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""", """{"status":"NotFound"}""" },
        { "GetLocalListVersion", "{}", """{"listVersion":3}""" },
        { "GetLog", """{"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"https://example.org/"}}""", """{"status":"Accepted","filename":"l.txt"}""" },
        { "InstallCertificate", """{"certificateType":"ManufacturerRootCertificate","certificate":"PEM"}""", """{"status":"Accepted"}""" },
        { "RemoteStartTransaction", """{"connectorId":1,"idTag":"TAG00001"}""", """{"status":"Accepted"}""" },
        { "RemoteStopTransaction", """{"transactionId":1}""", """{"status":"Rejected"}""" },
        { "ReserveNow", """{"connectorId":1,"expiryDate":"2099-01-01T00:00:00Z","idTag":"TAG00001","reservationId":7}""", """{"status":"Occupied"}""" },
        { "Reset", """{"type":"Soft"}""", """{"status":"Accepted"}""" },
        { "SendLocalList", """{"listVersion":1,"updateType":"Full"}""", """{"status":"Accepted"}""" },
        { "SetChargingProfile", Samples.SetChargingProfile(1, 0, "ChargePointMaxProfile", 0), """{"status":"NotSupported"}""" },
        {
            "SignedUpdateFirmware",
            """{"requestId":1,"firmware":{"location":"https://example.org/f","retrieveDateTime":"2099-01-01T00:00:00Z","signingCertificate":"PEM","signature":"AA=="}}""",
            """{"status":"Accepted"}"""
        },
        { "TriggerMessage", """{"requestedMessage":"Heartbeat"}""", """{"status":"Accepted"}""" },
        { "UnlockConnector", """{"connectorId":1}""", """{"status":"Unlocked"}""" },
        { "UpdateFirmware", """{"location":"ftp://example.org/f","retrieveDate":"2099-01-01T00:00:00Z"}""", "{}" },
    };

    [Theory, MemberData(nameof(Actions)), Trait("Spec", "OCPP 1.6 chapter 5")]
    public async Task Every_action_reaches_the_charge_point_and_its_answer_comes_back(string action, string payload, string answer)
    {
        await using var chargePoint = await _system.BootedAsync("CP-26");
        chargePoint.Answers[action] = answer;

        // Not within the second that is enough for those who wait for a time-out: a busy machine may take longer.
        var result = await _system.CommandAsync("CP-26", $"{action}?timeoutSeconds=30", payload);

        var call = await chargePoint.ReceivedAsync();
        call.Action.ShouldBe(action);
        JsonElement.DeepEquals(call.Payload, Json(payload.Replace("T00:00:00Z", "T00:00:00.000Z", StringComparison.Ordinal))).ShouldBeTrue(call.Payload.ToString());
        JsonElement.DeepEquals(result.GetProperty("response"), Json(answer)).ShouldBeTrue(result.ToString());
        result.Text("status").ShouldBe("Answered");
        var row = await _system.GetAsync($"/api/v1/commands/{result.Text("commandId")}");
        row.Text("status").ShouldBe("Answered");
        row.Text("sentAt").ShouldNotBeNull();
        row.Text("finishedAt").ShouldNotBeNull();
    }

    [Fact]
    public void The_list_above_holds_all_26()
    {
        var ours = OcppActions.All.Where(a => a.SentBy.HasFlag(SentBy.CentralSystem)).Select(a => a.Name).ToArray();
        ours.Length.ShouldBe(26);
        Actions.Select(row => (string)row[0]).Order(StringComparer.Ordinal).ShouldBe(ours.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Reset", """{"type":"Weird"}""", "type")]
    [InlineData("Reset", "{}", "type")]
    [InlineData("Reset", null, "type")]
    [InlineData("Reset", """{"type":"Soft","more":1}""", "more")]
    [InlineData("RemoteStartTransaction", """{"connectorId":0,"idTag":"A"}""", "connectorId")]
    [InlineData("RemoteStartTransaction", """{"idTag":"123456789012345678901"}""", "idTag")]
    [InlineData("ReserveNow", """{"connectorId":1,"expiryDate":"soon","idTag":"A"}""", "expiryDate")]
    [InlineData("SendLocalList", """{"updateType":"Full","localAuthorizationList":[{"idTag":"A"}]}""", "localAuthorizationList[0].idTagInfo")]
    [InlineData("Reset", "[]", "")]
    [InlineData("ReserveNow", "{nonsense", "")]
    public async Task A_payload_that_breaks_the_specification_is_400_with_its_field(string action, string? payload, string field)
    {
        await using var chargePoint = await _system.BootedAsync("CP-400");

        var problem = await _system.CommandAsync("CP-400", action, payload, status: 400);

        problem.Text("field").ShouldBe(field);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:invalid-payload");
        (await _system.GetAsync("/api/v1/charge-points/CP-400/commands")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_charge_point_is_404()
    {
        var problem = await _system.CommandAsync("nobody", "ClearCache", status: 404);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:unknown-charge-point");
    }

    [Theory]
    [InlineData("Heartbeat")]
    [InlineData("clearcache")]
    [InlineData("NoSuchThing")]
    public async Task An_action_that_is_not_ours_is_404_and_the_problem_names_those_that_are(string action)
    {
        await using var chargePoint = await _system.BootedAsync("CP-404");
        var problem = await _system.CommandAsync("CP-404", action, status: 404);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:unknown-action");
        problem.Text("detail")!.ShouldContain("ClearCache");
    }

    [Fact]
    public async Task A_charge_point_that_is_not_connected_is_409()
    {
        await using (var chargePoint = await _system.BootedAsync("CP-409"))
        {
        }

        await _system.UntilAsync("/api/v1/charge-points/CP-409", c => c.Text("connected") == "False");
        var problem = await _system.CommandAsync("CP-409", "ClearCache", status: 409);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:not-connected");
    }

    [Fact]
    public async Task A_call_error_is_502_with_its_code_and_text()
    {
        await using var chargePoint = await _system.BootedAsync("CP-502");
        var command = _system.CommandAsync("CP-502", "ClearCache", status: 502);
        await chargePoint.RefuseAsync(await chargePoint.ReceivedAsync(), "NotSupported", "no cache here");

        var problem = await command;
        problem.Text("type").ShouldBe("urn:centralsystem:problem:call-error");
        problem.Text("errorCode").ShouldBe("NotSupported");
        problem.Text("errorDescription").ShouldBe("no cache here");
        problem.GetProperty("errorDetails").Text("why").ShouldBe("test");
        var row = await _system.GetAsync($"/api/v1/commands/{problem.Text("commandId")}");
        row.Text("status").ShouldBe("Failed");
        row.Text("errorCode").ShouldBe("NotSupported");
    }

    [Fact]
    public async Task An_answer_nobody_can_read_is_502()
    {
        await using var chargePoint = await _system.BootedAsync("CP-unreadable");
        chargePoint.Answers["GetLocalListVersion"] = "{}";
        var problem = await _system.CommandAsync("CP-unreadable", "GetLocalListVersion", status: 502);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:unreadable-answer");
        (await _system.GetAsync($"/api/v1/commands/{problem.Text("commandId")}")).Text("status").ShouldBe("Failed");
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_answer_is_502_of_its_own_type()
    {
        await using var chargePoint = await _system.BootedAsync("CP-lost");
        var command = _system.CommandAsync("CP-lost", "ClearCache", status: 502);
        await chargePoint.ReceivedAsync();
        chargePoint.Abort();
        var problem = await command;
        problem.Text("type").ShouldBe("urn:centralsystem:problem:connection-lost");
        (await _system.GetAsync($"/api/v1/commands/{problem.Text("commandId")}")).Text("status").ShouldBe("Disconnected");
    }

    [Fact, Trait("Spec", "OCPP-J §4.1.1")]
    public async Task No_answer_in_time_is_504_and_a_late_one_is_recorded_with_what_it_means()
    {
        await using var chargePoint = await _system.BootedAsync("CP-late");
        var problem = await _system.CommandAsync("CP-late", "GetLocalListVersion", status: 504);
        problem.Text("type").ShouldBe("urn:centralsystem:problem:no-answer");
        var url = $"/api/v1/commands/{problem.Text("commandId")}";
        (await _system.GetAsync(url)).Text("status").ShouldBe("TimedOut");

        await chargePoint.AnswerAsync(await chargePoint.ReceivedAsync(), """{"listVersion":12}""");

        var row = await _system.UntilAsync(url, c => c.Text("status") == "Answered");
        row.Text("answeredLate").ShouldBe("True");
        row.GetProperty("response").Number("listVersion").ShouldBe(12);
        (await _system.GetAsync("/api/v1/local-lists?chargePointId=CP-late")).Items().ShouldHaveSingleItem().Number("listVersion").ShouldBe(12);
    }

    [Fact]
    public async Task Without_waiting_the_answer_is_202_with_the_url_of_the_command()
    {
        await using var chargePoint = await _system.BootedAsync("CP-202");
        using var response = await _system.SendAsync(HttpMethod.Post, "/api/v1/charge-points/CP-202/commands/ClearCache?wait=false");
        ((int)response.StatusCode).ShouldBe(202);
        var url = response.Headers.Location!.ToString();
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("url").ShouldBe(url);

        await _system.UntilAsync(url, c => c.Text("status") == "Sent");
        await chargePoint.AnswerAsync(await chargePoint.ReceivedAsync(), """{"status":"Accepted"}""");
        await _system.UntilAsync(url, c => c.Text("status") == "Answered");
    }

    [Fact]
    [SuppressMessage("Reliability", "CA2025", Justification = "The request is cancelled before the client goes.")]
    public async Task A_caller_that_hangs_up_leaves_the_command_running()
    {
        await using var chargePoint = await _system.BootedAsync("CP-hangup");
        using var hangUp = new CancellationTokenSource();
        var request = _system.Http.PostAsync(new Uri("/api/v1/charge-points/CP-hangup/commands/ClearCache", UriKind.Relative), null, hangUp.Token);
        var call = await chargePoint.ReceivedAsync();
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(request);

        await chargePoint.AnswerAsync(call, """{"status":"Accepted"}""");

        await _system.UntilAsync("/api/v1/charge-points/CP-hangup/commands", c => c.Items().Single().Text("status") == "Answered");
    }

    [Fact]
    public async Task Somebody_at_a_locked_cable_goes_before_what_waits()
    {
        await using var chargePoint = await _system.BootedAsync("CP-urgent");
        await Later("ClearCache");
        var first = await chargePoint.ReceivedAsync();
        await Later("GetLocalListVersion");
        await Later("UnlockConnector", """{"connectorId":1}""");

        await chargePoint.AnswerAsync(first, """{"status":"Accepted"}""");

        (await chargePoint.ReceivedAsync()).Action.ShouldBe("UnlockConnector");

        async Task Later(string action, string? payload = null) =>
            await _system.PostAsync($"/api/v1/charge-points/CP-urgent/commands/{action}?wait=false&timeoutSeconds=60", payload, status: 202);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task A_pending_charge_point_takes_commands_but_no_remote_start_and_a_rejected_one_takes_none()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP-pending","registrationStatus":"Pending"}""", status: 201);
        await using var chargePoint = await _system.ConnectAsync("CP-pending");
        (await chargePoint.BootAsync()).Text("status").ShouldBe("Pending");
        chargePoint.Answers["ClearCache"] = """{"status":"Accepted"}""";

        await _system.CommandAsync("CP-pending", "ClearCache");
        (await _system.CommandAsync("CP-pending", "RemoteStartTransaction", """{"idTag":"A"}""", status: 409)).Text("type").ShouldBe("urn:centralsystem:problem:not-accepted");
        await _system.PatchAsync("/api/v1/charge-points/CP-pending", """{"registrationStatus":"Rejected"}""");
        await _system.CommandAsync("CP-pending", "ClearCache", status: 409);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2")]
    public async Task A_pending_charge_point_may_send_what_it_was_asked_for()
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP-trigger","registrationStatus":"Pending"}""", status: 201);
        await using var chargePoint = await _system.BootedAsync("CP-trigger");
        (await chargePoint.CallForFrameAsync("SignCertificate", """{"csr":"PEM"}"""))[0].GetInt32().ShouldBe(4);
        chargePoint.Answers["ExtendedTriggerMessage"] = """{"status":"Accepted"}""";

        await _system.CommandAsync("CP-trigger", "ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""");

        (await chargePoint.CallAsync("SignCertificate", """{"csr":"PEM"}""")).Text("status").ShouldBe("Rejected");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.2, §5.17")]
    public async Task A_pending_charge_point_may_send_what_it_agreed_to_send_and_that_once()
    {
        const string Values = """{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{"value":"1"}]}]}""";
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP-once","registrationStatus":"Pending"}""", status: 201);
        await using var chargePoint = await _system.BootedAsync("CP-once");
        chargePoint.Answers["TriggerMessage"] = """{"status":"Rejected"}""";
        await _system.CommandAsync("CP-once", "TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}""");
        (await chargePoint.CallForFrameAsync("MeterValues", Values))[2].GetString().ShouldBe("SecurityError");

        chargePoint.Answers["TriggerMessage"] = """{"status":"Accepted"}""";
        await _system.CommandAsync("CP-once", "TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}""");
        (await chargePoint.CallForFrameAsync("MeterValues", Values))[0].GetInt32().ShouldBe(3);
        (await chargePoint.CallForFrameAsync("MeterValues", Values))[2].GetString().ShouldBe("SecurityError");
    }

    [Fact]
    public async Task A_restart_ends_what_was_under_way()
    {
        await using var chargePoint = await _system.BootedAsync("CP-restart");
        var command = await _system.PostAsync("/api/v1/charge-points/CP-restart/commands/ClearCache?wait=false", status: 202);
        await chargePoint.ReceivedAsync();

        // An orderly stop ends the row itself; what a crash leaves behind is put into the file by hand.
        await _system.RestartAsync("UPDATE commands SET status = 'Sent', finished_at = NULL, error_description = NULL");

        var row = await _system.GetAsync($"/api/v1/commands/{command.Text("commandId")}");
        row.Text("status").ShouldBe("Interrupted");
        row.Text("finishedAt").ShouldNotBeNull();
        row.Text("errorDescription").ShouldNotBeNull();
    }

    [Fact]
    public async Task An_orderly_stop_ends_the_row_of_a_command_that_waits()
    {
        await using var chargePoint = await _system.BootedAsync("CP-stop");
        var command = await _system.PostAsync("/api/v1/charge-points/CP-stop/commands/ClearCache?wait=false", status: 202);
        await chargePoint.ReceivedAsync();
        await _system.RestartAsync();
        (await _system.GetAsync($"/api/v1/commands/{command.Text("commandId")}")).Text("status").ShouldBeOneOf("Disconnected", "TimedOut");
    }

    [Fact]
    public async Task Identities_are_found_in_any_letter_case_and_with_escapes()
    {
        await using var chargePoint = await _system.BootedAsync("CP 1%+ö");
        chargePoint.Answers["ClearCache"] = """{"status":"Accepted"}""";
        (await _system.CommandAsync("cp 1%+ö", "ClearCache")).Text("chargePointId").ShouldBe("CP 1%+ö");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
