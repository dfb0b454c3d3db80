namespace ChargePointEmulator.Quirks;

/// <summary>Sends every CALL of an action twice, the second time under another message id, as after an answer that got lost.</summary>
internal sealed class RepeatedCall(string action) : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame.IsCall && frame.Action == action)
        {
            frame.After.Add(StationFrame.Call(frame.Action, frame.Payload));
        }
    }
}

/// <summary>Has forgotten the transaction's id when it stops: says 0.</summary>
internal sealed class StopsTransactionZero : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StopTransaction", Payload: { } payload })
        {
            payload["transactionId"] = 0;
        }
    }
}

/// <summary>Sends MeterValues of a transaction without its id.</summary>
internal sealed class MeterValuesWithoutTransaction : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "MeterValues", Payload: { } payload })
        {
            payload.Remove("transactionId");
        }
    }
}

/// <summary>Ends transactions with a meter that could not be read: -1 Wh.</summary>
internal sealed class NegativeMeterStop : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StopTransaction", Payload: { } payload })
        {
            payload["meterStop"] = -1;
        }
    }
}

/// <summary>Writes broken JSON: no value after <c>"transactionId":</c>.</summary>
internal sealed class MissingTransactionIdValue : Quirk
{
    public override string Written(StationFrame frame, string text) => frame is { IsCall: true, Action: "MeterValues", Payload: { } payload } && payload["transactionId"] is { } id
        ? text.Replace($"\"transactionId\":{id.ToJsonString()}", "\"transactionId\":", StringComparison.Ordinal)
        : text;
}
