using System.Text.Json.Nodes;

namespace ChargePointEmulator.Quirks;

/// <summary>Adds something behind a StopTransaction that is about its connector, which that message does not name.</summary>
internal abstract class AfterStop : Quirk
{
    private readonly Dictionary<string, int> _connectors = [];
    private int _lastStarted = 1;

    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StartTransaction", Payload: { } start })
        {
            _lastStarted = (int?)start["connectorId"] ?? 1;
        }
        else if (frame is { IsCall: true, Action: "MeterValues", Payload: { } values } && values["transactionId"] is { } transaction)
        {
            _connectors[transaction.ToString()] = (int?)values["connectorId"] ?? 1;
        }
        else if (frame is { IsCall: true, Action: "StopTransaction", Payload: { } stop })
        {
            frame.After.Add(Call(_connectors.Remove(stop["transactionId"]?.ToString() ?? "", out var known) ? known : _lastStarted, stop));
        }
    }

    /// <summary>The CALL that follows.</summary>
    protected abstract string Call(int connector, JsonObject stop);
}

/// <summary>Reports Available right after a StopTransaction, though the cable is still in; the true status follows.</summary>
internal sealed class AvailableAfterStop : AfterStop
{
    protected override string Call(int connector, JsonObject stop) =>
        StationFrame.Call("StatusNotification", new JsonObject { ["connectorId"] = connector, ["errorCode"] = "NoError", ["status"] = "Available" });
}

/// <summary>Sends MeterValues of a transaction after its StopTransaction.</summary>
internal sealed class MeterValuesAfterStop : AfterStop
{
    protected override string Call(int connector, JsonObject stop) => StationFrame.Call("MeterValues", new JsonObject
    {
        ["connectorId"] = connector,
        ["transactionId"] = stop["transactionId"]?.DeepClone(),
        ["meterValue"] = new JsonArray(new JsonObject
        {
            ["timestamp"] = stop["timestamp"]?.DeepClone(),
            ["sampledValue"] = new JsonArray(new JsonObject { ["value"] = stop["meterStop"]?.ToString() }),
        }),
    });
}

/// <summary>Reports its status ahead of every BootNotification (against §4.2).</summary>
internal sealed class StatusBeforeBoot : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "BootNotification" })
        {
            frame.Before.Add(StationFrame.Call("StatusNotification", new JsonObject { ["connectorId"] = 0, ["errorCode"] = "NoError", ["status"] = "Available" }));
        }
    }
}

/// <summary>Sends StatusNotification without a timestamp.</summary>
internal sealed class NoStatusTimestamp : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StatusNotification", Payload: { } payload })
        {
            payload.Remove("timestamp");
        }
    }
}

/// <summary>Sends an empty message ahead of every BootNotification.</summary>
internal sealed class EmptyFrames : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "BootNotification" })
        {
            frame.Before.Add("");
        }
    }
}
