using System.Text.Json.Nodes;

namespace CentralSystem.Web.Api.Description;

/// <summary>What names mean wherever they occur, and a value each for examples; those of answers stand in <see cref="ExampleValues"/>.</summary>
internal static class Vocabulary
{
    private static readonly Dictionary<string, (string Meaning, JsonNode? Example)> Words = new(StringComparer.Ordinal)
    {
        ["chargePointId"] = ("Identity of the Charge Point, as in its connection URL; in any letter case.", "CP001"),
        ["connectorId"] = ("Connector of the Charge Point, counted from 1; 0 is the Charge Point itself.", 1),
        ["transactionId"] = ("Id of the transaction, as the Charge Point got it.", 1),
        ["idTag"] = ("Identifier of a customer (CiString20Type); in any letter case.", "TAG-1"),
        ["parentIdTag"] = ("The group of the idTag.", "GROUP-1"),
        ["reservationId"] = ("Id of the reservation.", 1),
        ["action"] = ("Name of an OCPP 1.6 operation; case-sensitive.", "Reset"),
        ["status"] = ("Only those with this status.", "Accepted"),
        ["limit"] = ("Most entries of the page, 1 to 1000; 100 when absent.", 10),
        ["cursor"] = ("Where the last page ended: its `nextCursor`, unchanged.", "desc-Id.WyI0MiJd"),
        ["from"] = ("First instant, ISO 8601.", "2026-01-01T00:00:00Z"),
        ["to"] = ("First instant that is left out, ISO 8601.", "2036-01-01T00:00:00Z"),
        ["tag"] = ("Tag of a group of Charge Points; in any letter case.", "site-1"),
        ["connected"] = ("Whether it has a connection now.", null),
        ["registrationStatus"] = ("The operator's decision on it.", null),
        ["model"] = ("Exact chargePointModel, in any letter case.", "Model X"),
        ["firmwareVersion"] = ("Exact firmwareVersion.", "1.2.0"),
        ["errorCode"] = ("Exact errorCode of the last StatusNotification.", "NoError"),
        ["messageId"] = ("Id of the message, as the list tells it.", null),
        ["anomalyId"] = ("Id of the anomaly, as the list tells it.", null),
        ["resolution"] = ("Raw for the samples as they came, Hour or Day for what they come to.", null),
        ["groupBy"] = ("What a row of the report stands for.", "ChargePoint"),
        ["wait"] = ("false answers at once, with a URL at which the command can be followed.", false),
        ["queueUntil"] = ("Until when the command may wait for the Charge Point to connect; without it, it is sent now or refused.", "2036-01-01T00:00:00Z"),
        ["timeoutSeconds"] = ("Longest wait for the answer, 1 to 3600 seconds; the settings' when absent.", 30),
        ["commandId"] = ("Id of the command, as its answer tells it.", null),
        ["batchId"] = ("Id of the batch.", null),
        ["campaignId"] = ("Id of the campaign.", null),
        ["state"] = ("Only those in this state.", null),
        ["kind"] = ("Only those of this kind.", null),
        ["fileId"] = ("Id of the file.", null),
        ["name"] = ("Its name, in any letter case.", "firmware.bin"),
        ["id"] = ("Its id, as the list tells it.", null),
        ["reason"] = ("Only those refused for this reason.", null),
        ["order"] = ("Which comes first; the newest when absent.", null),
        ["templateId"] = ("Id of the configuration template.", null),
        ["applicationId"] = ("Id of the application, as the answer that began it tells.", null),
        ["webhookId"] = ("Id of the webhook.", null),
        ["purpose"] = ("What the certificate is for.", null),
        ["expiresBefore"] = ("Only those that end before this instant, ISO 8601.", "2036-01-01T00:00:00Z"),
        ["startPeriod"] = ("Seconds from the start of the schedule.", 0),
        ["requestedMessage"] = ("The message the Charge Point is to send.", "Heartbeat"),
        ["chargingProfilePurpose"] = ("What the limits apply to.", "TxDefaultProfile"),
        ["Idempotency-Key"] = (
            "Up to 255 printable characters of ASCII without spaces: a repetition with the same key changes nothing and is answered as the first request was.",
            ExampleValues.Id),
        ["If-Match"] = ("The ETag the edit is made upon; the edit is refused when it was changed meanwhile.", "\"1\""),
        ["timeZone"] = ("IANA time zone in which days and months begin; UTC when absent.", "Europe/Berlin"),
    };

    public static string? MeaningOf(string name) => Words.TryGetValue(name, out var word) ? word.Meaning : null;

    public static JsonNode? ExampleOf(string name) => Words.TryGetValue(name, out var word) ? word.Example?.DeepClone() : null;
}
