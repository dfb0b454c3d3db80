using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace CentralSystem.Tests.Api;

/// <summary>Rows that a command implies.</summary>
public sealed class EffectTests : IAsyncLifetime
{
    private const string Accepted = """{"status":"Accepted"}""";
    private const string Expiry = "\"expiryDate\":\"2099-01-01T00:00:00Z\"";

    private readonly ApiFixture _system = ApiFixture.Start(("Ocpp:CallTimeoutSeconds", "1"));
    private TestChargePoint _chargePoint = null!;

    [Fact, Trait("Spec", "OCPP 1.6 §5.13")]
    public async Task A_reservation_gets_an_id_of_ours_and_is_kept_until_it_is_cancelled()
    {
        Answer("ReserveNow", Accepted);
        Answer("CancelReservation", Accepted);
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"TAG00001"}""");
        var first = (await _chargePoint.ReceivedAsync()).Payload.Number("reservationId");
        await Command("ReserveNow", $$"""{"connectorId":2,{{Expiry}},"idTag":"TAG00002","parentIdTag":"GROUP"}""");
        var second = (await _chargePoint.ReceivedAsync()).Payload.Number("reservationId");

        second.ShouldBe(first + 1);
        (await Reservations()).Select(r => (r.Number("reservationId"), r.Text("state"), r.Number("connectorId"), r.Text("idTag")))
            .ShouldBe([(second, "Accepted", 2, "TAG00002"), (first, "Accepted", 1, "TAG00001")]);

        await Command("CancelReservation", $$"""{"reservationId":{{first}}}""");
        (await Reservations())[1].Text("state").ShouldBe("Cancelled");
    }

    [Fact]
    public async Task Reservation_ids_go_on_after_a_restart_and_never_below_one_an_operator_chose()
    {
        Answer("ReserveNow", Accepted);
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"A","reservationId":40}""");
        await _system.RestartAsync();
        await using var again = await _system.BootedAsync("CP");
        again.Answers["ReserveNow"] = Accepted;
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"A"}""");
        (await again.ReceivedAsync()).Payload.Number("reservationId").ShouldBe(41);
    }

    [Fact]
    public async Task A_refused_reservation_is_refused_and_one_without_an_answer_stays_requested()
    {
        Answer("ReserveNow", """{"status":"Occupied"}""");
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"A"}""");
        (await Reservations()).ShouldHaveSingleItem().Text("state").ShouldBe("Refused");

        _chargePoint.Answers.Clear();
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"A"}""", status: 504);
        (await Reservations())[0].Text("state").ShouldBe("Requested");
    }

    [Fact]
    public async Task A_refused_replacement_leaves_the_reservation_in_force()
    {
        Answer("ReserveNow", Accepted);
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"A","reservationId":5}""");
        Answer("ReserveNow", """{"status":"Rejected"}""");
        await Command("ReserveNow", $$"""{"connectorId":2,{{Expiry}},"idTag":"B","reservationId":5}""");
        var kept = (await Reservations()).ShouldHaveSingleItem();
        (kept.Text("state"), kept.Number("connectorId"), kept.Text("idTag")).ShouldBe(("Accepted", 1, "A"));
    }

    [Fact]
    public async Task A_transaction_that_names_the_reservation_uses_it()
    {
        Answer("ReserveNow", Accepted);
        await Command("ReserveNow", $$"""{"connectorId":1,{{Expiry}},"idTag":"TAG00001","reservationId":9}""");
        var started = await _chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG00001","meterStart":0,"reservationId":9,"timestamp":"2026-01-01T00:00:00Z"}""");
        var used = (await Reservations()).ShouldHaveSingleItem();
        used.Text("state").ShouldBe("Used");
        used.Number("transactionId").ShouldBe(started.Number("transactionId"));
    }

    [Fact]
    public async Task A_reservation_whose_time_is_over_reads_expired()
    {
        Answer("ReserveNow", Accepted);
        await Command("ReserveNow", """{"connectorId":1,"expiryDate":"2020-01-01T00:00:00Z","idTag":"A"}""");
        (await Reservations("&state=Expired")).ShouldHaveSingleItem().Text("state").ShouldBe("Expired");
        (await Reservations("&state=Accepted")).ShouldBeEmpty();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.13.2")]
    public async Task A_profile_replaces_the_one_with_its_id_and_the_one_in_its_place()
    {
        Answer("SetChargingProfile", Accepted);
        await Command("SetChargingProfile", Samples.SetChargingProfile(1, 1, "TxDefaultProfile", 0));
        await Command("SetChargingProfile", Samples.SetChargingProfile(2, 1, "TxDefaultProfile", 1));
        await Command("SetChargingProfile", Samples.SetChargingProfile(3, 2, "TxDefaultProfile", 0));
        (await Profiles()).ShouldBe([1, 2, 3]);

        await Command("SetChargingProfile", Samples.SetChargingProfile(4, 1, "TxDefaultProfile", 0));
        (await Profiles()).ShouldBe([2, 3, 4]);
        await Command("SetChargingProfile", Samples.SetChargingProfile(2, 0, "ChargePointMaxProfile", 0));
        (await Profiles()).ShouldBe([2, 3, 4]);
        (await _system.GetAsync("/api/v1/charging-profiles?chargePointId=CP&connectorId=0")).Items().ShouldHaveSingleItem()
            .GetProperty("chargingProfile").Number("chargingProfileId").ShouldBe(2);

        Answer("SetChargingProfile", """{"status":"Rejected"}""");
        await Command("SetChargingProfile", Samples.SetChargingProfile(9, 1, "TxDefaultProfile", 0));
        (await Profiles()).ShouldBe([2, 3, 4]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.25, §3.26")]
    public async Task Clearing_by_id_counts_alone_and_without_one_all_that_is_given()
    {
        Answer("SetChargingProfile", Accepted);
        Answer("ClearChargingProfile", Accepted);
        await Command("SetChargingProfile", Samples.SetChargingProfile(1, 1, "TxDefaultProfile", 0));
        await Command("SetChargingProfile", Samples.SetChargingProfile(2, 1, "TxDefaultProfile", 1));
        await Command("SetChargingProfile", Samples.SetChargingProfile(3, 2, "TxDefaultProfile", 1));
        await Command("SetChargingProfile", Samples.SetChargingProfile(4, 0, "ChargePointMaxProfile", 1));

        await Command("ClearChargingProfile", """{"id":1,"connectorId":7,"stackLevel":9}""");
        (await Profiles()).ShouldBe([2, 3, 4]);
        await Command("ClearChargingProfile", """{"chargingProfilePurpose":"TxDefaultProfile","stackLevel":1,"connectorId":2}""");
        (await Profiles()).ShouldBe([2, 4]);
        Answer("ClearChargingProfile", """{"status":"Unknown"}""");
        await Command("ClearChargingProfile");
        (await Profiles()).ShouldBe([2, 4]);
        Answer("ClearChargingProfile", Accepted);
        await Command("ClearChargingProfile");
        (await Profiles()).ShouldBeEmpty();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.13.1")]
    public async Task A_tx_profile_belongs_to_the_running_transaction_and_goes_with_it()
    {
        var id = (await _chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG00001","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}""")).Number("transactionId");
        Answer("SetChargingProfile", Accepted);
        await Command("SetChargingProfile", Samples.SetChargingProfile(1, 1, "TxProfile", 0));
        (await _system.GetAsync("/api/v1/charging-profiles")).Items().ShouldHaveSingleItem().Number("transactionId").ShouldBe(id);
        await _chargePoint.CallAsync("StopTransaction", $$"""{"transactionId":{{id}},"meterStop":1,"timestamp":"2026-01-01T01:00:00Z"}""");
        (await Profiles()).ShouldBeEmpty();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.15")]
    public async Task A_local_list_gets_the_next_version_and_its_version_is_known()
    {
        Answer("SendLocalList", Accepted);
        Answer("GetLocalListVersion", """{"listVersion":20}""");
        await Command("SendLocalList", """{"updateType":"Full","localAuthorizationList":[{"idTag":"A","idTagInfo":{"status":"Accepted"}}]}""");
        (await _chargePoint.ReceivedAsync()).Payload.Number("listVersion").ShouldBe(1);
        (await Version()).ShouldBe(1);

        await Command("GetLocalListVersion");
        await _chargePoint.ReceivedAsync();
        (await Version()).ShouldBe(20);

        Answer("SendLocalList", """{"status":"VersionMismatch"}""");
        await Command("SendLocalList", """{"updateType":"Differential"}""");
        (await _chargePoint.ReceivedAsync()).Payload.Number("listVersion").ShouldBe(21);
        (await Version()).ShouldBe(20);

        async Task<int> Version() => (await _system.GetAsync("/api/v1/local-lists?chargePointId=CP")).Items().ShouldHaveSingleItem().Number("listVersion");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.2")]
    public async Task Availability_that_was_agreed_to_is_known_per_connector()
    {
        await _chargePoint.CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Available"}""");
        Answer("ChangeAvailability", """{"status":"Scheduled"}""");
        await Command("ChangeAvailability", """{"connectorId":2,"type":"Inoperative"}""");
        (await Availability()).ShouldBe([(1, null), (2, "Inoperative")]);
        Answer("ChangeAvailability", Accepted);
        await Command("ChangeAvailability", """{"connectorId":0,"type":"Operative"}""");
        (await Availability()).ShouldBe([(0, "Operative"), (1, "Operative"), (2, "Operative")]);
        Answer("ChangeAvailability", """{"status":"Rejected"}""");
        await Command("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""");
        (await Availability()).ShouldBe([(0, "Operative"), (1, "Operative"), (2, "Operative")]);

        async Task<(int, string?)[]> Availability() =>
            [.. (await _system.GetAsync("/api/v1/charge-points/CP/connectors")).Items().Select(c => (c.Number("connectorId"), c.Text("requestedAvailability")))];
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.3, §5.8")]
    public async Task Configuration_is_known_as_it_was_last_reported_or_set()
    {
        Answer("GetConfiguration", """{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":"300"},{"key":"NumberOfConnectors","readonly":true,"value":"2"}],"unknownKey":["Nope"]}""");
        await Command("GetConfiguration");
        Answer("ChangeConfiguration", """{"status":"RebootRequired"}""");
        await Command("ChangeConfiguration", """{"key":"heartbeatinterval","value":"60"}""");
        Answer("ChangeConfiguration", """{"status":"Rejected"}""");
        await Command("ChangeConfiguration", """{"key":"NumberOfConnectors","value":"9"}""");
        Answer("ChangeConfiguration", Accepted);
        await Command("ChangeConfiguration", """{"key":"VendorKey","value":"on"}""");

        (await Keys()).ShouldBe([("HeartbeatInterval", "60", "True"), ("NumberOfConnectors", "2", "False"), ("VendorKey", "on", "False")]);
        await _chargePoint.BootAsync();
        (await Keys())[0].ShouldBe(("HeartbeatInterval", "60", "False"));

        async Task<(string?, string?, string?)[]> Keys() =>
            [.. (await _system.GetAsync("/api/v1/charge-points/CP/configuration")).Items().Select(k => (k.Text("key"), k.Text("value"), k.Text("rebootRequired")))];
    }

    [Fact, Trait("Spec", "Whitepaper A01; TC_073_CSMS")]
    public async Task A_new_authorization_key_becomes_the_password_and_is_shown_nowhere()
    {
        const string key = "0123456789abcdef0123456789abcdef";
        Answer("ChangeConfiguration", Accepted);
        var command = await Command("ChangeConfiguration", $$"""{"key":"AuthorizationKey","value":"{{key}}"}""");
        (await _chargePoint.ReceivedAsync()).Payload.Text("value").ShouldBe(key);

        var row = await _system.GetAsync($"/api/v1/commands/{command.Text("commandId")}");
        row.GetProperty("request").Text("value").ShouldBe("***");
        (await _system.GetAsync("/api/v1/charge-points/CP/configuration")).Items().ShouldHaveSingleItem().Text("value").ShouldBeNull();
        var messages = await _system.UntilAsync("/api/v1/messages?chargePointId=CP&action=ChangeConfiguration", m => m.Items().Length == 2);
        messages.ToString().ShouldNotContain(key);
        messages.ToString().ShouldContain("***");

        await using var back = await _system.BootedAsync("CP", key);
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(_system.ConnectAsync("CP"));
    }

    [Fact, Trait("Spec", "Whitepaper M03-M05")]
    public async Task Certificates_are_known_as_installed_reported_and_deleted()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=Root, O=Test", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var root = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        Answer("InstallCertificate", Accepted);
        await Command("InstallCertificate", JsonSerializer.Serialize(new { certificateType = "CentralSystemRootCertificate", certificate = root.ExportCertificatePem() }));
        var installed = (await Certificates()).ShouldHaveSingleItem();
        installed.Text("issuerKeyHash").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(root.GetPublicKey())));
        installed.Text("certificateType").ShouldBe("CentralSystemRootCertificate");

        Answer("GetInstalledCertificateIds", """{"status":"Accepted","certificateHashData":[{"hashAlgorithm":"SHA512","issuerNameHash":"AB","issuerKeyHash":"CD","serialNumber":"1"}]}""");
        await Command("GetInstalledCertificateIds", """{"certificateType":"CentralSystemRootCertificate"}""");
        (await Certificates()).ShouldHaveSingleItem().Text("issuerNameHash").ShouldBe("AB");

        Answer("DeleteCertificate", Accepted);
        await Command("DeleteCertificate", """{"certificateHashData":{"hashAlgorithm":"SHA512","issuerNameHash":"ab","issuerKeyHash":"cd","serialNumber":"1"}}""");
        (await Certificates()).ShouldBeEmpty();

        async Task<JsonElement[]> Certificates() => (await _system.GetAsync("/api/v1/installed-certificates?chargePointId=CP")).Items();
    }

    public async Task InitializeAsync() => _chargePoint = await _system.BootedAsync("CP");

    public async Task DisposeAsync()
    {
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    private void Answer(string action, string payload) => _chargePoint.Answers[action] = payload;

    private Task<JsonElement> Command(string action, string? payload = null, int status = 200) => _system.CommandAsync("CP", action, payload, status);

    private async Task<JsonElement[]> Reservations(string filter = "") => (await _system.GetAsync($"/api/v1/reservations?chargePointId=CP{filter}")).Items();

    private async Task<int[]> Profiles() => [.. (await _system.GetAsync("/api/v1/charging-profiles?chargePointId=CP")).Items().Select(p => p.Number("chargingProfileId"))];
}
