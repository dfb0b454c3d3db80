using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Emulator;

public class IncomingActionTests
{
    private static readonly Dictionary<string, string> Requests = new()
    {
        ["CancelReservation"] = """{"reservationId":1}""",
        ["CertificateSigned"] = """{"certificateChain":"none"}""",
        ["ChangeAvailability"] = """{"connectorId":0,"type":"Operative"}""",
        ["ChangeConfiguration"] = """{"key":"HeartbeatInterval","value":"60"}""",
        ["ClearCache"] = "{}",
        ["ClearChargingProfile"] = """{"id":1}""",
        ["DataTransfer"] = """{"vendorId":"org.example","data":"x"}""",
        ["DeleteCertificate"] = """{"certificateHashData":{"hashAlgorithm":"SHA256","issuerNameHash":"00","issuerKeyHash":"00","serialNumber":"1"}}""",
        ["ExtendedTriggerMessage"] = """{"requestedMessage":"Heartbeat"}""",
        ["GetCompositeSchedule"] = """{"connectorId":1,"duration":60}""",
        ["GetConfiguration"] = "{}",
        ["GetDiagnostics"] = """{"location":"ftp://example.org/"}""",
        ["GetInstalledCertificateIds"] = """{"certificateType":"CentralSystemRootCertificate"}""",
        ["GetLocalListVersion"] = "{}",
        ["GetLog"] = """{"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"ftp://example.org/"}}""",
        ["InstallCertificate"] = """{"certificateType":"ManufacturerRootCertificate","certificate":"none"}""",
        ["RemoteStartTransaction"] = """{"idTag":"TAG00001","connectorId":2}""",
        ["RemoteStopTransaction"] = """{"transactionId":1}""",
        ["ReserveNow"] = """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"TAG00001","reservationId":1}""",
        ["Reset"] = """{"type":"Soft"}""",
        ["SendLocalList"] = """{"listVersion":1,"updateType":"Full","localAuthorizationList":[]}""",
        ["SetChargingProfile"] = """{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6.1}]}}}""",
        ["SignedUpdateFirmware"] = """{"requestId":1,"firmware":{"location":"http://example.org/f","retrieveDateTime":"2026-03-01T10:00:00Z","signingCertificate":"none","signature":"AAAA"}}""",
        ["TriggerMessage"] = """{"requestedMessage":"Heartbeat"}""",
        ["UnlockConnector"] = """{"connectorId":1}""",
        ["UpdateFirmware"] = """{"location":"http://example.org/f","retrieveDate":"2026-03-01T10:00:00Z"}""",
    };

    public static TheoryData<string> IncomingActions => [.. OcppActions.All.Where(action => action.SentBy.HasFlag(SentBy.CentralSystem)).Select(action => action.Name)];

    [Theory, MemberData(nameof(IncomingActions))]
    public async Task Every_incoming_action_is_answered_with_a_valid_payload(string action)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var answer = await connection.CallAsync(action, Requests[action]);
        ((int)answer[0]!).ShouldBe(3, answer.ToJsonString());
        var response = OcppActions.Find(action)!.ResponseType;
        var read = typeof(OcppPayload).GetMethod(nameof(OcppPayload.Read))!.MakeGenericMethod(response);
        _ = read.CreateDelegate<Reader>().Invoke(System.Text.Encoding.UTF8.GetBytes(answer[2]!.ToJsonString()), new PayloadReadContext(ValidationMode.Strict)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_action_of_the_other_direction_is_not_supported_and_an_unknown_one_not_implemented()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("Heartbeat")).ShouldBe("NotSupported");
        (await connection.StatusOfAsync("Teleport")).ShouldBe("NotImplemented");
    }

    [Theory, Trait("Case", "TC_040_2_CS")]
    [InlineData("Testing", "true", "NotSupported")]
    [InlineData("MeterValueSampleInterval", "-1", "Rejected")]
    [InlineData("metervaluesampleinterval", "15", "Accepted")]
    [InlineData("NumberOfConnectors", "7", "Rejected")]
    [InlineData("MeterValuesSampledData", "Voltage.L1,Energy.Active.Import.Register", "Accepted")]
    [InlineData("MeterValuesSampledData", "Voltage,RPM", "Rejected")]
    [InlineData("WebSocketPingInterval", "-1", "Rejected")]
    [InlineData("WebSocketPingInterval", "30", "RebootRequired")]
    [InlineData("LocalPreAuthorize", "maybe", "Rejected")]
    [InlineData("SecurityProfile", "0", "Rejected")]
    public async Task TC_040_2_ChangeConfiguration_answers_by_key_and_value(string key, string value, string status)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeConfiguration", $$"""{"key":"{{key}}","value":"{{value}}"}""")).ShouldBe(status);
    }

    [Fact, Trait("Case", "TC_019_CS")]
    public async Task TC_019_GetConfiguration_tells_known_and_unknown_keys_and_hides_the_password()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var answer = (await connection.CallAsync("GetConfiguration", """{"key":["supportedfeatureprofiles","AuthorizationKey","Nonsense"]}"""))[2]!;
        var keys = answer["configurationKey"]!.AsArray();
        keys.Select(key => (string)key!["key"]!).ShouldBe(["SupportedFeatureProfiles", "AuthorizationKey"]);
        keys[1]!.AsObject().ContainsKey("value").ShouldBeFalse();
        answer["unknownKey"]!.ToJsonString().ShouldBe("""["Nonsense"]""");
    }

    [Fact, Trait("Case", "TC_054_CS")]
    public async Task TC_054_A_triggered_message_follows_the_answer()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        foreach (var (message, action) in new[]
        {
            ("Heartbeat", "Heartbeat"), ("DiagnosticsStatusNotification", "DiagnosticsStatusNotification"),
            ("FirmwareStatusNotification", "FirmwareStatusNotification"), ("MeterValues", "MeterValues"), ("StatusNotification", "StatusNotification"),
        })
        {
            (await connection.StatusOfAsync("TriggerMessage", $$"""{"requestedMessage":"{{message}}","connectorId":1}""")).ShouldBe("Accepted");
            var call = await connection.NextAsync();
            call.Action.ShouldBe(action);
            var frames = connection.Frames.ToList();
            frames.FindLastIndex(frame => frame.StartsWith("[3,\"cs-", StringComparison.Ordinal)).ShouldBeLessThan(frames.IndexOf(call.Frame));
        }
    }

    [Fact, Trait("Case", "TC_055_CS")]
    public async Task TC_055_A_trigger_for_a_connector_that_is_not_there_is_rejected()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":3}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"BootNotification"}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"Poem"}""")).ShouldBe("NotImplemented");
        connection.HasMore.ShouldBeFalse();
    }

    [Fact, Trait("Case", "TC_018_1_CS")]
    public async Task TC_018_1_UnlockConnector_ends_the_transaction_first()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":1}""")).ShouldBe("Unlocked");
        var (stop, _) = await connection.StopAndStatusAsync(1, "Finishing");
        ((string)stop.Payload["reason"]!).ShouldBe("UnlockCommand");
    }

    [Fact, Trait("Case", "TC_031_CS")]
    public async Task TC_031_UnlockConnector_of_an_unknown_connector_is_not_supported()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("UnlockConnector", """{"connectorId":9}""")).ShouldBe("NotSupported");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.2"), Trait("Case", "XC17")]
    public async Task XC17_ChangeAvailability_waits_for_the_transaction()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":0,"type":"Inoperative"}""")).ShouldBe("Scheduled");
        await connection.StatusAsync(2, "Unavailable");
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(0, "Unavailable");
        await connection.StatusAsync(1, "Unavailable");
    }

    [Fact, Trait("Case", "TC_043_2_CS")]
    public async Task TC_043_2_The_local_list_counts_its_versions()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        const string Entry = """[{"idTag":"A","idTagInfo":{"status":"Accepted"}}]""";
        (await connection.StatusOfAsync("SendLocalList", $$"""{"listVersion":2,"updateType":"Full","localAuthorizationList":{{Entry}}}""")).ShouldBe("Accepted");
        (await connection.StatusOfAsync("SendLocalList", $$"""{"listVersion":5,"updateType":"Differential","localAuthorizationList":{{Entry}}}""")).ShouldBe("Accepted");
        (await connection.StatusOfAsync("SendLocalList", $$"""{"listVersion":4,"updateType":"Differential","localAuthorizationList":{{Entry}}}""")).ShouldBe("VersionMismatch");
        ((int)(await connection.CallAsync("GetLocalListVersion"))[2]!["listVersion"]!).ShouldBe(5);
    }

    [Fact, Trait("Case", "TC_008_CS")]
    public async Task TC_008_A_listed_idTag_starts_without_Authorize()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"LocalPreAuthorize","value":"true"}""");
        await connection.StatusOfAsync("SendLocalList", """{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"LISTED","idTagInfo":{"status":"Accepted"}}]}""");
        fleet.Plug();
        await connection.StatusAsync(1, "Preparing");
        fleet.Swipe("listed");
        (await connection.NextAsync()).Action.ShouldBe("StartTransaction");
    }

    [Fact, Trait("Case", "TC_061_CS")]
    public async Task TC_061_A_cached_idTag_needs_Authorize_again_once_the_cache_is_cleared()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"LocalPreAuthorize","value":"true"}""");
        await fleet.ChargeAsync(connection);
        fleet.Swipe("TAG00001");
        await connection.StopAndStatusAsync(1, "Finishing");
        (await connection.StatusOfAsync("ClearCache")).ShouldBe("Accepted");
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Outbox.Outstanding == 0);
        await connection.StatusOfAsync("ClearCache");
        fleet.Swipe("TAG00001");
        (await connection.NextAsync()).Action.ShouldBe("Authorize");
    }

    [Fact, Trait("Case", "TC_046_1_CS")]
    public async Task TC_046_1_A_reserved_connector_takes_only_its_idTag()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Reserved");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"OTHER","connectorId":1}""")).ShouldBe("Rejected");
        fleet.Swipe("MINE");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        ((int)(await connection.NextAsync("StartTransaction")).Payload["reservationId"]!).ShouldBe(9);
    }

    [Fact, Trait("Case", "TC_053_CS")]
    public async Task TC_053_Another_idTag_of_the_reserved_parent_starts_remotely()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer(
            "Authorize", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted", ["parentIdTag"] = "FAMILY" } }));
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","parentIdTag":"FAMILY","reservationId":9}""");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"SISTER","connectorId":1}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        ((int)(await connection.NextAsync("StartTransaction")).Payload["reservationId"]!).ShouldBe(9);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task A_refused_replacement_leaves_the_reservation_as_it_was()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""");
        (await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T09:00:00Z","idTag":"MINE","reservationId":9}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("CancelReservation", """{"reservationId":9}""")).ShouldBe("Accepted");
    }

    [Fact, Trait("Case", "TC_047_CS")]
    public async Task TC_047_A_reservation_expires()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T10:00:30Z","idTag":"MINE","reservationId":9}""");
        await connection.StatusAsync(1, "Reserved");
        await fleet.AdvanceAsync(30);
        await connection.StatusAsync(1, "Available");
    }

    [Fact, Trait("Case", "TC_051_CS")]
    public async Task TC_051_A_reservation_is_cancelled_once()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""");
        await connection.StatusAsync(1, "Reserved");
        (await connection.StatusOfAsync("CancelReservation", """{"reservationId":9}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Available");
        (await connection.StatusOfAsync("CancelReservation", """{"reservationId":9}""")).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "TC_049_CS")]
    public async Task TC_049_A_reservation_of_connector_0_shows_on_the_last_free_connector()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { Connectors = 1 });
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", """{"connectorId":0,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Reserved");
    }

    [Fact, Trait("Case", "TC_050_2_CS")]
    public async Task TC_050_2_A_busy_connector_cannot_be_reserved()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        (await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""")).ShouldBe("Occupied");
    }

    [Fact, Trait("Case", "TC_058_1_CS")]
    public async Task TC_058_1_A_TxProfile_needs_a_transaction()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxProfile", 10))).ShouldBe("Rejected");
        (await connection.StatusOfAsync("SetChargingProfile", Profile(9, "TxDefaultProfile", 10))).ShouldBe("PropertyConstraintViolation");
    }

    [Fact, Trait("Case", "TC_082_CS")]
    public async Task TC_082_The_power_follows_a_profile_at_once()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValuesSampledData","value":"Current.Import.L1,Current.Offered"}""");
        await fleet.ChargeAsync(connection);
        await fleet.AdvanceAsync(10);
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", 8))).ShouldBe("Accepted");
        await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"MeterValues","connectorId":1}""");
        var samples = (await connection.NextAsync("MeterValues")).Payload["meterValue"]![0]!["sampledValue"]!.AsArray();
        samples.Select(sample => (string)sample!["value"]!).ShouldBe(["8.0", "8.0"]);
        (await connection.StatusOfAsync("SetChargingProfile", Profile(1, "TxDefaultProfile", 5))).ShouldBe("Accepted");
        await connection.StatusAsync(1, "SuspendedEVSE");
        (await connection.StatusOfAsync("ClearChargingProfile")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Charging");
        (await connection.StatusOfAsync("ClearChargingProfile")).ShouldBe("Unknown");
    }

    [Theory, Trait("Case", "TC_060_CS")]
    [InlineData("TxProfile", "Accepted")]
    [InlineData("TxDefaultProfile", "Rejected")]
    public async Task TC_060_A_remote_start_brings_a_TxProfile_only(string purpose, string status)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Plug();
        var profile = JsonNode.Parse(Profile(1, purpose, 7))!["csChargingProfiles"]!.ToJsonString();
        (await connection.StatusOfAsync("RemoteStartTransaction", "{\"connectorId\":1,\"idTag\":\"REMOTE\",\"chargingProfile\":" + profile + "}")).ShouldBe(status);
        if (status == "Accepted")
        {
            await connection.StatusAsync(1, "Charging");
            var composite = (await connection.CallAsync("GetCompositeSchedule", """{"connectorId":1,"duration":60,"chargingRateUnit":"A"}"""))[2]!["chargingSchedule"]!;
            ((decimal)composite["chargingSchedulePeriod"]![0]!["limit"]!).ShouldBe(7);
        }
    }

    [Fact, Trait("Case", "TC_044_1_CS")]
    public async Task TC_044_1_A_firmware_update_goes_through_its_statuses_and_a_boot()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.Downloads["f"] = [1, 2, 3];
        await connection.CallAsync("UpdateFirmware", $$"""{"location":"{{fleet.Central.FileAt("f")}}","retrieveDate":"2026-03-01T10:00:00Z"}""");
        foreach (var status in new[] { "Downloading", "Downloaded", "Installing" })
        {
            ((string)(await fleet.AdvanceUntilAsync(connection.NextAsync("FirmwareStatusNotification"))).Payload["status"]!).ShouldBe(status);
        }

        var again = await fleet.AdvanceUntilAsync(fleet.Central.ConnectionAsync("CP00001"));
        ((string)(await again.NextAsync("BootNotification")).Payload["firmwareVersion"]!).ShouldBe("1.0.1");
        ((string)(await again.NextAsync("FirmwareStatusNotification")).Payload["status"]!).ShouldBe("Installed");
    }

    [Fact, Trait("Case", "TC_045_1_CS")]
    public async Task TC_045_1_Diagnostics_are_uploaded()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var fileName = (string)(await connection.CallAsync("GetDiagnostics", $$"""{"location":"{{fleet.Central.FileAt("")}}"}"""))[2]!["fileName"]!;
        ((string)(await connection.NextAsync("DiagnosticsStatusNotification")).Payload["status"]!).ShouldBe("Uploading");
        ((string)(await connection.NextAsync("DiagnosticsStatusNotification")).Payload["status"]!).ShouldBe("Uploaded");
        var (path, content) = await fleet.Central.Uploads.Reader.ReadAsync();
        path.ShouldBe(fileName);
        content.ShouldContain("CP00001");
    }

    [Fact, Trait("Case", "TC_075_2_CS")]
    public async Task TC_075_2_A_root_certificate_is_installed_listed_and_deleted()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=Root, O=CPO", key, HashAlgorithmName.SHA256).CreateSelfSigned(fleet.Time.GetUtcNow().AddDays(-1), fleet.Time.GetUtcNow().AddDays(1));
        var pem = JsonValue.Create(root.ExportCertificatePem()).ToJsonString();
        (await connection.StatusOfAsync("InstallCertificate", "{\"certificateType\":\"CentralSystemRootCertificate\",\"certificate\":" + pem + "}")).ShouldBe("Accepted");
        var ids = (await connection.CallAsync("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}"""))[2]!["certificateHashData"]!.AsArray();
        ids.Count.ShouldBe(1);
        (await connection.StatusOfAsync("DeleteCertificate", "{\"certificateHashData\":" + ids[0]!.ToJsonString() + "}")).ShouldBe("Accepted");
        (await connection.StatusOfAsync("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""")).ShouldBe("NotFound");
    }

    [Fact, Trait("Case", "TC_074_CS")]
    public async Task TC_074_A_new_certificate_is_asked_for_with_a_real_signing_request_and_taken()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""")).ShouldBe("Rejected");
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"CpoName","value":"Example CPO"}""");
        (await connection.StatusOfAsync("ExtendedTriggerMessage", """{"requestedMessage":"SignChargePointCertificate"}""")).ShouldBe("Accepted");
        var csr = (string)(await connection.NextAsync("SignCertificate")).Payload["csr"]!;
        var request = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256);
        request.SubjectName.Name.ShouldContain("CP00001");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=Root", key, HashAlgorithmName.SHA256) { CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) } }
            .CreateSelfSigned(fleet.Time.GetUtcNow().AddDays(-1), fleet.Time.GetUtcNow().AddDays(9));
        using var signed = request.Create(root, fleet.Time.GetUtcNow().AddHours(-1), fleet.Time.GetUtcNow().AddDays(1), [1, 2, 3]);
        (await connection.StatusOfAsync("CertificateSigned", Chain(root))).ShouldBe("Rejected");
        ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("InvalidChargePointCertificate");
        (await connection.StatusOfAsync("CertificateSigned", Chain(signed))).ShouldBe("Accepted");
    }

    private delegate object Reader(ReadOnlySpan<byte> utf8, PayloadReadContext context);

    private static string Chain(X509Certificate2 certificate) => new JsonObject { ["certificateChain"] = certificate.ExportCertificatePem() }.ToJsonString();

    private static string Profile(int connectorId, string purpose, decimal limit) => new JsonObject
    {
        ["connectorId"] = connectorId,
        ["csChargingProfiles"] = new JsonObject
        {
            ["chargingProfileId"] = 1,
            ["stackLevel"] = 0,
            ["chargingProfilePurpose"] = purpose,
            ["chargingProfileKind"] = "Relative",
            ["chargingSchedule"] = new JsonObject
            {
                ["chargingRateUnit"] = "A",
                ["chargingSchedulePeriod"] = new JsonArray(new JsonObject { ["startPeriod"] = 0, ["limit"] = limit }),
            },
        },
    }.ToJsonString();
}
