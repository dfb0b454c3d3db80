using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Tests.Configuration;

/// <summary>What is wanted of the configuration of Charge Points, how it differs, and how it gets there.</summary>
public sealed class DesiredConfigurationTests : IAsyncLifetime
{
    private const string Path = "/api/v1/charge-points/CP001/configuration";

    /// <summary>What the Charge Point holds; ConnectionTimeOut needs a reboot, BlinkRepeat is refused, NumberOfConnectors is read-only.</summary>
    private readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HeartbeatInterval"] = "300",
        ["ConnectionTimeOut"] = "60",
        ["BlinkRepeat"] = "1",
        ["VendorKey"] = "a",
        ["GetConfigurationMaxKeys"] = "3",
    };

    private readonly ConcurrentQueue<int> _batches = new();
    private OperatedChargePoint _operated = null!;
    private HttpClient _http = null!;
    private int _mostKeys = int.MaxValue;
    private int _resets;

    public async Task InitializeAsync()
    {
        _operated = await OperatedChargePoint.StartAsync(settings => settings.Set("Configuration:AutoApplyJitterSeconds", "0"));
        _http = _operated.System.CreateHttpClient();
        _operated.ChargePoint.Answer<GetConfigurationRequest, GetConfigurationResponse>(Read).Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(Change);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _operated.DisposeAsync();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.8")]
    public async Task A_refresh_reads_all_keys_and_asks_by_name_for_what_was_left_out()
    {
        _mostKeys = 3;
        (await SendAsync(HttpMethod.Post, $"{Path}/refresh")).GetProperty("maxKeys").GetInt32().ShouldBe(3);

        var known = (await SendAsync(HttpMethod.Get, $"{Path}?limit=1000")).GetProperty("items").EnumerateArray().ToDictionary(k => k.GetProperty("key").GetString()!);
        known["HeartbeatInterval"].GetProperty("value").GetString().ShouldBe("300");
        known["BlinkRepeat"].GetProperty("readAt").GetDateTimeOffset().ShouldNotBe(default);
        known["LightIntensity"].GetProperty("isUnknown").GetBoolean().ShouldBeTrue();
        _batches.Max().ShouldBe(3);
    }

    [Fact]
    public async Task Templates_are_merged_key_by_key_and_the_higher_priority_decides()
    {
        await TemplateAsync("""{"name":"all","keys":{"HeartbeatInterval":"300","Absent":"1","VendorKey":"a"}}""");
        await TemplateAsync("""{"name":"model","vendor":"vend*","model":"MODEL 2","priority":5,"keys":{"heartbeatinterval":"60"}}""");
        await TemplateAsync("""{"name":"other","vendor":"Other","priority":9,"keys":{"HeartbeatInterval":"1"}}""");
        (await DriftAsync()).ShouldAllBe(d => d.State == "NeverRead");

        await SendAsync(HttpMethod.Post, $"{Path}/refresh");

        (await DriftAsync()).ShouldBe([("Absent", "1", "Missing"), ("heartbeatinterval", "60", "Differs"), ("VendorKey", "a", "InLine")]);
        var all = (await SendAsync(HttpMethod.Get, "/api/v1/configuration-drift?state=Differs")).GetProperty("items");
        all[0].GetProperty("chargePointId").GetString().ShouldBe("CP001");
        all[0].GetProperty("keys").GetArrayLength().ShouldBe(1);
        (await SendAsync(HttpMethod.Get, "/api/v1/configuration-drift?state=ReadOnly")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("Never", "LeftToOperator", 0)]
    [InlineData("Now", "Rebooted", 1)]
    [InlineData("WhenIdle", "Rebooted", 1)]
    public async Task Applying_changes_what_differs_and_reboots_as_told(string reboot, string outcome, int resets)
    {
        AnswerResets();
        await TemplateAsync("""{"name":"all","keys":{"HeartbeatInterval":"60","ConnectionTimeOut":"90","BlinkRepeat":"3","VendorKey":"a"}}""");
        var application = await ApplyAsync($"{Path}/apply", $$"""{"reboot":"{{reboot}}"}""");
        if (resets > 0)
        {
            await RebootAsToldAsync(application);
        }

        var done = await StateAsync(application, "Incomplete");
        done.GetProperty("results").EnumerateArray().Select(r => $"{r.Text("key")} {r.Text("status")}")
            .ShouldBe(["BlinkRepeat Rejected", "ConnectionTimeOut RebootRequired", "HeartbeatInterval Accepted"]);
        done.Text("reboot").ShouldBe(outcome);
        done.GetProperty("drift").EnumerateArray().Select(d => $"{d.Text("key")} {d.Text("state")}").ShouldBe(["BlinkRepeat Differs"]);
        (_keys["HeartbeatInterval"], _resets).ShouldBe(("60", resets));
        (await SendAsync(HttpMethod.Get, application)).Text("finishedAt").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_reboot_waits_until_no_transaction_runs()
    {
        AnswerResets();
        var started = await _operated.ChargePoint.CallAsync(A.StartTransaction);
        var template = await TemplateAsync("""{"name":"all","keys":{"ConnectionTimeOut":"90"}}""");
        var application = await ApplyAsync($"/api/v1/configuration-templates/{template}/apply", """{"reboot":"WhenIdle"}""");

        await StateAsync(application, "WaitingForIdle");
        _resets.ShouldBe(0);
        await _operated.ChargePoint.CallAsync(new StopTransactionRequest { TransactionId = started.TransactionId, MeterStop = 9_000, Timestamp = DateTimeOffset.UtcNow });
        await RebootAsToldAsync(application);
        (await StateAsync(application, "Succeeded")).Text("reboot").ShouldBe("Rebooted");
        _resets.ShouldBe(1);
    }

    [Fact]
    public async Task Keys_that_wait_for_a_reboot_get_it_from_a_later_application()
    {
        AnswerResets();
        await TemplateAsync("""{"name":"all","keys":{"ConnectionTimeOut":"90"}}""");
        (await StateAsync(await ApplyAsync($"{Path}/apply", """{"reboot":"Never"}"""), "Incomplete")).Text("reboot").ShouldBe("LeftToOperator");
        var application = await ApplyAsync($"{Path}/apply", """{"reboot":"Now"}""");
        await RebootAsToldAsync(application);
        (await StateAsync(application, "Succeeded")).Text("reboot").ShouldBe("Rebooted");
        _resets.ShouldBe(1);
    }

    [Fact]
    public async Task An_application_outlives_a_lost_connection_and_a_restart()
    {
        await TemplateAsync("""{"name":"all","keys":{"HeartbeatInterval":"60"}}""");
        await _operated.ChargePoint.DisposeAsync();
        var application = await ApplyAsync($"{Path}/apply", "{}");
        await StateAsync(application, "Waiting");

        await _operated.System.RestartAsync();
        _http.Dispose();
        _http = _operated.System.CreateHttpClient();
        await RebootAsync();
        await StateAsync(application, "Succeeded");
        _keys["HeartbeatInterval"].ShouldBe("60");
    }

    [Fact]
    public async Task An_operator_ends_an_application()
    {
        await TemplateAsync("""{"name":"all","keys":{"HeartbeatInterval":"60"}}""");
        await _operated.ChargePoint.DisposeAsync();
        var application = await ApplyAsync($"{Path}/apply", "{}");
        (await SendAsync(HttpMethod.Delete, application)).GetProperty("counts").Number("cancelled").ShouldBe(1);
        await StateAsync(application, "Cancelled");
        (await SendAsync(HttpMethod.Get, "/api/v1/audit?action=configuration-application.cancelled")).Items().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_charge_point_that_does_not_answer_holds_up_no_other_one_after_its_boot()
    {
        var system = _operated.System;
        await using var silent = await system.ConnectRawAsync("SILENT");
        await using var other = await system.ConnectAsync("OTHER");
        await system.Get<GroupCommitWriter>().ChangeAsync(db => db.ChargePoints.Where(c => c.Identity != "CP001").ExecuteUpdate(set => set.SetProperty(c => c.ConfigurationReadFirmware, "before")));
        await silent.SendRawAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M","firmwareVersion":"after"}]""");
        (await silent.ReceiveRawAsync()).ShouldStartWith("""[3,"boot",""");
        (await silent.ReceiveRawAsync()).ShouldContain("GetConfiguration");

        other.Answer<GetConfigurationRequest, GetConfigurationResponse>(_ => new());
        await other.CallAsync(A.BootNotification);
        await other.ReceivedAsync<GetConfigurationRequest>();
    }

    [Fact]
    public async Task A_boot_brings_what_templates_with_autoApply_want_and_only_that()
    {
        await TemplateAsync("""{"name":"manual","keys":{"VendorKey":"b"}}""");
        await TemplateAsync("""{"name":"auto","autoApply":true,"keys":{"HeartbeatInterval":"60"}}""");
        await RebootAsync();
        await Eventually.TrueAsync(() => _keys["HeartbeatInterval"] == "60", "the boot brought the key");
        _keys["VendorKey"].ShouldBe("a");
        (await SendAsync(HttpMethod.Get, "/api/v1/configuration-applications")).Items().ShouldHaveSingleItem().Text("trigger").ShouldBe("Boot");
    }

    [Fact]
    public async Task Another_firmware_has_the_configuration_read_again()
    {
        await RebootAsync(A.BootNotification with { FirmwareVersion = "1" });
        await SendAsync(HttpMethod.Post, $"{Path}/refresh");
        _keys["VendorKey"] = "changed by the update";
        await RebootAsync(A.BootNotification with { FirmwareVersion = "2" });
        await Eventually.TrueAsync(
            async () => (await SendAsync(HttpMethod.Get, $"{Path}?limit=1000")).Items().Any(k => k.Text("value") == "changed by the update"), "the configuration is read again");
    }

    [Theory]
    [InlineData("AuthorizationKey", "0123456789abcdef0123456789abcdef", "password")]
    [InlineData("HeartbeatInterval", "often", "whole number")]
    [InlineData("LocalPreAuthorize", "yes", "true or false")]
    [InlineData("NumberOfConnectors", "2", "read-only")]
    public async Task Values_no_charge_point_could_take_are_refused(string key, string value, string hint)
    {
        var problem = await SendAsync(HttpMethod.Post, "/api/v1/configuration-templates", $$"""{"name":"bad","keys":{"{{key}}":"{{value}}"} }""", HttpStatusCode.BadRequest);
        problem.GetProperty("field").GetString().ShouldBe($"keys.{key}");
        problem.GetProperty("detail").GetString()!.ShouldContain(hint);
    }

    [Fact]
    public async Task A_template_is_edited_upon_its_revision_and_has_a_name_of_its_own()
    {
        var id = await TemplateAsync("""{"name":"one","keys":{"VendorKey":"a"}}""");
        await TemplateAsync("""{"name":"two","keys":{"VendorKey":"b"}}""");
        var url = $"/api/v1/configuration-templates/{id}";
        await SendAsync(HttpMethod.Put, url, """{"name":"TWO","keys":{"VendorKey":"c"}}""", HttpStatusCode.Conflict);
        await SendAsync(HttpMethod.Put, url, """{"name":"one","keys":{"VendorKey":"c"}}""", HttpStatusCode.PreconditionFailed, ifMatch: "\"7\"");
        await SendAsync(HttpMethod.Put, url, """{"name":"one","keys":{"VendorKey":"c"}}""", ifMatch: "\"0\"");
        (await SendAsync(HttpMethod.Get, url)).GetProperty("keys").GetProperty("VendorKey").GetString().ShouldBe("c");
        await SendAsync(HttpMethod.Delete, url, status: HttpStatusCode.NoContent);
        await SendAsync(HttpMethod.Get, url, status: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Values_of_vendors_keys_that_are_named_like_a_secret_are_compared_and_set_and_never_shown()
    {
        string[] secrets = ["its-wifi-password", "wanted-wifi-password", "its-apn-password"];
        (_keys["WifiPassword"], _keys["APN_password"], _keys["SIMPin"], _keys["MinimumPasswordLength"]) = ("its-wifi-password", "its-apn-password", "4711", "12");
        var template = await TemplateAsync("""{"name":"all","keys":{"WifiPassword":"wanted-wifi-password","APN_password":"its-apn-password","MinimumPasswordLength":"16"}}""");
        await SendAsync(HttpMethod.Post, $"{Path}/refresh");
        (await DriftAsync()).ShouldBe([("APN_password", "***", "InLine"), ("MinimumPasswordLength", "16", "Differs"), ("WifiPassword", "***", "Differs")]);
        var shown = (await SendAsync(HttpMethod.Get, $"{Path}?limit=1000")).Items().ToDictionary(k => k.Text("key")!, k => k.Text("value"));
        (shown["WifiPassword"], shown["SIMPin"], shown["MinimumPasswordLength"]).ShouldBe(("***", "***", "12"));

        // As it was shown, a secret stays what it is; another template has nothing that could stay.
        var url = $"/api/v1/configuration-templates/{template}";
        await SendAsync(HttpMethod.Put, url, """{"name":"all","keys":{"wifipassword":"***","APN_password":"its-apn-password"}}""");
        (await SendAsync(HttpMethod.Post, "/api/v1/configuration-templates", """{"name":"two","keys":{"WifiPassword":"***"}}""", HttpStatusCode.BadRequest)).Text("field").ShouldBe("keys.WifiPassword");
        var application = await ApplyAsync($"{Path}/apply", """{"reboot":"Never"}""");
        await StateAsync(application, "Succeeded");
        _keys["WifiPassword"].ShouldBe("wanted-wifi-password");

        await _operated.System.FlushAsync();
        foreach (var path in (string[])[
            $"{Path}?limit=1000", $"{Path}/drift", "/api/v1/configuration-drift", url, "/api/v1/configuration-templates", $"{application}/charge-points", "/api/v1/commands",
            "/api/v1/messages?limit=1000", "/api/v1/events?limit=1000", "/api/v1/audit"])
        {
            var text = (await SendAsync(HttpMethod.Get, path)).GetRawText();
            secrets.Where(text.Contains).ShouldBeEmpty(path);
        }

        (await SendAsync(HttpMethod.Get, "/api/v1/messages?limit=1000")).GetRawText().ShouldContain("WifiPassword", Case.Sensitive, "the journal has the messages");
    }

    private GetConfigurationResponse Read(GetConfigurationRequest request)
    {
        _batches.Enqueue(request.Key?.Count ?? 0);
        var asked = request.Key is { Count: > 0 } names ? names : [.. _keys.Keys.Order(StringComparer.Ordinal).Take(_mostKeys)];
        return new()
        {
            ConfigurationKey = [.. asked.Where(_keys.ContainsKey).Select(k => new Ocpp.Types.KeyValue { Key = k, Readonly = false, Value = _keys[k] })],
            UnknownKey = [.. asked.Where(k => !_keys.ContainsKey(k))],
        };
    }

    private ChangeConfigurationResponse Change(ChangeConfigurationRequest request)
    {
        if (request.Key == "BlinkRepeat")
        {
            return new() { Status = ConfigurationStatus.Rejected };
        }

        _keys[request.Key] = request.Value;
        return new() { Status = request.Key == "ConnectionTimeOut" ? ConfigurationStatus.RebootRequired : ConfigurationStatus.Accepted };
    }

    private void AnswerResets() => _operated.ChargePoint.Answer<ResetRequest, ResetResponse>(_ =>
    {
        Interlocked.Increment(ref _resets);
        return new() { Status = ResetStatus.Accepted };
    });

    /// <summary>Comes back with what it holds.</summary>
    /// <summary>The application is noted as rebooting before its Reset is sent; a Charge Point reboots after it.</summary>
    private async Task RebootAsToldAsync(string application)
    {
        await StateAsync(application, "Rebooting");
        await Eventually.TrueAsync(() => Volatile.Read(ref _resets) == 1, "the Reset");
        await RebootAsync();
    }

    private async Task RebootAsync(BootNotificationRequest? boot = null)
    {
        await _operated.ReconnectAsync();
        _operated.ChargePoint.Answer<GetConfigurationRequest, GetConfigurationResponse>(Read).Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(Change);
        await _operated.ChargePoint.CallAsync(boot ?? A.BootNotification);
    }

    /// <returns>Path of the application.</returns>
    private async Task<string> ApplyAsync(string path, string json) =>
        $"/api/v1/configuration-applications/{(await SendAsync(HttpMethod.Post, path, json, HttpStatusCode.Accepted)).Text("applicationId")}";

    /// <summary>Waits until the only Charge Point of an application is in a state.</summary>
    private async Task<JsonElement> StateAsync(string application, string state)
    {
        var target = default(JsonElement);
        await Eventually.TrueAsync(
            async () => (target = (await SendAsync(HttpMethod.Get, $"{application}/charge-points")).Items().Single()).Text("state") == state, $"{state} is reached");
        return target;
    }

    private async Task<(string? Key, string? Desired, string? State)[]> DriftAsync() =>
        [.. (await SendAsync(HttpMethod.Get, $"{Path}/drift")).Items()
            .Select(d => (d.GetProperty("key").GetString(), d.GetProperty("desired").GetString(), d.GetProperty("state").GetString()))];

    private async Task<int> TemplateAsync(string json) =>
        (await SendAsync(HttpMethod.Post, "/api/v1/configuration-templates", json, HttpStatusCode.Created)).GetProperty("templateId").GetInt32();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json = null, HttpStatusCode status = HttpStatusCode.OK, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
    }
}
