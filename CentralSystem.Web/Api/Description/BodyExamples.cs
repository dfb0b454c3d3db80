using System.Text.Json.Nodes;

namespace CentralSystem.Web.Api.Description;

/// <summary>Bodies that are accepted as they stand, for operations where one made from the names of the members would say little.</summary>
internal static class BodyExamples
{
    private static readonly Dictionary<string, string> ByOperation = new(StringComparer.Ordinal)
    {
        ["POST session"] = """{"name":"admin","password":"a quiet blue harbour"}""",
        ["PUT me/password"] = """{"presentPassword":"a quiet blue harbour","newPassword":"a broad green harbour"}""",
        ["POST users"] = """{"name":"ada","role":"Operator","password":"seven slow green trams"}""",
        ["PATCH users/{name}"] = """{"role":"Viewer"}""",
        ["POST api-keys"] = """{"name":"billing","role":"Viewer","scopes":["transactions:read"]}""",
        ["POST charge-points"] = """{"chargePointId":"CP002","name":"Depot, bay 2","tags":["depot"]}""",
        ["POST charge-points/import"] = """[{"chargePointId":"CP003","name":"Depot, bay 3","tags":["depot"]}]""",
        ["PATCH charge-points/{chargePointId}"] = """{"name":"Depot, bay 1","tags":["depot"]}""",
        ["PUT charge-points/{chargePointId}/authorization-policy"] = """{"freeVend":"Off","stripPrefix":"VID:"}""",
        ["POST connection-attempts/{id}/register"] = """{"name":"Depot, bay 9"}""",
        ["POST transactions/{transactionId}/corrections"] = """{"meterStop":1200,"note":"Read from the meter on site"}""",
        ["POST unmatched-messages/{messageId}/assign"] = """{"transactionId":2,"note":"The only session of that day"}""",
        ["POST id-tags"] = """{"idTag":"TAG-100","parentIdTag":"GROUP-1","note":"Ada"}""",
        ["PUT id-tags/{idTag}"] = """{"status":"Accepted","note":"Ada"}""",
        ["PATCH id-tags/{idTag}"] = """{"note":"Ada, second card"}""",
        ["POST id-tags/import"] = """[{"idTag":"TAG-101"},{"idTag":"TAG-102","parentIdTag":"GROUP-1"}]""",
        ["POST unknown-id-tags/{idTag}/adopt"] = """{"note":"Visitor"}""",
        ["POST id-tag-groups"] = """{"parentIdTag":"GROUP-1","maxActiveTransactions":2}""",
        ["PUT id-tag-groups/{parentIdTag}"] = """{"maxActiveTransactions":3}""",
        ["PATCH id-tag-groups/{parentIdTag}"] = """{"note":"Fleet"}""",
        ["POST command-batches"] = """{"action":"ClearCache","chargePointIds":["CP001","CP002"],"queueUntil":"2036-01-01T00:00:00Z"}""",
        ["POST campaigns"] = """{"name":"Clear the caches","action":"ClearCache","chargePointIds":["CP002"],"waves":[{"percent":100}],"endsAt":"2036-01-01T00:00:00Z"}""",
        ["PATCH campaigns/{campaignId}"] = """{"state":"Aborted"}""",
        ["POST configuration-templates"] = """{"name":"Every charge point","keys":{"HeartbeatInterval":"300"}}""",
        ["PUT configuration-templates/{templateId}"] = """{"name":"Every charge point","keys":{"HeartbeatInterval":"600"}}""",
        ["POST webhooks"] = """{"url":"https://example.com/hook","eventTypes":["transaction.*"]}""",
        ["PATCH webhooks/{webhookId}"] = """{"description":"Billing"}""",
        ["POST webhooks/{webhookId}/replay"] = """{"deadLetters":true}""",
        ["PUT files/{fileId}/signature"] =
            """
            {"signingCertificate":"-----BEGIN CERTIFICATE-----\nMIIBrjCCAVOgAwIBAgIUUqlWxNlGqUlsVaag9E0mSVZ/m/MwCgYIKoZIzj0EAwIw\nLDEPMA0GA1UECgwGVmVuZG9yMRkwFwYDVQQDDBBGaXJtd2FyZSBzaWduaW5nMB4X\nDTI2MTEyMzIyMzcyOFoXDTM2MTEyMDIyMzcyOFowLDEPMA0GA1UECgwGVmVuZG9y\nMRkwFwYDVQQDDBBGaXJtd2FyZSBzaWduaW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0D\nAQcDQgAE3tXjnubG3zYkPm+RVNjfB7IidLlkCADTNpqEeKVCyYmUhDCcehi1oKA0\nNAI0MZil9AzIt2pkg/6VVa+7c2SxfKNTMFEwHQYDVR0OBBYEFMCkIvkVweoAJqGR\npnxbuo3HpXdKMB8GA1UdIwQYMBaAFMCkIvkVweoAJqGRpnxbuo3HpXdKMA8GA1Ud\nEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAPNlG8eDdgkCa1c57xtwprz2\nlaaDzK40C3OvU5HX38FbAiEAo4X2pjjLjq1TTHK5iELPlMUdF9+RlgIQ3ES6qYTl\nooo=\n-----END CERTIFICATE-----\n","signature":"MEUCIQD0bm90YXNpZ25hdHVyZQ=="}
            """,
    };

    /// <param name="method">HTTP method in upper case.</param>
    /// <param name="path">Path below the version, as it is mapped.</param>
    public static JsonNode? Of(string method, string path) => ByOperation.TryGetValue($"{method} {path}", out var json) ? JsonNode.Parse(json) : null;
}
