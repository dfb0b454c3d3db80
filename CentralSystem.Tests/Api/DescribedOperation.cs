using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Api;

/// <summary>One operation of the OpenAPI document, called as the document says.</summary>
/// <param name="Method">HTTP method in upper case.</param>
/// <param name="Path">Template of the path.</param>
/// <param name="Element">What the document says of it.</param>
internal sealed record DescribedOperation(string Method, string Path, JsonElement Element)
{
    /// <summary>Reading comes first and removing last, so that there is something to read; making comes before changing.</summary>
    public int Turn => Method switch
    {
        "GET" => 2,
        "POST" => 1,
        "DELETE" => 4,
        _ => 3,
    };

    /// <summary>The first part of the path below the version.</summary>
    public string Noun => Path.Split('/')[3];

    public override string ToString() => $"{Method} {Path}";

    /// <param name="document">The document; answers that it refers to stand in their place afterwards.</param>
    public static IEnumerable<DescribedOperation> AllOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new DescribedOperation(operation.Name.ToUpperInvariant(), path.Name, WithAnswers(operation.Value, document));

    /// <summary>What the examples lack for a request; null when nothing.</summary>
    public string? Gap(IReadOnlyDictionary<string, string> known)
    {
        var unknown = Parameters().Where(parameter => parameter.Text("in") == "path" && ValueOf(parameter.Text("name")!, known) is null && ExampleOf(parameter) is null)
            .Select(parameter => parameter.Text("name")).FirstOrDefault();
        return unknown is not null ? $"{this}: the path parameter {unknown} has no example" : null;
    }

    /// <summary>Whether there is something to choose in the query.</summary>
    public bool HasOptions => Parameters().Any(IsOption);

    /// <summary>The request the document's examples make.</summary>
    /// <param name="known">Values for parameters of the path that have to exist.</param>
    /// <param name="withOptions">Whether it chooses whatever may be chosen in the query; but for the place where a page begins, which only the page before knows.</param>
    public HttpRequestMessage ToRequest(IReadOnlyDictionary<string, string> known, bool withOptions = false)
    {
        var path = Path;
        var query = new List<string>();
        foreach (var parameter in Parameters())
        {
            var name = parameter.Text("name")!;
            var value = parameter.Text("in") == "path" && ValueOf(name, known) is { } seeded ? seeded : ExampleOf(parameter);
            switch (parameter.Text("in"))
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value ?? throw new InvalidOperationException($"{this}: the path parameter {name} has no example")), StringComparison.Ordinal);
                    break;
                case "query" when value is not null && (!IsOption(parameter) || (withOptions && name != "cursor")):
                    query.Add($"{name}={Uri.EscapeDataString(value)}");
                    break;
            }
        }

        var request = new HttpRequestMessage(new HttpMethod(Method), path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        if (Body is { } media)
        {
            // A body without required members needs none.
            var example = media.Value.TryGetProperty("example", out var given) ? given : JsonSerializer.Deserialize<JsonElement>("{}");
            request.Content = new StringContent(
                example.ValueKind == JsonValueKind.String ? example.GetString()! : example.GetRawText(), Encoding.UTF8, media.Name);
        }

        return request;
    }

    /// <summary>What about the answer the document does not say; empty when all is said.</summary>
    public async Task<IReadOnlyList<string>> SurprisesOfAsync(HttpResponseMessage response, OpenApiSchemas schemas)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var mediaType = response.Content.Headers.ContentType?.MediaType;

        // A stream has no end.
        var text = mediaType == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync();
        if (!Element.GetProperty("responses").TryGetProperty(status, out var described))
        {
            return [$"{this}: answers {status}, which is not described: {Shortened(text)}"];
        }

        if (!described.TryGetProperty("content", out var content))
        {
            return text.Length == 0 ? [] : [$"{this}: {status} is described without a body, but has one: {Shortened(text)}"];
        }

        if (mediaType is null || !content.TryGetProperty(mediaType, out var media))
        {
            return [$"{this}: {status} comes as {mediaType ?? "nothing"}, which is not described"];
        }

        return mediaType.EndsWith("json", StringComparison.Ordinal) && media.TryGetProperty("schema", out var schema)
            ? [.. schemas.DifferencesOf(JsonSerializer.Deserialize<JsonElement>(text), schema).Select(difference => $"{this}: {status}: {difference}")]
            : [];
    }

    /// <summary>Every form in which it may answer.</summary>
    public IEnumerable<(string Status, string MediaType, JsonElement Media)> Answers() =>
        from response in Element.GetProperty("responses").EnumerateObject()
        where response.Value.TryGetProperty("content", out _)
        from media in response.Value.GetProperty("content").EnumerateObject()
        select (response.Name, media.Name, media.Value);

    public IEnumerable<JsonElement> Parameters() =>
        Element.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    /// <summary>Parameters that show no value.</summary>
    public IEnumerable<string> ParametersWithoutExample() => Parameters().Where(parameter => ExampleOf(parameter) is null).Select(parameter => parameter.Text("name")!);

    private static JsonElement WithAnswers(JsonElement operation, JsonElement document)
    {
        var whole = JsonObject.Create(operation)!;
        foreach (var (status, answer) in whole["responses"]!.AsObject().ToList())
        {
            if (answer!["$ref"]?.GetValue<string>() is { } reference)
            {
                whole["responses"]![status] = JsonObject.Create(document.GetProperty("components").GetProperty("responses").GetProperty(reference["#/components/responses/".Length..]));
            }
        }

        return JsonSerializer.SerializeToElement(whole);
    }

    private JsonProperty? Body => Element.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First() : null;

    private string? ValueOf(string name, IReadOnlyDictionary<string, string> known) =>
        known.GetValueOrDefault($"{Noun}/{name}") ?? known.GetValueOrDefault(name) ?? (name.EndsWith("Id", StringComparison.Ordinal) ? known.GetValueOrDefault($"{Noun}/id") : null);

    private static bool IsOption(JsonElement parameter) =>
        parameter.Text("in") == "query" && !(parameter.TryGetProperty("required", out var required) && required.GetBoolean());

    private static string? ExampleOf(JsonElement parameter) =>
        parameter.TryGetProperty("example", out var example) ? TextOf(example)
        : parameter.TryGetProperty("examples", out var several) ? TextOf(several.GetProperty("example").GetProperty("value"))
        : null;

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };

    private static string Shortened(string text) => text.Length <= 300 ? text : text[..300];
}
