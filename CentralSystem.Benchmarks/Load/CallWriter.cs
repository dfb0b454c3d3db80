using System.Text.Unicode;

namespace CentralSystem.Benchmarks.Load;

/// <summary>Writes the CALLs of the load: a letter stands for each, with the payloads of ocppload, so that figures compare.</summary>
internal static class CallWriter
{
    /// <summary>No CALL of the load is longer.</summary>
    public const int LargestCall = 1024;

    private const string Letters = "BHSATMP";

    private static readonly Dictionary<string, string> Names = new()
    {
        ["heartbeat"] = "H",
        ["metervalues"] = "M",
        ["tx"] = "TP",
        ["mix"] = "HSATMMMMMMP",
        ["status"] = "S",
        ["boot"] = "B",
    };

    /// <summary>Letters of a sequence given by letters or by name.</summary>
    public static string SequenceOf(string text)
    {
        var letters = Names.GetValueOrDefault(text, text);
        return letters.Length > 0 && letters.All(Letters.Contains)
            ? letters
            : throw new UsageException($"--seq wants letters of {Letters} or one of {string.Join(", ", Names.Keys)}");
    }

    /// <summary>Writes one CALL.</summary>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> utf8, char letter, uint id, in CallValues values)
    {
        var tag = values.IdTag;
        var now = values.Now;
        int length;
        switch (letter)
        {
            case 'B':
                Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"Wallbox 22","chargePointSerialNumber":"SN{{values.Index:D8}}","firmwareVersion":"1.4.2"}]""", out length);
                break;
            case 'S':
                Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"{{((id & 1) != 0 ? "Available" : "Preparing")}}","timestamp":"{{now:yyyy-MM-ddTHH:mm:ss.fffZ}}"}]""", out length);
                break;
            case 'A':
                Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","Authorize",{"idTag":"{{tag}}"}]""", out length);
                break;
            case 'T':
                Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","StartTransaction",{"connectorId":1,"idTag":"{{tag}}","meterStart":{{values.MeterWh}},"timestamp":"{{now:yyyy-MM-ddTHH:mm:ss.fffZ}}"}]""", out length);
                break;
            case 'M':
                length = WriteMeterValues(utf8, id, values);
                break;
            case 'P':
                Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","StopTransaction",{"transactionId":{{values.TransactionId}},"idTag":"{{tag}}","meterStop":{{values.MeterWh}},"timestamp":"{{now:yyyy-MM-ddTHH:mm:ss.fffZ}}","reason":"Local"}]""", out length);
                break;
            default:
                Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","Heartbeat",{}]""", out length);
                break;
        }

        return length;
    }

    private static int WriteMeterValues(Span<byte> utf8, uint id, in CallValues values)
    {
        var at = 0;
        Utf8.TryWrite(utf8, $$"""[2,"{{id:x}}","MeterValues",{"connectorId":1,""", out var length);
        at += length;
        if (values.TransactionId != 0)
        {
            Utf8.TryWrite(utf8[at..], $"\"transactionId\":{values.TransactionId},", out length);
            at += length;
        }

        Utf8.TryWrite(
            utf8[at..],
            $$"""
            "meterValue":[{"timestamp":"{{values.Now:yyyy-MM-ddTHH:mm:ss.fffZ}}","sampledValue":[{"value":"{{values.MeterWh}}","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"{{10900 + (id % 200)}}.{{id % 10}}","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},{"value":"{{15 + (id % 2)}}.{{id % 10}}","context":"Sample.Periodic","measurand":"Current.Import","unit":"A"},{"value":"{{20 + (id % 70)}}","measurand":"SoC","unit":"Percent"}]}]}]
            """,
            out length);
        return at + length;
    }
}

/// <summary>What the CALLs of one Charge Point say.</summary>
internal readonly record struct CallValues(int Index, string IdTag, DateTime Now, int TransactionId, long MeterWh);
