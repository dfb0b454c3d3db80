using System.Buffers;
using System.Text.Json;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Commands;

/// <summary>Fills in what operators may leave to us, before the payload is checked.</summary>
internal sealed class CommandDefaults(IEnumerable<ICommandDefault> defaults)
{
    private readonly Dictionary<string, ICommandDefault> _byAction = defaults.ToDictionary(d => d.Action, StringComparer.Ordinal);

    /// <summary>The payload with the member it lacks; unchanged where it lacks none, or is no JSON object.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> CompleteAsync(
        string action, ReadOnlyMemory<byte> payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (!_byAction.TryGetValue(action, out var member))
        {
            return payload;
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? await CompleteAsync(member, document.RootElement, payload, chargePoint, cancellationToken)
                : payload;
        }
        catch (JsonException)
        {
            // The check of the payload says what is wrong with it.
            return payload;
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> CompleteAsync(
        ICommandDefault member, JsonElement root, ReadOnlyMemory<byte> payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (root.TryGetProperty(member.Member, out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var chosen))
            {
                member.Chosen(chargePoint, chosen);
            }

            return payload;
        }

        var value = await member.NextAsync(chargePoint, cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(payload.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber(member.Member, value);
            foreach (var other in root.EnumerateObject().Where(other => other.Name != member.Member))
            {
                other.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
