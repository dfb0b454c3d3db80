using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Telemetry;

/// <summary>What <c>/metrics</c> says. In a process of its own, since listeners hear every meter of theirs.</summary>
[Collection(Heavy.Name)]
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Known_traffic_gives_exact_numbers_and_dashboard_and_alerts_ask_for_what_is_there()
    {
        using var files = new TempDirectory();
        await using var system = await CentralSystemProcess.StartAsync(files.FullName, "--Telemetry:Metrics=Anonymous");
        await using (var chargePoint = await RawChargePoint.ConnectAsync(new Uri($"ws://{system.Address.Authority}/ocpp/CP001")))
        {
            await chargePoint.BootAsync();
            await chargePoint.SendRawAsync("""[2,"h1","Heartbeat",{}]""");
            await chargePoint.ReceiveRawAsync();
            await chargePoint.SendRawAsync("""[2,"h2","Heartbeat",{"surplus":1}]""");
            await chargePoint.ReceiveRawAsync();
            await chargePoint.SendRawAsync("""[2,"x1","Invented",{}]""");
            (await chargePoint.ReceiveRawAsync()).ShouldContain("NotImplemented");
            await chargePoint.SendRawAsync("""[2,"x2","Invented2",{}]""");
            await chargePoint.ReceiveRawAsync();
        }

        await using (var refused = await RawWebSocketClient.ConnectAsync(system.Address, "/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp9"))
        {
            refused.StatusCode.ShouldBe(400);
        }

        using var http = new HttpClient { BaseAddress = system.Address };
        var text = "";
        await Eventually.TrueAsync(async () => ValueOf(text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), "centralsystem_connections", "") == 0, "the connection is over");

        ValueOf(text, "centralsystem_ocpp_messages_total", "action=\"BootNotification\",direction=\"received\",type=\"call\"").ShouldBe(1);
        ValueOf(text, "centralsystem_ocpp_messages_total", "action=\"Heartbeat\",direction=\"received\",type=\"call\"").ShouldBe(2);
        ValueOf(text, "centralsystem_ocpp_messages_total", "action=\"Heartbeat\",direction=\"sent\",type=\"callresult\"").ShouldBe(2);
        ValueOf(text, "centralsystem_ocpp_messages_total", "action=\"unknown\",direction=\"received\",type=\"call\"").ShouldBe(2);
        ValueOf(text, "centralsystem_ocpp_messages_total", "action=\"unknown\",direction=\"sent\",type=\"callerror\"").ShouldBe(2);
        ValueOf(text, "centralsystem_ocpp_call_errors_total", "code=\"NotImplemented\",direction=\"sent\"").ShouldBe(2);
        ValueOf(text, "centralsystem_ocpp_call_errors_total", "code=\"NotImplemented\",direction=\"received\"").ShouldBe(0);
        ValueOf(text, "centralsystem_ocpp_deviations_total", "kind=\"UnknownMember\"").ShouldBe(1);
        ValueOf(text, "centralsystem_ocpp_handling_duration_seconds_count", "action=\"Heartbeat\"").ShouldBe(2);
        ValueOf(text, "centralsystem_handshakes_total", "result=\"accepted\"").ShouldBe(1);
        ValueOf(text, "centralsystem_handshakes_total", "result=\"UnsupportedSubprotocol\"").ShouldBe(1);
        ValueOf(text, "centralsystem_charge_points", "").ShouldBe(1);
        ValueOf(text, "centralsystem_storage_healthy", "").ShouldBe(1);
        text.ShouldNotContain("Invented");
        text.ShouldNotContain("CP001");

        var exported = SampleName().Matches(text).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var dashboard = Repository.Read("docs/operations/grafana-dashboard.json");
        JsonDocument.Parse(dashboard).RootElement.GetProperty("panels").GetArrayLength().ShouldBeGreaterThan(5);
        var asked = MetricName().Matches(dashboard + Repository.Read("docs/operations/prometheus-alerts.yml")).Select(m => m.Value).Distinct().ToArray();
        asked.Length.ShouldBeGreaterThan(8);
        asked.Except(exported).ShouldBeEmpty();

        // A label or a value that is misspelt would make an alert that never fires.
        var selected = LabelValue().Matches(Repository.Read("docs/operations/prometheus-alerts.yml") + dashboard.Replace("\\\"", "\"", StringComparison.Ordinal)).Select(m => m.Value).Distinct().ToArray();
        selected.ShouldContain("reason=\"Unresponsive\"");
        selected.Where(label => !text.Contains(label, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Switched_off_there_are_none()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient();
        ((int)(await http.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode).ShouldBe(404);
    }

    private static double ValueOf(string text, string name, string labels)
    {
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains(labels, StringComparison.Ordinal));
        line.ShouldNotBeNull($"{name} {labels}");
        return double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^([a-z_]+)\{", RegexOptions.Multiline)]
    private static partial Regex SampleName();

    /// <summary>Of our own metrics; the job is Prometheus's.</summary>
    [GeneratedRegex("(?:direction|type|code|reason|result|action|kind)=\"[A-Za-z]+\"")]
    private static partial Regex LabelValue();

    [GeneratedRegex("(centralsystem|dotnet)_[a-z_]+")]
    private static partial Regex MetricName();
}
