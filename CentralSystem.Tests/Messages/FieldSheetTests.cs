using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Messages;

/// <summary>Compares every message record with the JSON schema the Open Charge Alliance published for it.</summary>
/// <remarks>
/// The schemas lie beside the repository and are not part of it; without them the tests are skipped by name.
/// Bounds of numbers are not compared: no schema states one.
/// </remarks>
public class FieldSheetTests
{
    private const string SchemaFolder = "shared/spec/schemas";

    /// <summary>Differences we want, and why. One that no longer exists fails its own test.</summary>
    private static readonly Dictionary<(string Message, string Path), string> KnownDifferences = new()
    {
        [("MeterValues", "meterValue[].sampledValue")] =
            "Decision 1: the schema of StopTransaction has no minItems here, that of MeterValues has; MeterValue states §7.33 as a conditional rule for both.",
        [("StopTransaction", "transactionData[].sampledValue[].unit")] =
            "Decision 1: only the schema of MeterValues lists Hertz; one UnitOfMeasure serves both.",
    };

    private static readonly Dictionary<string, Type> Records = FindRecords();

    public static TheoryData<string> Messages => [.. Records.Keys.Order(StringComparer.Ordinal)];

    [SkippableTheory, Trait("Spec", "OCPP 1.6 chapters 6 and 7; security whitepaper chapters 5 and 6")]
    [MemberData(nameof(Messages))]
    public void Records_agree_with_the_published_schemas(string message)
    {
        var differences = Differences(message, FindSchemas());

        differences
            .Where(difference => !KnownDifferences.ContainsKey((message, difference.Key)))
            .Select(difference => difference.Value)
            .ShouldBeEmpty();
    }

    [SkippableFact]
    public void Every_known_difference_still_exists()
    {
        var schemas = FindSchemas();

        KnownDifferences.Keys
            .Where(known => !Differences(known.Message, schemas).ContainsKey(known.Path))
            .ShouldBeEmpty();
    }

    [SkippableFact]
    public void The_messages_are_exactly_those_of_the_schemas()
    {
        var published = Directory.EnumerateFiles(FindSchemas(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file));

        Records.Keys.Order(StringComparer.Ordinal).ShouldBe(published.Order(StringComparer.Ordinal));
        Records.Keys.Count(message => !message.EndsWith("Response", StringComparison.Ordinal)).ShouldBe(39);
    }

    [Fact]
    public void Records_are_named_after_their_actions()
    {
        foreach (var (message, record) in Records)
        {
            var expected = message.EndsWith("Response", StringComparison.Ordinal) ? message : message + "Request";
            record.Name.ShouldBe(expected);
        }
    }

    private static Dictionary<string, Type> FindRecords()
    {
        var records = new Dictionary<string, Type>();
        foreach (var type in typeof(StartTransactionRequest).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<OcppActionAttribute>() is { } action)
            {
                var contract = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOcppRequest<>));
                records.Add(action.Name, type);
                records.Add(action.Name + "Response", contract.GetGenericArguments()[0]);
            }
        }

        return records;
    }

    private static string FindSchemas()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var schemas = Path.Combine(folder.FullName, SchemaFolder);
            if (Directory.Exists(schemas))
            {
                return schemas;
            }
        }

        Skip.If(true, $"No folder {SchemaFolder} beside the repository or above {AppContext.BaseDirectory}");
        return "";
    }

    private static SortedDictionary<string, string> Differences(string message, string schemas)
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(schemas, message + ".json")));
        var published = new SortedDictionary<string, string>(StringComparer.Ordinal);
        DescribeObject(schema.RootElement, schema.RootElement, "", published);
        var written = new SortedDictionary<string, string>(StringComparer.Ordinal);
        DescribeRecord(Records[message], "", written);

        var differences = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in published.Keys.Union(written.Keys))
        {
            var wanted = published.GetValueOrDefault(path, "nothing");
            var found = written.GetValueOrDefault(path, "nothing");
            if (wanted != found)
            {
                differences[path] = $"{message} {path}: the schema has {wanted}, the record has {found}";
            }
        }

        return differences;
    }

    private static void DescribeObject(JsonElement schema, JsonElement root, string path, SortedDictionary<string, string> sheet)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return;
        }

        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        foreach (var property in properties.EnumerateObject())
        {
            var presence = required.Contains(property.Name) ? "required " : "optional ";
            DescribeValue(property.Value, root, Join(path, property.Name), presence, sheet);
        }
    }

    private static void DescribeValue(JsonElement schema, JsonElement root, string path, string presence, SortedDictionary<string, string> sheet)
    {
        // The whitepaper schemas (draft-06) refer to definitions, the others (draft-04) say everything in place.
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = root.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        var type = schema.GetProperty("type").GetString()!;
        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time")
        {
            type = "date-time";
        }

        var enumeration = schema.TryGetProperty("enum", out var members) ? members.EnumerateArray().Select(member => member.GetString()!) : null;
        sheet[path] = presence + Describe(
            type, Number(schema, "maxLength"), Number(schema, "minItems"), schema.TryGetProperty("multipleOf", out var multiple) && multiple.GetDecimal() == 0.1m, enumeration);

        if (type == "object")
        {
            DescribeObject(schema, root, path, sheet);
        }
        else if (type == "array")
        {
            DescribeValue(schema.GetProperty("items"), root, path + "[]", "", sheet);
        }
    }

    private static int? Number(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetInt32() : null;

    private static void DescribeRecord(Type record, string path, SortedDictionary<string, string> sheet)
    {
        foreach (var property in record.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var presence = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "optional ";
            DescribeMember(
                property.PropertyType,
                Join(path, name),
                presence,
                property.GetCustomAttribute<MaxLengthAttribute>()?.Length,
                property.GetCustomAttribute<MinLengthAttribute>()?.Length,
                property.IsDefined(typeof(OneDecimalAttribute)),
                property.GetCustomAttribute<ItemMaxLengthAttribute>()?.Length,
                sheet);
        }
    }

    private static void DescribeMember(
        Type type, string path, string presence, int? maxLength, int? minItems, bool oneDecimal, int? itemMaxLength, SortedDictionary<string, string> sheet)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var argument = type.IsGenericType ? type.GetGenericArguments()[0] : null;
        var isEnum = argument is not null && type.GetGenericTypeDefinition() == typeof(OcppEnum<>);
        var isList = argument is not null && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var isRecord = typeof(IOcppType).IsAssignableFrom(type);
        var jsonType =
            type == typeof(string) || isEnum ? "string"
            : type == typeof(DateTimeOffset) ? "date-time"
            : type == typeof(int) || type == typeof(long) ? "integer"
            : type == typeof(decimal) ? "number"
            : type == typeof(bool) ? "boolean"
            : isList ? "array"
            : isRecord ? "object"
            : type.Name;

        sheet[path] = presence + Describe(jsonType, maxLength, minItems, oneDecimal, isEnum ? WireNames(argument!) : null);

        if (isRecord)
        {
            DescribeRecord(type, path, sheet);
        }
        else if (isList)
        {
            DescribeMember(argument!, path + "[]", "", itemMaxLength, null, false, null, sheet);
        }
    }

    private static IEnumerable<string> WireNames(Type enumeration) => enumeration
        .GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(member => member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member.Name);

    private static string Describe(string type, int? maxLength, int? minItems, bool oneDecimal, IEnumerable<string>? members) =>
        type
        + (maxLength is null ? "" : $" of at most {maxLength} characters")
        + (minItems is null ? "" : $" of at least {minItems} items")
        + (oneDecimal ? " with one decimal" : "")
        + (members is null ? "" : $" out of {string.Join('|', members.Order(StringComparer.Ordinal))}");

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
