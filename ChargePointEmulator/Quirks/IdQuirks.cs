using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Quirks;

/// <summary>Counts its message ids and begins again at 1 with every connection.</summary>
/// <param name="asNumbers">Writes them as JSON numbers.</param>
internal sealed class CountingMessageIds(bool asNumbers) : Quirk
{
    private readonly Dictionary<string, string> _ids = [];
    private int _last;

    public override void Connected()
    {
        _last = 0;
        lock (_ids)
        {
            _ids.Clear();
        }
    }

    public override void Sending(StationFrame frame)
    {
        if (frame.IsCall)
        {
            var number = ++_last;
            lock (_ids)
            {
                _ids[number.ToString(CultureInfo.InvariantCulture)] = frame.Frame[1]!.ToString();
            }

            frame.Frame[1] = asNumbers ? number : number.ToString(CultureInfo.InvariantCulture);
        }
    }

    public override string Received((int Type, string Id, string Action) head, string text)
    {
        string? id;
        lock (_ids)
        {
            if (head.Type is not (3 or 4) || !_ids.Remove(head.Id, out id))
            {
                return text;
            }
        }

        try
        {
            var frame = JsonNode.Parse(text)!.AsArray();
            frame[1] = id;
            return frame.ToJsonString(LineJson.Plain);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}

/// <summary>Writes CALLs under message type 1, which no version of the protocol has.</summary>
internal sealed class MessageTypeOne : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "MeterValues" })
        {
            frame.Frame[0] = 1;
        }
    }
}

/// <summary>Answers what nobody asked, after every Heartbeat.</summary>
internal sealed class StrayAnswers : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame is { IsCall: true, Action: "Heartbeat" })
        {
            frame.After.Add("""[3,"nobody-asked",{}]""");
        }
    }
}

/// <summary>Puts something in front of every idTag, as <c>VID:</c> before the identifier of a vehicle.</summary>
/// <param name="prefix">What it puts there.</param>
internal sealed class IdTagPrefix(string prefix) : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame.IsCall && (string?)frame.Payload?["idTag"] is { } idTag)
        {
            frame.Payload!["idTag"] = prefix + idTag;
        }
    }
}

/// <summary>Appends something to every idTag, as stations do that add the serial number of their reader.</summary>
/// <param name="suffix">What it appends.</param>
internal sealed class IdTagSuffix(string suffix) : Quirk
{
    public override void Sending(StationFrame frame)
    {
        if (frame.IsCall && (string?)frame.Payload?["idTag"] is { } idTag)
        {
            frame.Payload!["idTag"] = idTag + suffix;
        }
    }
}
