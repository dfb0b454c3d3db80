using System.Globalization;
using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.RemoteTrigger;

/// <summary>Messages that a charge point is asked for.</summary>
[Cases("trigger")]
internal static class TriggerCases
{
    [Case("TC_054_CSMS", "Trigger messages", "OCPP 1.6 §5.17", Drives = ["TriggerMessage"])]
    public static async Task Trigger(CaseRun run)
    {
        var station = await run.BootedAsync();
        await TriggerAsync(run, station, MessageTrigger.MeterValues, TriggerMessageStatus.Accepted, connectorId: 1);
        await station.CallAsync(new MeterValuesRequest
        {
            ConnectorId = 1,
            MeterValue = [new MeterValue { Timestamp = DateTimeOffset.UtcNow, SampledValue = [new SampledValue { Value = "1000", Context = ReadingContext.Trigger }] }],
        });
        await TriggerAsync(run, station, MessageTrigger.Heartbeat, TriggerMessageStatus.Accepted);
        await station.HeartbeatAsync();
        await TriggerAsync(run, station, MessageTrigger.StatusNotification, TriggerMessageStatus.Accepted, connectorId: 1);
        await station.StatusAsync(1, ChargePointStatus.Available);
        await TriggerAsync(run, station, MessageTrigger.DiagnosticsStatusNotification, TriggerMessageStatus.Accepted);
        await station.CallAsync(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Idle });
        await TriggerAsync(run, station, MessageTrigger.FirmwareStatusNotification, TriggerMessageStatus.Accepted);
        await station.CallAsync(new FirmwareStatusNotificationRequest { Status = FirmwareStatus.Idle });
    }

    [Case("TC_055_CSMS", "Trigger rejected", "OCPP 1.6 §5.17", Drives = ["TriggerMessage"])]
    public static async Task TriggerRejected(CaseRun run)
    {
        var station = await run.BootedAsync();
        await TriggerAsync(run, station, MessageTrigger.MeterValues, TriggerMessageStatus.Rejected, connectorId: 3);
        await station.HeartbeatAsync();
    }

    private static async Task TriggerAsync(CaseRun run, Station station, MessageTrigger message, TriggerMessageStatus answer, int? connectorId = null)
    {
        var wanted = new TriggerMessageRequest { RequestedMessage = message, ConnectorId = connectorId };
        var trigger = await run.DriveAsync(station, wanted, new TriggerMessageResponse { Status = answer });
        run.Require(trigger.RequestedMessage.Known == message, "OCPP 1.6 §5.17", $"TriggerMessage asks for {trigger.RequestedMessage} instead of {message}");
        run.Require(trigger.ConnectorId == connectorId, "OCPP 1.6 §5.17", $"TriggerMessage of {message} is for connector {trigger.ConnectorId?.ToString(CultureInfo.InvariantCulture) ?? "none"} instead of {connectorId?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
    }
}
