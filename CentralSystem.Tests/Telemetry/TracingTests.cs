using CentralSystem.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace CentralSystem.Tests.Telemetry;

/// <summary>What a collector of traces gets. From a process of its own, since listeners hear every activity of theirs.</summary>
[Collection(Heavy.Name)]
public sealed class TracingTests
{
    private const string Password = "secret-of-the-charge-point";

    [Theory]
    [InlineData("Grpc", HttpProtocols.Http2)]
    [InlineData("HttpProtobuf", HttpProtocols.Http1)]
    public async Task A_collector_gets_a_span_of_each_CALL_under_the_name_of_the_service_and_no_payload(string protocol, HttpProtocols http)
    {
        await using var collector = await TraceCollector.StartAsync(http);
        using var files = new TempDirectory();
        await using var system = await CentralSystemProcess.StartAsync(
            files.FullName, $"--Telemetry:OtlpEndpoint={collector.Address}", $"--Telemetry:OtlpProtocol={protocol}", "--Telemetry:SamplingPercent=100", "--Telemetry:Metrics=Off");
        var uri = new Uri($"ws://{system.Address.Authority}/ocpp/CP001");
        await using (var chargePoint = await RawChargePoint.ConnectAsync(uri, options =>
        {
            options.AddSubProtocol("ocpp1.6");
            options.SetRequestHeader("Authorization", $"Basic {Password}");
        }))
        {
            await chargePoint.BootAsync();
            await chargePoint.SendRawAsync("""[2,"heartbeat-17","Heartbeat",{}]""");
            await chargePoint.ReceiveRawAsync();
            await chargePoint.SendRawAsync($$"""[2,"transfer-18","DataTransfer",{"vendorId":"V","data":"{{Password}}"}]""");
            await chargePoint.ReceiveRawAsync();
            await chargePoint.SendRawAsync($$"""[2,"broken-19","Authorize",{"password":"{{Password}}"}]""");
            (await chargePoint.ReceiveRawAsync()).ShouldStartWith("[4,");
        }

        // What waits to be sent is sent before the end.
        await system.TerminateAsync();
        (await system.ExitAsync()).ShouldBe(0);
        var text = collector.Text;
        foreach (var expected in (string[])["service.name", "central-system", "CentralSystem.Ocpp", "BootNotification", "Heartbeat", "ocpp.message_id", "heartbeat-17", "transfer-18"])
        {
            text.ShouldContain(expected, Case.Sensitive);
        }

        text.ShouldNotContain(Password);
    }

    [Fact]
    public async Task Without_a_collector_nothing_is_traced()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.Services.GetService<TracerProvider>().ShouldBeNull();
    }
}
