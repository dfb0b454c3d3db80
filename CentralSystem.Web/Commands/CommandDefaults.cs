using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Commands;

/// <summary>Fills in what operators may leave to us, before the payload is checked.</summary>
internal sealed class CommandDefaults(IEnumerable<ICommandDefault> defaults)
{
    private static readonly JsonDocumentOptions Unambiguous = new() { AllowDuplicateProperties = false };

    private readonly Dictionary<string, ICommandDefault> _byAction = defaults.ToDictionary(d => d.Action, StringComparer.Ordinal);

    /// <summary>The payload with the members it lacks; unchanged where it is no JSON object.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> CompleteAsync(
        string action, ReadOnlyMemory<byte> payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (!_byAction.TryGetValue(action, out var missing) || ObjectOf(payload.Span) is not { } members)
        {
            return payload;
        }

        await missing.CompleteAsync(members, chargePoint, cancellationToken);
        return Encoding.UTF8.GetBytes(members.ToJsonString());
    }

    private static JsonObject? ObjectOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonNode.Parse(payload, documentOptions: Unambiguous) as JsonObject;
        }
        catch (JsonException)
        {
            // The check of the payload says what is wrong with it.
            return null;
        }
    }
}
