using System.Text;
using System.Text.Json;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Check.Wire;

/// <summary>The answer to a CALL: a CALLRESULT or a CALLERROR whose shape was checked.</summary>
internal sealed class Answer(string action, JsonElement frame)
{
    public bool IsError { get; } = frame[0].GetInt32() == 4;

    /// <summary>Code of a CALLERROR; empty for a CALLRESULT.</summary>
    public string Code => IsError ? frame[2].GetString()! : "";

    /// <summary>Payload of a CALLRESULT.</summary>
    public JsonElement Payload => frame[2];

    /// <summary>Reads the payload as strictly as the specification has it.</summary>
    /// <remarks>Errors: <see cref="RuleBrokenException"/> for a CALLERROR and for a payload that breaks a rule.</remarks>
    public TResponse As<TResponse>()
        where TResponse : IOcppResponse, IOcppPayload<TResponse>
    {
        if (IsError)
        {
            throw new RuleBrokenException("OCPP-J §4.2.3", $"{action} was answered with CALLERROR {Code}: {frame[3]}");
        }

        try
        {
            return OcppPayload.ReadStrictly<TResponse>(Encoding.UTF8.GetBytes(Payload.ValueKind == JsonValueKind.Null ? "{}" : Payload.GetRawText()));
        }
        catch (OcppPayloadException e)
        {
            throw new RuleBrokenException($"OCPP 1.6 chapter 6, {action}.conf", $"{action}.conf breaks the specification: {e.Message}");
        }
    }

    public override string ToString() => frame.GetRawText();
}

/// <summary>A CALL of the central system.</summary>
internal sealed record ReceivedCall(string Id, string Action, JsonElement Payload)
{
    /// <summary>Reads the payload as the specification has it.</summary>
    public TRequest As<TRequest>()
        where TRequest : IOcppPayload<TRequest>
    {
        try
        {
            return OcppPayload.ReadStrictly<TRequest>(Encoding.UTF8.GetBytes(Payload.ValueKind == JsonValueKind.Null ? "{}" : Payload.GetRawText()));
        }
        catch (OcppPayloadException e)
        {
            throw new RuleBrokenException($"OCPP 1.6 chapter 6, {Action}.req", $"{Action}.req breaks the specification: {e.Message}");
        }
    }
}

/// <summary>A rule that a frame broke, whatever the case was about.</summary>
internal readonly record struct Violation(string Rule, string Message);

/// <summary>The shape of frames (OCPP-J §4.1.3 to §4.2.3).</summary>
internal static class FrameShape
{
    private const int MaxIdLength = 36;

    private static readonly HashSet<string> ErrorCodes = [.. Enum.GetNames<OcppErrorCode>()];

    /// <summary>2, 3 or 4 of a frame that has a message type, an id and something behind them; null for all else.</summary>
    public static int? KindOf(JsonElement frame) =>
        frame.ValueKind == JsonValueKind.Array && frame.GetArrayLength() >= 3 && frame[0].ValueKind == JsonValueKind.Number && frame[0].TryGetInt32(out var kind) && kind is >= 2 and <= 4 ? kind : null;

    /// <summary>Reads a frame; gives what is wrong with it, or null.</summary>
    /// <param name="text">The frame.</param>
    /// <param name="frame">What it holds; undefined where it is not JSON.</param>
    /// <param name="anyAnswerId">Whether the id of an answer goes unjudged: what it answers had none that could be given back.</param>
    public static Violation? Read(string text, out JsonElement frame, bool anyAnswerId = false)
    {
        try
        {
            frame = JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException e)
        {
            frame = default;
            return new("OCPP-J §4.1.2", $"a frame is not JSON: {e.Message}");
        }

        if (KindOf(frame) is not { } kind)
        {
            return new("OCPP-J §4.1.3", "a frame is not an array that begins with 2, 3 or 4");
        }

        if (!(anyAnswerId && kind != 2) && (frame[1].ValueKind != JsonValueKind.String || frame[1].GetString() is not { Length: > 0 and <= MaxIdLength }))
        {
            return new("OCPP-J §4.1.4", $"a message id is not a string of 1 to {MaxIdLength} characters");
        }

        return kind switch { 2 => Call(frame), 3 => Result(frame), _ => Error(frame) };
    }

    private static Violation? Call(JsonElement frame) =>
        frame.GetArrayLength() != 4 || frame[2].ValueKind != JsonValueKind.String || frame[3].ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
            ? new("OCPP-J §4.2.1", "a CALL is not [2, id, action, {payload}]")
            : Ocpp.OcppActions.Find(frame[2].GetString()!) is not { SentBy: not Ocpp.Payloads.SentBy.ChargePoint }
                ? new("OCPP-J §4.2.1", $"'{frame[2].GetString()}' is no operation that a central system sends")
                : null;

    private static Violation? Result(JsonElement frame) =>
        frame.GetArrayLength() != 3 || frame[2].ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)
            ? new("OCPP-J §4.2.2", "a CALLRESULT is not [3, id, {payload}]")
            : null;

    private static Violation? Error(JsonElement frame) =>
        frame.GetArrayLength() != 5 || frame[2].ValueKind != JsonValueKind.String || frame[3].ValueKind != JsonValueKind.String || frame[4].ValueKind != JsonValueKind.Object
            ? new("OCPP-J §4.2.3", "a CALLERROR is not [4, id, code, description, {details}]")
            : !ErrorCodes.Contains(frame[2].GetString()!)
                ? new("OCPP-J §4.2.3 table 7", $"'{frame[2].GetString()}' is no error code of OCPP 1.6")
                : null;
}
