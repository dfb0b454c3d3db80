using ChargePointEmulator.Check.Data;
using Ocpp;

namespace ChargePointEmulator.Check.Drivers;

/// <summary>One request of a driver file.</summary>
internal sealed record HttpOperation(string Method, Template Url, IReadOnlyList<(string Name, Template Value)> Headers, Template? Body, string ContentType);

/// <summary>Which HTTP request makes a central system send which operation; docs/check.md describes the file.</summary>
internal sealed class HttpDriverFile
{
    /// <summary>Stands for every operation that is not named.</summary>
    private const string AnyOperation = "*";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    private readonly Uri _baseUrl;
    private readonly Dictionary<string, HttpOperation> _operations;

    private HttpDriverFile(Uri baseUrl, Dictionary<string, HttpOperation> operations) => (_baseUrl, _operations) = (baseUrl, operations);

    /// <summary>Reads a file. Errors: <see cref="BadInputException"/> with line and column.</summary>
    public static HttpDriverFile Read(string file)
    {
        var root = YamlMap.ReadFile(file).Allow("baseUrl", "headers", "operations");
        var baseText = Parse(root, "baseUrl", root.NeededText("baseUrl")).Fill(new PlaceholderValues("", "", default), text => text);
        if (!Uri.TryCreate(baseText.TrimEnd('/') + "/", UriKind.Absolute, out var baseUrl) || baseUrl.Scheme is not ("http" or "https"))
        {
            throw root.Bad("baseUrl", $"'baseUrl' is '{baseText}', but must be http://... or https://...");
        }

        var headers = HeadersOf(root);
        var operations = root.Map("operations") ?? throw new BadInputException($"{file}(1,1): 'operations' is missing.");
        var requests = new Dictionary<string, HttpOperation>(StringComparer.Ordinal);
        foreach (var (name, node) in operations.Entries)
        {
            if (name != AnyOperation && OcppActions.Find(name) is not { SentBy: not Ocpp.Payloads.SentBy.ChargePoint })
            {
                throw operations.Bad(name, $"'{name}' is no operation that a central system sends");
            }

            requests[name] = Request(operations.MapOf(node, name).Allow("method", "url", "headers", "body", "contentType"), headers);
        }

        return new HttpDriverFile(baseUrl, requests);
    }

    public HttpOperation? Find(string operation) => _operations.GetValueOrDefault(operation) ?? _operations.GetValueOrDefault(AnyOperation);

    public Uri UrlOf(HttpOperation operation, PlaceholderValues values) => new(_baseUrl, operation.Url.Fill(values, Uri.EscapeDataString));

    private static HttpOperation Request(YamlMap map, IReadOnlyList<(string Name, Template Value)> headers)
    {
        var method = map.Text("method") ?? "POST";
        return new HttpOperation(
            Methods.Contains(method) ? method : throw map.Bad("method", $"'method' is '{method}', but must be one of {string.Join(", ", Methods)}"),
            Parse(map, "url", map.NeededText("url")),
            [.. headers, .. HeadersOf(map)],
            map.Text("body") is { } body ? Parse(map, "body", body) : null,
            map.Text("contentType") ?? "application/json");
    }

    private static List<(string Name, Template Value)> HeadersOf(YamlMap map) =>
        map.Map("headers") is { } headers ? [.. headers.Entries.Select(entry => (entry.Key, Parse(headers, entry.Key, headers.NeededText(entry.Key))))] : [];

    private static Template Parse(YamlMap map, string key, string text) =>
        Template.TryParse(text, out var template) is { } fault ? throw map.Bad(key, fault) : template;
}
