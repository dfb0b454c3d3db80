using System.Text.Json.Nodes;

namespace ChargePointEmulator.Quirks;

/// <summary>Reports Available right after a StopTransaction, though the cable is still in; the true status follows.</summary>
internal sealed class AvailableAfterStop : Quirk
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
            var connector = _connectors.Remove(stop["transactionId"]?.ToString() ?? "", out var known) ? known : _lastStarted;
            frame.After.Add(StationFrame.Call("StatusNotification", new JsonObject { ["connectorId"] = connector, ["errorCode"] = "NoError", ["status"] = "Available" }));
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
