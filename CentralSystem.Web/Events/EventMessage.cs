using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ocpp.Payloads;

namespace CentralSystem.Web.Events;

/// <summary>A domain event as everybody outside gets it; read and written once, shared by all who follow.</summary>
/// <param name="Id">Rises with the order of the commits.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="At">When it happened.</param>
/// <param name="ChargePointId">Identity of the Charge Point it is about; null for none.</param>
/// <param name="Json">The whole event: <c>{"id","type","at","chargePointId","data"}</c> in UTF-8, on one line.</param>
internal sealed record EventMessage(long Id, string Type, DateTimeOffset At, string? ChargePointId, ReadOnlyMemory<byte> Json)
{
    public static EventMessage Of(DomainEvent stored) =>
        new(stored.Id, stored.Type, stored.At, stored.ChargePointId, Write(stored.Id, stored.Type, stored.At, stored.ChargePointId, stored.Data));

    /// <param name="id">Its id; 0 for an event that is not stored.</param>
    /// <param name="type">Its type.</param>
    /// <param name="at">When.</param>
    /// <param name="chargePointId">Whom it is about.</param>
    /// <param name="data">A JSON object.</param>
    public static byte[] Write(long id, string type, DateTimeOffset at, string? chargePointId, string data)
    {
        var buffer = new ArrayBufferWriter<byte>(128 + data.Length);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("type", type);
            json.WriteString("at", OcppDateTime.Format(at));
            if (chargePointId is not null)
            {
                json.WriteString("chargePointId", chargePointId);
            }

            json.WritePropertyName("data");
            json.WriteRawValue(data, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
