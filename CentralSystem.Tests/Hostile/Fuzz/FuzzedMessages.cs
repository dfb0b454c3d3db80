using System.Text;
using System.Text.Json;
using CsCheck;
using Ocpp;

namespace CentralSystem.Tests.Hostile.Fuzz;

/// <summary>Messages as no specification has them: valid ones changed in structure, and bytes that never were any.</summary>
/// <remarks>A message id that is to be unique is written as <see cref="Id"/>; whoever sends the message puts one in its place.</remarks>
internal static class FuzzedMessages
{
    public const string Id = "@id@";

    private static readonly string[] Payloads =
    [
        """Authorize {"idTag":"TAG-1"}""",
        """BootNotification {"chargePointVendor":"V","chargePointModel":"M","chargePointSerialNumber":"S","firmwareVersion":"1.0","iccid":"8","imsi":"9","meterType":"T"}""",
        """Heartbeat {}""",
        """StatusNotification {"connectorId":1,"errorCode":"NoError","info":"I","status":"Available","timestamp":"2026-01-15T10:00:00Z","vendorId":"V","vendorErrorCode":"E"}""",
        """StartTransaction {"connectorId":1,"idTag":"TAG-1","meterStart":100,"reservationId":4,"timestamp":"2026-01-15T10:00:00Z"}""",
        """StopTransaction {"transactionId":1,"idTag":"TAG-1","meterStop":200,"timestamp":"2026-01-15T11:00:00Z","reason":"Local","transactionData":[{"timestamp":"2026-01-15T10:30:00Z","sampledValue":[{"value":"150"}]}]}""",
        """MeterValues {"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"2026-01-15T10:15:00Z","sampledValue":[{"value":"120.5","context":"Sample.Periodic","format":"Raw","measurand":"Power.Active.Import","phase":"L1","location":"Outlet","unit":"W"}]}]}""",
        """DataTransfer {"vendorId":"V","messageId":"M","data":"D"}""",
        """DiagnosticsStatusNotification {"status":"Uploaded"}""",
        """FirmwareStatusNotification {"status":"Installed"}""",
        """LogStatusNotification {"status":"Uploaded","requestId":1}""",
        """SignedFirmwareStatusNotification {"status":"Installed","requestId":1}""",
        """SecurityEventNotification {"type":"SettingSystemTime","timestamp":"2026-01-15T10:00:00Z","techInfo":"I"}""",
        """SignCertificate {"csr":"C"}""",
    ];

    private static readonly string[] OddLiterals =
    [
        "null", "true", "[]", "{}", "\"\"", "-1", "0", "-0", "1e400", "-1e400", "1E+2147483647", "0.1e-400", "2147483648", "9223372036854775808",
        "123456789012345678901234567890", "NaN", "-Infinity", "\"NaN\"", "\"Infinity\"", "\"1e400\"", "\"-1e308\"", "\"0x10\"", "\"１２\"", "01", "+1", "1.",
        "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\\u202E\\u200F\"", "\"\uFEFF\"", "\"\\uD83D\\uDE00\"", "\"e\\u0301\\u0301\\u0301\"",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"10000-01-01T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-01-15T10:00:00+99:99\"", "\"2026-01-15\"", "\"1969-12-31T23:59:60Z\"", "\"InvalidStatus\"", "\"accepted\"",
    ];

    private static readonly string[] OddFrames =
    [
        "", " ", "null", "2", "[]", "{}", "[2]", $"[2,\"{Id}\"]", $"[2,\"{Id}\",\"Heartbeat\"]", $"[2,\"{Id}\",\"Heartbeat\",null]", $"[2,\"{Id}\",\"Heartbeat\",{{}},1,[2]]",
        $"[2,\"{Id}\",\"NoSuchAction\",{{}}]", $"[2,\"{Id}\",\"Reset\",{{}}]", $"[2,\"{Id}\",null,{{}}]", $"[2,\"{Id}\",\"\\u0048eartbeat\",{{}}]", $"[2,\"{Id}\",[[[]]],{{}}]",
        $"[\"Heartbeat\",2,\"{Id}\",{{}}]", $"[3,\"{Id}\",{{}}]", $"[4,\"{Id}\",\"GenericError\",\"\",{{}}]", $"[4,\"{Id}\"]", "[3]", "[4,\"-1\",\"GenericError\",\"\",{}]",
        $"[5,\"{Id}\",{{}}]", $"[2.0,\"{Id}\",\"Heartbeat\",{{}}]", $"[-2,\"{Id}\",\"Heartbeat\",{{}}]", "[2,12,\"Heartbeat\",{}]", "[2,1e999,\"Heartbeat\",{}]", "[2,null,\"Heartbeat\",{}]",
        "[2,\"\",\"Heartbeat\",{}]", "[2,\"\\ud800\",\"Heartbeat\",{}]", $"[2,\"{new string('i', 37)}\",\"Heartbeat\",{{}}]", $"[2,\"{new string('i', 300)}\",\"Heartbeat\",{{}}]",
        $"[2,\"{Id}\",\"Heartbeat\",{{}}] trailing", $"[2,\"{Id}\",\"Heartbeat\",{{}}][2]", $"[2,\"{Id}\",\"Heartbeat\",{{}}", "\u001b[31m\n", "{\"a\":[2,\"b\"]}",
    ];

    /// <summary>A literal that is odd where it stands.</summary>
    private static readonly Gen<string> Literal = Gen.Frequency(
        (6, Gen.OneOf(OddLiterals)),
        (1, Gen.String[0, 60].Select(text => JsonSerializer.Serialize(text))),
        (1, Gen.Int[20, 5_000].Select(length => $"\"{new string('x', length)}\"")),
        (1, Gen.Int[2, 100].Select(depth => new string('[', depth) + new string(']', depth))),
        (1, Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        (1, Gen.Double.Select(number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));

    private static readonly Gen<string> Valid = Gen.OneOf(Payloads).Select(FrameOf);

    private static readonly Gen<string> Mutated = Gen.Select(Gen.OneOf(Payloads), Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 9], Literal).Array[1, 4], (payload, mutations) =>
    {
        var frame = JsonTree.Parse(FrameOf(payload));
        foreach (var (where, how, literal) in mutations)
        {
            Mutate(frame, where, how, literal);
        }

        return frame.ToString();
    });

    private static readonly Gen<string> WrongAction = Gen.Select(Gen.OneOf(Payloads), Gen.OneOf(OcppActions.All.Select(action => action.Name).ToArray()), (payload, action) =>
        $"[2,\"{Id}\",\"{action}\",{payload[payload.IndexOf(' ')..]}]");

    private static readonly Gen<string> Truncated = Gen.Select(Valid, Gen.Double[0, 1], (frame, part) => frame[..(int)(frame.Length * part)]);

    private static readonly Gen<string> Garbage = Gen.Char[' ', '~'].Array[0, 200].Select(chars => new string(chars));

    /// <summary>A text message.</summary>
    public static Gen<string> Text { get; } = Gen.Frequency((20, Mutated), (6, Valid), (4, Gen.OneOf(OddFrames)), (2, WrongAction), (2, Truncated), (1, Garbage));

    /// <summary>The payload of an answer to GetConfiguration, changed.</summary>
    public static Gen<string> Answer { get; } = Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 9], Literal).Array[0, 3].Select(mutations =>
    {
        var frame = JsonTree.Parse("""[{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"300"}],"unknownKey":["X"]}]""");
        foreach (var (where, how, literal) in mutations)
        {
            Mutate(frame, where, how, literal);
        }

        return frame.ToString()[1..^1];
    });

    /// <summary>The id of a CALL that has to be answered: one that whoever reads JSON finds in it. Null where none can be expected.</summary>
    public static string? ExpectedId(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var frame = document.RootElement;
            return frame.ValueKind == JsonValueKind.Array && frame.GetArrayLength() >= 2 && frame[0].GetRawText() == "2" && frame[1].ValueKind == JsonValueKind.String
                && frame[1].GetString() is { Length: <= 255 } id ? id : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or EncoderFallbackException)
        {
            return null;
        }
    }

    private static string FrameOf(string payload)
    {
        var space = payload.IndexOf(' ', StringComparison.Ordinal);
        return $"[2,\"{Id}\",\"{payload[..space]}\",{payload[(space + 1)..]}]";
    }

    private static void Mutate(JsonTree frame, int where, int how, string literal)
    {
        var places = frame.Places().ToList();
        if (places.Count == 0)
        {
            return;
        }

        var place = places[where % places.Count];
        switch (how)
        {
            case 0:
                place.Drop();
                break;
            case 1:
                place.Double();
                break;
            case 2:
                place.Rename("unknownMember");
                break;
            case 3:
                place.Precede("extra", literal);
                break;
            case 4:
                place.Wrap();
                break;
            case 5:
                place.MoveToEnd();
                break;
            default:
                place.Replace(literal);
                break;
        }
    }
}
