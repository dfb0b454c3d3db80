using System.Text.Json.Nodes;

namespace CentralSystem.Web.Api.Description;

/// <summary>Bodies that are accepted as they stand, for operations where one made from the names of the members would say little.</summary>
internal static class BodyExamples
{
    private static readonly Dictionary<string, string> ByOperation = new(StringComparer.Ordinal)
    {
        ["POST session"] = """{"name":"admin","password":"a quiet blue harbour"}""",
        ["PUT me/password"] = """{"presentPassword":"a quiet blue harbour","newPassword":"a broad green harbour"}""",
        ["POST me/confirmation"] = """{"password":"a quiet blue harbour"}""",
        ["POST me/second-factor/confirmation"] = """{"code":"123456"}""",
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
        ["POST certificate-signing-requests/{id}/decision"] = """{"decision":"Sign"}""",
        ["POST issued-certificates/{id}/revocation"] = """{"reason":"KeyCompromise"}""",

        // Of a file whose content is an empty object: a signature is verified.
        ["PUT files/{fileId}/signature"] =
            """
            {"signingCertificate":"-----BEGIN CERTIFICATE-----\nMIIBrTCCAVOgAwIBAgIUZqSuBp18qhDb5xobFjaC1qK8RXgwCgYIKoZIzj0EAwIw\nLDEPMA0GA1UECgwGVmVuZG9yMRkwFwYDVQQDDBBGaXJtd2FyZSBzaWduaW5nMB4X\nDTI2MTEyNDE4MDUyNVoXDTM2MTEyMTE4MDUyNVowLDEPMA0GA1UECgwGVmVuZG9y\nMRkwFwYDVQQDDBBGaXJtd2FyZSBzaWduaW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0D\nAQcDQgAEhfALSYiJjYE7JLfJYQWTEkkO5fgpzO+iAWr7L3e4p6ow6jr2TcvBYiSD\nQ7Qy6uvlrPxayVd/z2qXnTHvoDQD9aNTMFEwHQYDVR0OBBYEFIl+tktSyDMkvmUz\nNmYQ4hmlVsxvMB8GA1UdIwQYMBaAFIl+tktSyDMkvmUzNmYQ4hmlVsxvMA8GA1Ud\nEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgWP0YQxSna5hNm3Z3K4PZTgQZ\nuSpNppqL8NloFC0il40CIQDunzlGTUHbC3oGiNlP+jqhvh6pROeytvaLDHk4nMU3\nPg==\n-----END CERTIFICATE-----\n","signature":"MEQCIDoPF4wyt0OKzJp7u5gMG5RR+dIrOO0abYKfznc+sx0eAiBvheRnuNOOHnJ6YgtyZBMiRqzlZcf2ArxRy1bL2HsikA=="}
            """,
    };

    private static readonly Dictionary<string, string> CsvByOperation = new(StringComparer.Ordinal)
    {
        ["POST charge-points/import"] = "chargePointId,name,tags\r\nCP004,\"Depot, bay 4\",depot\r\n",
        ["POST id-tags/import"] = "idTag,parentIdTag,note\r\nTAG-103,,\"Ada, third card\"\r\nTAG-104,GROUP-1,\r\n",
    };

    /// <summary>The same as a table.</summary>
    public static JsonNode? CsvOf(string method, string path) => CsvByOperation.TryGetValue($"{method} {path}", out var csv) ? csv : null;

    /// <param name="method">HTTP method in upper case.</param>
    /// <param name="path">Path below the version, as it is mapped.</param>
    public static JsonNode? Of(string method, string path) => ByOperation.TryGetValue($"{method} {path}", out var json) ? JsonNode.Parse(json) : null;
}
