using ChargePointEmulator.Documents;
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

    /// <summary>Reads a file. Errors: <see cref="DocumentException"/> with line and column.</summary>
    public static HttpDriverFile Read(string file)
    {
        var root = DocumentReader.ReadFile(NamedFiles.Find(file)).AsMap("A driver file");
        root.AllowOnly("A driver file", ["baseUrl", "headers", "operations"]);
        var baseNode = root.Required("A driver file", "baseUrl");
        var baseText = Parse(baseNode, "baseUrl").Fill(new PlaceholderValues("", "", default), text => text);
        if (!Uri.TryCreate(baseText.TrimEnd('/') + "/", UriKind.Absolute, out var baseUrl) || baseUrl.Scheme is not ("http" or "https"))
        {
            throw baseNode.Place.Error($"baseUrl is '{baseText}', but must be http://... or https://...");
        }

        var headers = HeadersOf(root);
        var requests = new Dictionary<string, HttpOperation>(StringComparer.Ordinal);
        foreach (var (key, node) in root.Required("A driver file", "operations").AsMap("operations").Entries)
        {
            var name = key.AsText("An operation");
            if (name != AnyOperation && OcppActions.Find(name) is not { SentBy: not Ocpp.Payloads.SentBy.ChargePoint })
            {
                throw key.Place.Error($"'{name}' is no operation that a central system sends{NearestWord.Suggestion(name, [.. Operations])}");
            }

            requests[name] = Request(name, node.AsMap(name), headers);
        }

        return new HttpDriverFile(baseUrl, requests);
    }

    private static IEnumerable<string> Operations => OcppActions.All.Where(action => action.SentBy != Ocpp.Payloads.SentBy.ChargePoint).Select(action => action.Name);

    public HttpOperation? Find(string operation) => _operations.GetValueOrDefault(operation) ?? _operations.GetValueOrDefault(AnyOperation);

    public Uri UrlOf(HttpOperation operation, PlaceholderValues values) => new(_baseUrl, operation.Url.Fill(values, Uri.EscapeDataString));

    private static HttpOperation Request(string name, DocumentMap map, IReadOnlyList<(string Name, Template Value)> headers)
    {
        map.AllowOnly(name, ["method", "url", "headers", "body", "contentType"]);
        return new HttpOperation(
            map.Find("method")?.AsWord("method", Methods) ?? "POST",
            Parse(map.Required(name, "url"), "url"),
            [.. headers, .. HeadersOf(map)],
            map.Find("body") is { } body ? Parse(body, "body") : null,
            map.OptionalText("contentType") ?? "application/json");
    }

    private static List<(string Name, Template Value)> HeadersOf(DocumentMap map) =>
        [.. map.Find("headers")?.AsMap("headers").Entries.Select(entry => (entry.Key.AsText("A header"), Parse(entry.Value, "A header"))) ?? []];

    private static Template Parse(DocumentNode node, string what) =>
        Template.TryParse(node.AsText(what), out var template) is { } fault ? throw node.Place.Error(fault + ".") : template;
}
