using System.Text.Json.Nodes;

namespace CentralSystem.Web.Api.Description;

/// <summary>Values for answers and filters, so that an example reads like something that happened.</summary>
internal static class ExampleValues
{
    public const string Id = "01890a5d-ac96-774b-bcce-b302099a8057";

    /// <summary>By name; then by schema and name, then by noun and name, where the name has another sense there.</summary>
    private static readonly JsonObject Values = JsonNode.Parse(
        """
        {
          "acknowledgedBy": "ada", "action": "Reset", "actual": "900", "address": "192.0.2.10", "answer": "ok", "authorizedIdTag": "TAG-1", "by": "ada",
          "byRegistersWh": 12345, "caller": "ada", "callerKind": "User", "callerName": "ada",
          "certificateChain": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n", "certificateSignedMaxChainSize": 10000, "certificateStoreMaxLength": 10,
          "certificateType": "CentralSystemRootCertificate", "chargeBoxSerialNumber": "CB-001", "chargePointIds": ["CP001"], "chargePointModel": "Model X",
          "chargePointSerialNumber": "SN-001", "chargePointTag": "depot", "chargePointTags": ["depot"], "chargePointVendor": "Vendor Y", "concurrency": 20,
          "connectorStatus": "Charging", "contentType": "application/octet-stream", "context": "Sample.Periodic", "count": 3, "cpoName": "Example Charging",
          "createdBy": "ada", "csr": "-----BEGIN CERTIFICATE REQUEST-----\n...\n-----END CERTIFICATE REQUEST-----\n", "data": "{}", "decidedBy": "ada",
          "description": "The first one on the left", "desired": "300", "duration": 3600, "durationMs": 35, "durationSeconds": 5400, "endsAt": "2036-01-01T00:00:00Z",
          "energyBudgetUsedWh": 12345, "energyWh": 12345, "error": "The receiver answered 500.", "errorDescription": "The connection ended before the answer.",
          "eventTypes": ["transaction.*"], "expiresAt": "2036-01-01T00:00:00Z", "expiryDate": "2036-01-01T00:00:00Z", "field": "connectorId", "fileName": "diagnostics.zip",
          "filename": "security.log", "finishedAt": "2026-01-01T08:00:05Z", "firmwareVersion": "1.2.0", "firstWh": 1000, "flag": "LateMeterValues", "flags": ["Corrected"],
          "format": "Raw", "frame": "[2,\"42\",\"Heartbeat\",{}]", "freeVendIdTags": ["TAG-1"], "generatedPassword": "pF3q8Zr0Lx5Tn7Wb", "giveUpAt": "2026-01-02T08:00:00Z",
          "hashAlgorithm": "SHA256", "highestWh": 13345, "hint": "Offer the subprotocol ocpp1.6.", "iccid": "89490200001234567890", "imsi": "262010123456789",
          "info": "Cable checked", "issuer": "CN=Example Charging Root", "issuerKeyHash": "5f4dcc3b5aa765d61d8327deb882cf99aa0102030405060708090a0b0c0d0e0f",
          "issuerNameHash": "0f0e0d0c0b0a09080706050403020100cf99b882deb8271dd6655aa73bccdf5f", "key": "HeartbeatInterval", "keys": {"HeartbeatInterval": "300"},
          "lastAt": "2026-01-01T09:25:00Z", "lastChargePointId": "CP001", "lastError": "The receiver answered 500.", "lastFailure": "The receiver answered 500.",
          "lastStatusCode": 500, "lastText": "connectorId: must be at least 0", "lastWh": 13345, "latencyMs": 12.5, "latitude": 52.52, "listVersion": 3,
          "location": "Car park, level 2", "longitude": 13.405, "lowestWh": 1000, "maxActiveTransactions": 1, "measurand": "Energy.Active.Import.Register", "messageId": "42",
          "meterSerialNumber": "M-001", "meterStart": 1000, "meterStop": 13345, "meterType": "Type Z", "minEnergyWh": 1000, "model": "Model X",
          "nextAttemptAt": "2026-01-01T08:05:00Z", "nextCursor": "desc-Id.WyI0MiJd", "nextSecurityProfile": 3, "nextWaveAt": "2026-01-01T08:30:00Z",
          "notAfter": "2036-01-01T00:00:00Z", "note": "Ada", "notes": "The key is at the gate", "offeredSubprotocols": "ocpp2.0.1", "outcomeReason": "InvalidSignature",
          "path": "/ocpp/CP001", "payload": {"type": "Soft"}, "permittedChargePoints": ["CP001"], "permittedChargePointTags": ["depot"], "phase": "L1", "powerAverageW": 8230,
          "powerMaxW": 11000, "powerW": 11000, "prefix": "TAG-", "presentedAt": "2026-01-01T08:00:00Z", "previousSecretUntil": "2026-01-02T08:00:00Z",
          "problem": "chargePointId: is required", "reason": "It fits no transaction.", "recoveryCodes": ["k3v9-x2mq-7p4d"], "registrationStatus": "Accepted",
          "remoteAddress": "192.0.2.20", "request": {"type": "Soft"}, "requestedAvailability": "Operative", "response": {"status": "Accepted"}, "revokedBy": "ada",
          "scopes": ["transactions:read"], "search": "CP0", "secret": "4f1c0e5d9b7a", "securityProfile": 2, "serialNumber": "5A0F3C", "settledBy": "ada",
          "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "sizeBytes": 1048576, "soCPercent": 80, "stateReason": "3 of 9 failed.",
          "statusCode": 200, "stopIdTag": "TAG-1", "stopReason": "Local", "stopReceivedAt": "2026-01-01T09:30:01Z", "stopTimestamp": "2026-01-01T09:30:00Z",
          "stripPrefix": "VID:", "stripSuffixPattern": "_[0-9]+", "subject": "CN=CP001", "succeeded": 3, "tag": "depot", "tags": ["depot"], "targetTimeoutSeconds": 3600,
          "techInfo": "Front door", "template": "Every charge point", "text": "Heartbeat", "thumbprint": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
          "timeoutSeconds": 30, "timeZone": "Europe/Berlin", "total": 9, "type": "transaction.started", "unit": "Wh", "unknownKey": ["NoSuchKey"],
          "uri": "otpauth://totp/Central%20System:ada?secret=JBSWY3DPEHPK3PXP", "url": "https://example.com/hook", "value": "300", "vendor": "Vendor Y",
          "vendorErrorCode": "E-17", "vendorId": "com.example", "wavePauseSeconds": 600,

          "AcceptedCommand.url": "/api/v1/commands/01890a5d-ac96-774b-bcce-b302099a8057", "AnomalyView.kind": "LateMeterValues", "AnomalyView.subject": "transactions/1",
          "AnsweredCommand.status": "Answered", "ApiKeyView.name": "billing", "ApiKeyView.prefix": "cs_4f1c0e", "ApplicationCounts.total": 11,
          "ApplicationTargetView.detail": "HeartbeatInterval was rejected.", "AuditView.action": "id-tag.created", "AuditView.subject": "TAG-1",
          "AuthorityView.certificate": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n", "AuthorityView.subject": "CN=Example Charging Root",
          "BatchView.name": "Clear the caches", "CampaignView.name": "Clear the caches", "CertificateSigningRequestView.reason": "The authority did not answer.",
          "ChargePointDetails.name": "Depot, bay 1", "ChargePointView.name": "Depot, bay 1",
          "ChargingProfileView.chargingProfile":
          {
            "chargingProfileId": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Relative",
            "chargingSchedule": {"chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}]}
          },
          "CommandView.errorCode": "NotSupported", "CommandView.status": "Answered", "ConfigurationRead.keysRead": 40, "ConnectorDetails.status": "Charging",
          "ConnectorView.status": "Charging", "DataTransferView.messageId": "Tariff", "DeviationView.action": "StatusNotification", "DeviationView.kind": "OutOfRange",
          "EnergyReportRow.key": "CP001", "EventView.type": "charge-point.connected", "FailureThreshold.percent": 10, "FileView.name": "firmware.bin",
          "IdTagGroupView.name": "Fleet", "IssuedCertificateView.issuer": "CN=Example Charging Root", "KeyDrift.key": "HeartbeatInterval", "LatestMeasurement.energyWh": 4200,
          "LatestReport.action": "FirmwareStatusNotification", "LatestReport.status": "Installed", "MessageView.action": "Heartbeat",
          "NewApiKeyView.key": "cs_4f1c0e5d9b7a2c68", "RejectedEnergy.reason": "The registers of start and stop make sense and come first.",
          "RejectedEnergy.source": "Samples", "SampledValueView.location": "Outlet", "SampledValueView.value": "3750", "SecurityEventView.type": "StartupOfTheDevice",
          "StatusReportView.action": "FirmwareStatusNotification", "StatusReportView.status": "Installed", "TargetView.detail": "It answered Rejected.",
          "TemplateView.name": "Every charge point", "TimeWindow.from": "08:00", "TimeWindow.to": "18:00", "TransactionCorrectionView.note": "Read from the meter on site",
          "UnmatchedMessageView.action": "StopTransaction", "UnmatchedMessageView.payload": {"transactionId": 4711, "meterStop": 13345, "timestamp": "2026-01-01T09:30:00Z"},
          "UserView.name": "ada",

          "anomalies.kind": "LateMeterValues", "audit.action": "id-tag.created", "audit.subject": "TAG-1", "charge-points.sort": "identity", "connectors.status": "Charging",
          "energy.format": "json", "events.type": ["transaction.*"], "messages.format": "json", "meter-values.format": "json", "security-events.type": "StartupOfTheDevice",
          "status-reports.status": "Installed", "stream.type": ["transaction.*"], "transactions.format": "json", "users.name": "ada", "users.role": "Operator"
        }
        """)!.AsObject();

    /// <summary>What may stand under a name, the most particular first.</summary>
    /// <param name="owner">Noun of the path, or the schema, in which the name stands.</param>
    /// <param name="name">Name of the parameter or member.</param>
    public static IEnumerable<JsonNode?> Of(string owner, string name) =>
        [Values[$"{GenericName(owner)}.{name}"], Values[$"{owner}.{name}"], Values[name], Vocabulary.ExampleOf(name)];

    /// <summary>Such as <c>AnsweredCommand</c> of <c>AnsweredCommandOfResetResponse</c>.</summary>
    private static string GenericName(string schema) => schema.Split("Of")[0];
}
