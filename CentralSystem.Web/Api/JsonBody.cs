using System.Text;
using System.Text.Json;
using Ocpp.Payloads;

namespace CentralSystem.Web.Api;

/// <summary>The body of a request that changes something: an object whose members are read one by one, each checked.</summary>
/// <remarks>Errors: <see cref="ProblemException"/> names the member and what is allowed, also for a member nobody knows.</remarks>
internal sealed class JsonBody
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    private JsonBody()
    {
    }

    /// <summary>Reads the body; no body is an empty object.</summary>
    public static async Task<JsonBody> ReadAsync(HttpContext context, params string[] allowed)
    {
        var bytes = await ReadBytesAsync(context);
        var body = new JsonBody();
        if (bytes.Length == 0)
        {
            return body;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Problems.Invalid("", "The body must be a JSON object.");
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!allowed.Contains(member.Name))
                {
                    throw Problems.Invalid(member.Name, $"is not known here; known are {string.Join(", ", allowed)}");
                }

                body._members[member.Name] = member.Value.Clone();
            }
        }
        catch (JsonException e)
        {
            throw Problems.Invalid("", $"The body is not JSON: {e.Message}");
        }

        return body;
    }

    /// <summary>The bytes of the body; the limit of the request holds.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>Whether the member is there, be it null.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>A text, or null for an absent one.</summary>
    public string? Text(string name, int maxLength)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Problems.Invalid(name, "must be a string");
        return text.Length > 0 && text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : throw Problems.Invalid(name, $"must be 1 to {maxLength} printable characters");
    }

    public string RequiredText(string name, int maxLength) => Text(name, maxLength) ?? throw Problems.Invalid(name, "is required");

    /// <summary>A member of an enumeration by its text, or null for an absent one.</summary>
    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && EnumText<TEnum>.TryParse(Encoding.UTF8.GetBytes(value.GetString()!), out var choice)
            ? choice
            : throw Problems.Invalid(name, $"must be one of {string.Join(", ", EnumText<TEnum>.Texts)}");
    }

    /// <summary>An instant, or null for an absent one.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && OcppDateTime.TryParse(Encoding.UTF8.GetBytes(value.GetString()!), out var instant, out _)
            ? instant
            : throw Problems.Invalid(name, "must be an ISO 8601 date-time such as 2026-01-31T08:00:00Z");
    }

    /// <summary>A whole number, or null for an absent one.</summary>
    public int? Number(string name, int minimum)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum
            ? number
            : throw Problems.Invalid(name, $"must be a whole number of at least {minimum}");
    }

    private JsonElement? Value(string name) => _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
