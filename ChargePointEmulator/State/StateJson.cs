using System.Text.Json;
using System.Text.Json.Serialization;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace ChargePointEmulator.State;

/// <summary>Writes states as JSON, one line each; payloads stand in them as they stand in frames.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(PayloadConverter<AuthorizationData>), typeof(PayloadConverter<ChargingProfile>), typeof(PayloadConverter<MeterValue>),
        typeof(PayloadConverter<MeterValuesRequest>), typeof(PayloadConverter<ReserveNowRequest>), typeof(PayloadConverter<SecurityEventNotificationRequest>),
        typeof(PayloadConverter<SignedUpdateFirmwareRequest>),
        typeof(PayloadConverter<StartTransactionRequest>), typeof(PayloadConverter<StopTransactionRequest>),
    ])]
[JsonSerializable(typeof(ChargePointState))]
internal sealed partial class StateJson : JsonSerializerContext;

/// <summary>A payload inside other JSON.</summary>
internal sealed class PayloadConverter<T> : JsonConverter<T>
    where T : class, IOcppPayload<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return OcppPayload.Read<T>(System.Text.Encoding.UTF8.GetBytes(json.RootElement.GetRawText()), new PayloadReadContext(ValidationMode.Lenient));
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.Write(writer);
}
