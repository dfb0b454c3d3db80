using System.Globalization;
using System.Text.Json;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>What is asked, made from the OpenAPI document: every list with each of its filters, under each of its orders, and what no list shows.</summary>
internal static class QueryCases
{
    private static readonly string Instants = Period(90, 60);
    private static readonly string AllTime = Period(400, 0);

    private static readonly HashSet<string> NotFilters = ["limit", "cursor", "format", "timeZone", "from", "to", "after"];
    private static readonly HashSet<string> Orders = ["sort", "order", "groupBy", "resolution"];

    /// <summary>A value that finds many, and one that finds few or none: the latter reads furthest.</summary>
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["chargePointId"] = ["SITE-00007"],
        ["chargePointTag"] = ["depot-03", "nobody"],
        ["tag"] = ["depot-03", "nobody"],
        ["connectorId"] = ["1", "9"],
        ["idTag"] = ["CARD000007", "CARD002990", "NOBODY"],
        ["parentIdTag"] = ["FLEET07", "NOBODY"],
        ["prefix"] = ["CARD0012", "X"],
        ["search"] = ["SITE-012", "X"],
        ["minEnergyWh"] = ["20000", "900000"],
        ["transactionId"] = ["50000"],
        ["measurand"] = ["Power.Active.Import", "Voltage"],
        ["phase"] = ["L1", "L3"],
        ["type"] = ["transaction.*", "connector.status-changed", "security-event.reported", "file.received"],
        ["vendor"] = ["Vendor A", "nobody"],
        ["model"] = ["Model 3", "nobody"],
        ["firmwareVersion"] = ["1.3.0", "nobody"],
        ["status"] = ["Faulted", "Charging"],
        ["errorCode"] = ["GroundFailure", "Other"],
        ["connectorStatus"] = ["Faulted", "Charging"],
        ["caller"] = ["admin", "night shift", "nobody"],
        ["action"] = ["Heartbeat", "Reset", "MeterValues", "StatusNotification", "command.sent", "charge-point.changed", "nobody"],
        ["subject"] = ["charge-points/SITE-00007", "nobody"],
        ["messageId"] = ["4711", "nobody"],
        ["kind"] = ["LateMeterValues", "OverlappingStart", "NegativeRegister"],
        ["reason"] = ["UnknownChargePoint", "WrongCredentials"],
        ["flag"] = ["LateMeterValues", "OverlappingStart", "NegativeRegister"],
        ["batchId"] = ["019b6f2e-7c1a-7d43-b0f5-1a2b3c4d5e6f"],
        ["commandId"] = ["019b6f2e-7c1a-7d43-b0f5-1a2b3c4d5e6f"],
    };

    private static readonly string[] Others =
    [
        "/api/v1/transactions/50000",
        "/api/v1/charge-points/SITE-00007",
        "/api/v1/charge-points/SITE-00007/connectors/1",
        "/api/v1/id-tags/CARD000007",
        $"/api/v1/transactions?chargePointId=SITE-00007&flagged=true&{Instants}",
        $"/api/v1/transactions?parentIdTag=FLEET07&sort=Energy&{Instants}",
        $"/api/v1/transactions?chargePointTag=depot-03&open=false&minEnergyWh=20000&{Instants}",
        $"/api/v1/reports/energy?groupBy=Month&timeZone=Europe/Berlin&parentIdTag=FLEET07",
        $"/api/v1/reports/energy?groupBy=Day&timeZone=Europe/Berlin&chargePointTag=depot-03&{Instants}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&{Instants}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&connectorId=1&measurand=Power.Active.Import&{Instants}",
        $"/api/v1/meter-values?measurand=Voltage&{Instants}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&resolution=Hour&measurand=Power.Active.Import&{Instants}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&resolution=Day&{Period(180, 0)}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&{AllTime}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&connectorId=9&{AllTime}",
        $"/api/v1/meter-values?chargePointId=SITE-00007&measurand=Current.Import&phase=L1&{AllTime}",
        $"/api/v1/transactions?from={FirstOf(Instants)}&flag=NegativeRegister",
        $"/api/v1/transactions?sort=Oldest&parentIdTag=FLEET07&{AllTime}",
        $"/api/v1/reports/energy?groupBy=IdTag&chargePointId=SITE-00007&{AllTime}",
        $"/api/v1/reports/energy?groupBy=ChargePoint&idTag=CARD000007&{AllTime}",
        $"/api/v1/reports/energy?groupBy=Day&chargePointTag=depot-03&idTag=CARD000007&{AllTime}",
        $"/api/v1/reports/energy?groupBy=Group&chargePointTag=depot-03&{AllTime}",
        $"/api/v1/messages?action=Heartbeat&messageType=CALLERROR&{AllTime}",
        $"/api/v1/messages?action=StatusNotification&messageType=CALL&direction=Received&{Period(1, 0)}",
        $"/api/v1/events?type=security-event.reported&{AllTime}",
        $"/api/v1/events?chargePointTag=depot-03&{AllTime}",
        $"/api/v1/audit?action=charge-point.changed&{AllTime}",
        $"/api/v1/events?type=transaction.*&chargePointId=SITE-00007&{Instants}",
        "/api/v1/messages?chargePointId=SITE-00007&action=StatusNotification",
        "/api/v1/commands?chargePointId=SITE-00007&status=TimedOut&action=Reset",
    ];

    /// <summary>Paths with their queries; those that answer with an error ask for nothing that is there.</summary>
    public static List<string> From(JsonElement document)
    {
        var cases = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("get", out var get))
            {
                continue;
            }

            var parameters = get.TryGetProperty("parameters", out var list) ? list.EnumerateArray().Where(IsQuery).ToDictionary(NameOf) : [];
            if (parameters.ContainsKey("cursor") || path.Name.EndsWith("/totals", StringComparison.Ordinal))
            {
                cases.AddRange(Of(document, path.Name.Replace("{chargePointId}", "SITE-00007").Replace("{transactionId}", "50000"), parameters));
            }
        }

        return [.. cases.Concat(Others).Distinct()];
    }

    private static IEnumerable<string> Of(JsonElement document, string path, Dictionary<string, JsonElement> parameters)
    {
        List<string> filters = [""];
        if (parameters.ContainsKey("from"))
        {
            filters.AddRange([Instants, Period(90, 89), Period(2_000, 1_900), AllTime]);
        }

        foreach (var (name, parameter) in parameters.Where(p => !NotFilters.Contains(p.Key) && !Orders.Contains(p.Key)))
        {
            filters.AddRange(ValuesOf(document, name, parameter).Select(value => $"{name}={Uri.EscapeDataString(value)}"));
        }

        var orders = parameters.Where(p => Orders.Contains(p.Key)).SelectMany(p => ValuesOf(document, p.Key, p.Value).Select(value => $"{p.Key}={value}")).Prepend("").ToList();
        var lists = from order in orders from filter in filters select $"{path}?{string.Join('&', new[] { order, filter }.Where(part => part.Length > 0))}".TrimEnd('?');
        return parameters.ContainsKey("format") ? lists.Concat(from form in (string[])["csv", "xlsx"] from filter in (string[])["", Instants, AllTime] select $"{path}?format={form}&{filter}".TrimEnd('&')) : lists;
    }

    private static IEnumerable<string> ValuesOf(JsonElement document, string name, JsonElement parameter)
    {
        var texts = new List<string>();
        var schema = parameter.GetProperty("schema");
        Collect(document, schema, texts);
        return texts.Count > 0 && name is not "flag" ? texts : Values.GetValueOrDefault(name) ?? [];
    }

    /// <summary>The texts of an enumeration, or true and false.</summary>
    private static void Collect(JsonElement document, JsonElement schema, List<string> texts)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Collect(document, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), texts);
        }

        foreach (var combined in (string[])["oneOf", "anyOf", "allOf"])
        {
            if (schema.TryGetProperty(combined, out var parts))
            {
                parts.EnumerateArray().ToList().ForEach(part => Collect(document, part, texts));
            }
        }

        if (schema.TryGetProperty("enum", out var choices))
        {
            texts.AddRange(choices.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()!));
        }
        else if (schema.TryGetProperty("type", out var type) && type.ToString().Contains("boolean", StringComparison.Ordinal))
        {
            texts.AddRange(["true", "false"]);
        }
    }

    private static string FirstOf(string period) => period["from=".Length..period.IndexOf('&')];

    private static bool IsQuery(JsonElement parameter) => parameter.GetProperty("in").GetString() == "query";

    private static string NameOf(JsonElement parameter) => parameter.GetProperty("name").GetString()!;

    private static string Period(int fromDaysAgo, int toDaysAgo) =>
        string.Create(CultureInfo.InvariantCulture, $"from={DateTime.UtcNow.Date.AddDays(-fromDaysAgo):yyyy-MM-dd}T00:00:00Z&to={DateTime.UtcNow.Date.AddDays(-toDaysAgo):yyyy-MM-dd}T00:00:00Z");
}
