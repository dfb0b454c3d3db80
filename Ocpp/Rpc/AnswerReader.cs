using System.Text;
using System.Text.Json;
using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Reads what follows the head of a CALLRESULT or CALLERROR: how the CALL it answers ended.</summary>
internal static class AnswerReader
{
    /// <param name="frame">The frame; its head is read.</param>
    /// <param name="bytes">The same frame, whole.</param>
    /// <param name="action">Operation of the CALL.</param>
    public static CallOutcome Read(ref FrameReader frame, ReadOnlySpan<byte> bytes, OcppAction action) =>
        frame.Kind == FrameKind.CallResult ? ReadResult(ref frame, bytes, action) : ReadError(ref frame);

    private static CallOutcome.Refused ReadError(ref FrameReader frame)
    {
        var (code, description, details) = frame.ReadError();
        frame.ReadEnd();
        return new CallOutcome.Refused(code, description, details);
    }

    private static CallOutcome ReadResult(ref FrameReader frame, ReadOnlySpan<byte> bytes, OcppAction action)
    {
        try
        {
            var response = frame.ReadPayload(action.ReadResponse);
            frame.ReadEnd();
            return new CallOutcome.Answered(response, PayloadText(bytes));
        }
        catch (OcppPayloadException e)
        {
            return new CallOutcome.Unreadable(e.Message, PayloadText(bytes));
        }
    }

    /// <summary>The payload as it stands in the frame; an empty object where there is none.</summary>
    private static string PayloadText(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        reader.Read();
        reader.Read();
        reader.Read();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "{}";
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(frame[start..(int)reader.BytesConsumed]);
    }
}
