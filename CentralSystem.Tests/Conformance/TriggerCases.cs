using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: messages a Charge Point is asked for.</summary>
public sealed class TriggerCases
{
    [Fact, Trait("Case", "TC_054_CSMS"), Trait("Spec", "OCPP 1.6 §5.17")]
    public async Task TC_054_every_triggered_message_is_answered()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;

        await TriggerAsync(operated, """{"requestedMessage":"MeterValues","connectorId":1}""");
        var value = A.MeterValueAt(DateTimeOffset.UtcNow, "1500") with { SampledValue = [new SampledValue { Value = "1500", Context = ReadingContext.Trigger }] };
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [value] });
        await TriggerAsync(operated, """{"requestedMessage":"Heartbeat"}""");
        await chargePoint.CallAsync(A.Heartbeat);
        await TriggerAsync(operated, """{"requestedMessage":"StatusNotification","connectorId":1}""");
        await chargePoint.ReportAsync(1, ChargePointStatus.Available);
        await TriggerAsync(operated, """{"requestedMessage":"DiagnosticsStatusNotification"}""");
        await chargePoint.CallAsync(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Idle });
        await TriggerAsync(operated, """{"requestedMessage":"FirmwareStatusNotification"}""");
        await chargePoint.CallAsync(new FirmwareStatusNotificationRequest { Status = FirmwareStatus.Idle });

        var sample = (await operated.ListAsync("charge-points/CP001/meter-values")).ShouldHaveSingleItem().GetProperty("sampledValue")[0];
        (sample.Text("value"), sample.Text("context")).ShouldBe(("1500", "Trigger"));
        (await operated.StatusReportsAsync()).ShouldBe(["DiagnosticsStatusNotification Idle", "FirmwareStatusNotification Idle"]);
    }

    [Fact, Trait("Case", "TC_055_CSMS"), Trait("Spec", "OCPP 1.6 §5.17")]
    public async Task TC_055_rejected_trigger_leaves_all_as_it_was()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await TriggerAsync(operated, """{"requestedMessage":"MeterValues","connectorId":3}""", TriggerMessageStatus.Rejected);
        await operated.ShouldStillBeServedAsync();
    }

    private static Task TriggerAsync(OperatedChargePoint operated, string payload, TriggerMessageStatus answer = TriggerMessageStatus.Accepted) =>
        operated.CommandAsync<TriggerMessageRequest, TriggerMessageResponse>(payload, new() { Status = answer });
}
