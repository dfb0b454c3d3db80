using System.Text.Json.Nodes;

namespace ChargePointEmulator.Quirks;

/// <summary>Writes <c>null</c> where an empty payload belongs.</summary>
internal sealed class NullPayload : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Payload.Count: 0 })
        {
            frame.Frame[3] = null;
        }
    }
}

/// <summary>Leaves an empty payload out: three elements where four belong.</summary>
internal sealed class MissingPayload : Quirk
{
    public override string Written(StationFrame frame, string text) =>
        frame is { IsCall: true, Payload.Count: 0 } && text.EndsWith(",{}]", StringComparison.Ordinal) ? text[..^4] + "]" : text;
}

/// <summary>Writes the word null as a text for what it has no value for.</summary>
internal sealed class TextNull : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StatusNotification", Payload: { } payload })
        {
            payload.TryAdd("info", "null");
        }
    }
}

/// <summary>Writes broken JSON: a comma ahead of the first member of MeterValues.</summary>
internal sealed class LeadingComma : Quirk
{
    public override string Written(StationFrame frame, string text) =>
        frame is { IsCall: true, Action: "MeterValues" } && text.IndexOf('{', StringComparison.Ordinal) is var brace and > 0 ? text.Insert(brace + 1, ",") : text;
}

/// <summary>Writes broken JSON: a backslash ahead of every quote in the payload of MeterValues, as when a text is encoded twice.</summary>
internal sealed class StrayBackslashes : Quirk
{
    public override string Written(StationFrame frame, string text) =>
        frame is { IsCall: true, Action: "MeterValues" } && text.IndexOf('{', StringComparison.Ordinal) is var brace and > 0
            ? text[..brace] + text[brace..].Replace("\"", "\\\"", StringComparison.Ordinal) : text;
}

/// <summary>Writes <c>null</c> for optional fields it has no value for.</summary>
internal sealed class NullForAbsent : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StatusNotification", Payload: { } payload })
        {
            payload.TryAdd("info", null);
            payload.TryAdd("vendorErrorCode", null);
        }
    }
}

/// <summary>Adds fields the specification does not know: the connector in Authorize.</summary>
internal sealed class ExtraFields : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "Authorize", Payload: { } payload })
        {
            payload["connectorId"] = 1;
        }
    }
}

/// <summary>Tells longer texts than there is room for: a serial number of 33 characters instead of 25.</summary>
internal sealed class LongSerialNumber : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "BootNotification", Payload: { } payload })
        {
            payload["chargePointSerialNumber"] = "SN-2024-000000000000000000-REV-07";
        }
    }
}

/// <summary>Reports a fault with an error code of its own making.</summary>
internal sealed class UnknownErrorCode : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "StatusNotification", Payload: { } payload } && (string?)payload["errorCode"] != "NoError")
        {
            payload["errorCode"] = "Error";
        }
    }
}

/// <summary>Changes every sampled value of MeterValues and StopTransaction.</summary>
internal abstract class SampleQuirk : Quirk
{
    public override void Sending(StationFrame frame)
    {
        var values = frame.IsCall ? frame.Payload?["meterValue"] ?? frame.Payload?["transactionData"] : null;
        foreach (var sample in (values as JsonArray ?? []).SelectMany(value => value?["sampledValue"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Change(sample);
        }
    }

    protected abstract void Change(JsonObject sample);
}

/// <summary>Spells the unit of temperatures <c>Celcius</c>, as the first edition of the specification did.</summary>
internal sealed class CelciusUnit : SampleQuirk
{
    protected override void Change(JsonObject sample)
    {
        if ((string?)sample["unit"] == "Celsius")
        {
            sample["unit"] = "Celcius";
        }
    }
}

/// <summary>Names a measurand that does not exist: <c>Request.Energy</c> for the energy register.</summary>
internal sealed class UnknownMeasurand : SampleQuirk
{
    protected override void Change(JsonObject sample)
    {
        if ((string?)sample["measurand"] is null or "Energy.Active.Import.Register")
        {
            sample["measurand"] = "Request.Energy";
        }
    }
}

/// <summary>Names a context that does not exist: <c>Sample.Other</c>.</summary>
internal sealed class UnknownContext : SampleQuirk
{
    protected override void Change(JsonObject sample) => sample["context"] = "Sample.Other";
}

/// <summary>Tells the state of charge in volts.</summary>
internal sealed class SocInVolts : SampleQuirk
{
    protected override void Change(JsonObject sample)
    {
        if ((string?)sample["measurand"] == "SoC")
        {
            sample["unit"] = "V";
        }
    }
}

/// <summary>Sends an empty text in place of each value it should have measured.</summary>
internal sealed class EmptyValues : SampleQuirk
{
    protected override void Change(JsonObject sample) => sample["value"] = "";
}

/// <summary>Tells the energy register in kWh and says so; the register of StartTransaction and StopTransaction stays in Wh.</summary>
internal sealed class KilowattHours : SampleQuirk
{
    protected override void Change(JsonObject sample)
    {
        if ((string?)sample["unit"] == "Wh" && decimal.TryParse((string?)sample["value"], System.Globalization.CultureInfo.InvariantCulture, out var wattHours))
        {
            sample["value"] = (wattHours / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
            sample["unit"] = "kWh";
        }
    }
}
