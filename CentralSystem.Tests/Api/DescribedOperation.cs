using System.Globalization;
using System.Text;
using System.Text.Json;
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

    public override string ToString() => $"{Method} {Path}";

    public static IEnumerable<DescribedOperation> AllOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new DescribedOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    /// <summary>The request the document's examples make.</summary>
    /// <param name="known">Values for parameters of the path that have to exist.</param>
    public HttpRequestMessage ToRequest(IReadOnlyDictionary<string, string> known)
    {
        var path = Path;
        var query = new List<string>();
        foreach (var parameter in Parameters())
        {
            var name = parameter.Text("name")!;
            var value = known.TryGetValue(name, out var seeded) && parameter.Text("in") == "path" ? seeded : ExampleOf(parameter);
            switch (parameter.Text("in"))
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value ?? throw new InvalidOperationException($"{this}: the path parameter {name} has no example")), StringComparison.Ordinal);
                    break;
                case "query" when value is not null:
                    query.Add($"{name}={Uri.EscapeDataString(value)}");
                    break;
            }
        }

        var request = new HttpRequestMessage(new HttpMethod(Method), path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        if (Element.TryGetProperty("requestBody", out var body))
        {
            var media = body.GetProperty("content").EnumerateObject().First();
            var example = media.Value.TryGetProperty("example", out var given) ? given : throw new InvalidOperationException($"{this}: the body has no example");
            request.Content = new StringContent(
                example.ValueKind == JsonValueKind.String ? example.GetString()! : example.GetRawText(), Encoding.UTF8, media.Name);
        }

        return request;
    }

    /// <summary>What about the answer the document does not say; empty when all is said.</summary>
    public async Task<IReadOnlyList<string>> SurprisesOfAsync(HttpResponseMessage response, OpenApiSchemas schemas)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var text = await response.Content.ReadAsStringAsync();
        if (!Element.GetProperty("responses").TryGetProperty(status, out var described))
        {
            return [$"{this}: answers {status}, which is not described: {Shortened(text)}"];
        }

        var mediaType = response.Content.Headers.ContentType?.MediaType;
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

    public IEnumerable<JsonElement> Parameters() =>
        Element.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    private static string? ExampleOf(JsonElement parameter) => parameter.TryGetProperty("example", out var example) ? example.ToString() : null;

    private static string Shortened(string text) => text.Length <= 300 ? text : text[..300];
}
