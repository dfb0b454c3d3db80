using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ocpp.Rpc;

namespace Ocpp.Payloads;

/// <summary>Payloads apart from any frame.</summary>
public static class OcppPayload
{
    /// <summary>How this side writes JSON: compact, and readable text unescaped as OCPP-J §4.1.2 allows.</summary>
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reads a payload that stands alone.</summary>
    /// <remarks>Errors: <see cref="OcppPayloadException"/>, also for malformed JSON.</remarks>
    public static T Read<T>(ReadOnlySpan<byte> utf8, PayloadReadContext context)
        where T : IOcppPayload<T> =>
        ReadAlone(utf8, context, T.Read);

    /// <summary>Reads and checks a payload as strictly as this side checks what it is about to send.</summary>
    /// <remarks>Errors: <see cref="OcppPayloadException"/>, also for malformed JSON.</remarks>
    public static T ReadStrictly<T>(ReadOnlySpan<byte> utf8)
        where T : IOcppPayload<T> =>
        Read<T>(utf8, new PayloadReadContext(ValidationMode.Strict));

    internal delegate T Reading<out T>(ref PayloadReader reader);

    internal static T ReadAlone<T>(ReadOnlySpan<byte> utf8, PayloadReadContext context, Reading<T> read)
    {
        try
        {
            var reader = new PayloadReader(utf8, context);
            reader.BeginObject();
            var payload = read(ref reader);
            return reader.Json.Read()
                ? throw new OcppPayloadException(OcppErrorCode.FormationViolation, "", "more follows the JSON object")
                : payload;
        }
        catch (JsonException e)
        {
            throw new OcppPayloadException(OcppErrorCode.FormationViolation, "", $"is not JSON: {e.Message}");
        }
    }

    /// <summary>The payload as JSON text.</summary>
    public static string ToJson(IOcppPayload payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            payload.Write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
