using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.Http.Metadata;

namespace CentralSystem.Web.Api;

/// <summary>The body of a request as a record: members nobody knows, wrong types and broken rules are refused before an endpoint sees it.</summary>
/// <remarks>
/// The rules stand on the record's properties as validation attributes, from which the API's description takes them, too.
/// Errors: <see cref="ProblemException"/> names the member and what is allowed.
/// </remarks>
internal sealed class JsonInput<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private readonly HashSet<string> _members;

    private JsonInput(T value, HashSet<string> members) => (Value, _members) = (value, members);

    public T Value { get; }

    /// <summary>Whether the body names the member, be it null: what tells "clear it" from "leave it".</summary>
    public bool Has(string member) => _members.Contains(member);

    public static async ValueTask<JsonInput<T>?> BindAsync(HttpContext context) => Read(await RequestBodies.ReadAsync(context));

    /// <summary>Checks what a form says: every member, be it null.</summary>
    public static JsonInput<T> Whole(T value)
    {
        JsonInputRules.Check(value, "");
        return new JsonInput<T>(value, [.. typeof(T).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))]);
    }

    /// <summary>Reads and checks a body; an empty one is an empty object.</summary>
    public static JsonInput<T> Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            utf8 = "{}"u8;
        }

        try
        {
            var value = JsonSerializer.Deserialize<T>(utf8, JsonInputRules.Json) ?? throw Problems.Invalid("", JsonInputRules.NoObject);
            JsonInputRules.Check(value, "");
            return new JsonInput<T>(value, MembersOf(utf8));
        }
        catch (JsonException e)
        {
            throw JsonInputRules.ProblemOf(e, typeof(T));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static HashSet<string> MembersOf(ReadOnlySpan<byte> utf8)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                members.Add(reader.GetString()!);
            }
        }

        return members;
    }
}

/// <summary>Reads bodies strictly and says in a sentence what a member must be.</summary>
internal static class JsonInputRules
{
    public const string NoObject = "The body must be a JSON object.";

    public static JsonSerializerOptions Json { get; } = StrictOptions();

    /// <summary>Checks the validation attributes of a record and of the records it holds.</summary>
    public static void Check(object value, string path)
    {
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var member = property.GetValue(value);
            var name = path + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (!rule.IsValid(member))
                {
                    throw Problems.Invalid(name, SentenceOf(rule));
                }
            }

            CheckWithin(member, name);
        }
    }

    /// <summary>Turns the reader's complaint into one about the member.</summary>
    public static ProblemException ProblemOf(JsonException e, Type root)
    {
        var path = (e.Path ?? "$").TrimStart('$').TrimStart('.');
        if (e.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            var name = path.Length > 0 ? path : e.Message.Split('\'')[1];
            var owner = TypeAt(root, name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : "");
            return Problems.Invalid(name, $"is not known here; known are {string.Join(", ", NamesOf(owner))}");
        }

        if (e.Message.Contains("missing required", StringComparison.Ordinal))
        {
            var names = e.Message[(e.Message.LastIndexOf(':') + 1)..].Split(',').Select(name => name.Trim(' ', '\'', '.')).ToArray();
            return Problems.Invalid(path.Length > 0 ? $"{path}.{names[0]}" : names[0], "is required");
        }

        if (e.Message.Contains("Duplicate property", StringComparison.Ordinal))
        {
            return Problems.Invalid(path, "stands there more than once");
        }

        if (path.Length == 0)
        {
            // The reader tells where the text breaks off; that a value is no object it tells by the name of our record.
            return Problems.Invalid("", e.Message.Contains("could not be converted", StringComparison.Ordinal) ? NoObject : $"The body is not a JSON object that can be read: {e.Message}");
        }

        return Problems.Invalid(path, $"must be {KindOf(TypeAt(root, path))}");
    }

    private static void CheckWithin(object? member, string name)
    {
        if (member is System.Collections.IEnumerable list and not string && member is not JsonElement)
        {
            var index = 0;
            foreach (var item in list)
            {
                if (item is not null && HasRules(item.GetType()))
                {
                    Check(item, $"{name}[{index}].");
                }

                index++;
            }
        }
        else if (member is not null && HasRules(member.GetType()))
        {
            Check(member, name + ".");
        }
    }

    private static bool HasRules(Type type) => type.IsClass && type.Namespace?.StartsWith(nameof(System), StringComparison.Ordinal) == false;

    private static string SentenceOf(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => $"must be between {range.Minimum} and {range.Maximum}",
        StringLengthAttribute length => $"must be {length.MinimumLength} to {length.MaximumLength} characters",
        MaxLengthAttribute most => $"must have at most {most.Length} entries or characters",
        MinLengthAttribute least => $"must have at least {least.Length} entries or characters",
        RequiredAttribute => "is required",
        _ => rule.FormatErrorMessage("").Trim(),
    };

    private static Type TypeAt(Type type, string path)
    {
        foreach (var part in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.EndsWith(']'))
            {
                type = type.IsArray ? type.GetElementType()! : type.GenericTypeArguments.LastOrDefault() ?? type;
            }
            else if (type.GetProperties().FirstOrDefault(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == part) is { } property)
            {
                type = property.PropertyType;
            }
        }

        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static IEnumerable<string> NamesOf(Type type) => type.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

    /// <summary>What a value of a type has to be, in words.</summary>
    public static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(string) => "a string",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(decimal) || type == typeof(double) => "a number",
        _ when type == typeof(Guid) => "an id such as 01890a5d-ac96-774b-bcce-b302099a8057",
        _ when type == typeof(DateTimeOffset) || type == typeof(Instant) => "an ISO 8601 date-time such as 2026-01-31T08:00:00Z",
        _ when type != typeof(string) && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) => "a list",
        _ => "an object",
    };

    private static JsonSerializerOptions StrictOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
        };
        ApiJson.Configure(options);
        options.Converters.Insert(0, new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
        return options;
    }
}

/// <summary>Text of people and programs: not empty, printable, no longer than stated.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PrintableTextAttribute(int maxLength) : ValidationAttribute
{
    public int MaxLength { get; } = maxLength;

    /// <summary>It names something: a character that is not seen, or turns the text around it, would make it pass for another one.</summary>
    public bool IsName { get; set; }

    public override bool IsValid(object? value) =>
        value is null || (value is string { Length: > 0 } text && text.Length <= MaxLength && !text.Any(IsName ? PrintableValues.IsUnprintable : char.IsControl));

    public override string FormatErrorMessage(string name) => $"must be 1 to {MaxLength} printable characters";
}
