using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using CentralSystem.Tests.Support;
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

    public async Task InitializeAsync()
    {
        _operated = await OperatedChargePoint.StartAsync();
        _http = _operated.System.CreateHttpClient();
        _operated.ChargePoint.Answer<GetConfigurationRequest, GetConfigurationResponse>(Read);
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

    private async Task<(string? Key, string? Desired, string? State)[]> DriftAsync() =>
        [.. (await SendAsync(HttpMethod.Get, $"{Path}/drift")).EnumerateArray()
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
