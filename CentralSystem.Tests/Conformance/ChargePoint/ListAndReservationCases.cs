using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using Ocpp.Messages;
using static CentralSystem.Tests.Conformance.ChargePoint.SessionCases;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>The Local Authorization List, and reservations.</summary>
public class ListAndReservationCases
{
    private const string Mine = """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""";
    private const string Any = """{"connectorId":0,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","reservationId":9}""";

    [Fact, Trait("Case", "TC_042_1_CS"), Trait("Case", "TC_043_1_CS")]
    public async Task TC_042_1_and_043_1_A_list_that_is_off_has_version_minus_1_and_takes_nothing()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("LocalAuthListEnabled", "false"));
        ((int)(await connection.CallAsync("GetLocalListVersion"))[2]!["listVersion"]!).ShouldBe(-1);
        (await connection.StatusOfAsync("SendLocalList", List(1, "Full", "A"))).ShouldBe("NotSupported");
    }

    [Fact, Trait("Case", "TC_043_1_CS")]
    public async Task TC_043_1_Without_the_feature_profile_its_messages_are_not_supported()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { FeatureProfiles = ["Core"] });
        await using var running = fleet;
        (await connection.CallAsync("SendLocalList", List(1, "Full", "A")))[2]!.ToJsonString().ShouldBe("\"NotSupported\"");
        ((string)(await connection.CallAsync("GetConfiguration", """{"key":["SupportedFeatureProfiles"]}"""))[2]!["configurationKey"]![0]!["value"]!).ShouldBe("Core");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.10")]
    public async Task An_emptied_list_takes_an_update_above_the_version_it_tells()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("SendLocalList", List(5, "Full", "A"))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("SendLocalList", List(6, "Full"))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("SendLocalList", List(1, "Differential", "B"))).ShouldBe("Accepted", "GetLocalListVersion tells 0");
        ((int)(await connection.CallAsync("GetLocalListVersion"))[2]!["listVersion"]!).ShouldBe(1);
    }

    [Fact, Trait("Case", "TC_042_2_CS")]
    public async Task TC_042_2_An_empty_list_has_version_0()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("SendLocalList", List(1, "Full"))).ShouldBe("Accepted");
        ((int)(await connection.CallAsync("GetLocalListVersion"))[2]!["listVersion"]!).ShouldBe(0);
    }

    [Fact, Trait("Case", "TC_043_CS")]
    public async Task TC_043_Entries_of_both_update_types_authorize_locally()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", Key("LocalPreAuthorize", "true"));
        (await connection.StatusOfAsync("SendLocalList", List(1, "Full", "FIRST"))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("SendLocalList", List(2, "Differential", "SECOND"))).ShouldBe("Accepted");
        fleet.Swipe("FIRST");
        await connection.StatusAsync(1, "Preparing");
        fleet.Swipe("SECOND", 2);
        await connection.StatusAsync(2, "Preparing");
        connection.Frames.ShouldNotContain(frame => frame.Contains("\"Authorize\"", StringComparison.Ordinal));
    }

    [Fact, Trait("Case", "TC_043_3_CS")]
    public async Task TC_043_3_More_entries_than_fit_fail_and_change_nothing()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("SendLocalList", List(3, "Full", "A"))).ShouldBe("Accepted");
        (await connection.StatusOfAsync("SendLocalList", List(4, "Full", [.. Enumerable.Range(0, 101).Select(n => "T" + n)]))).ShouldBe("Failed");
        (await connection.StatusOfAsync("SendLocalList", List(4, "Full", "SAME", "same"))).ShouldBe("Failed");
        ((int)(await connection.CallAsync("GetLocalListVersion"))[2]!["listVersion"]!).ShouldBe(3);
    }

    [Fact, Trait("Case", "TC_046_2_CS")]
    public async Task TC_046_2_The_reserved_idTag_starts_remotely()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", Mine)).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Reserved");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"OTHER","connectorId":1}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"mine","connectorId":1}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        ((int)(await connection.NextAsync("StartTransaction")).Payload["reservationId"]!).ShouldBe(9);
        await connection.StatusAsync(1, "Charging");
    }

    [Theory, Trait("Case", "TC_048_1_CS"), Trait("Case", "TC_050_1_CS")]
    [InlineData(Mine), InlineData(Any)]
    public async Task TC_048_1_and_050_1_What_is_faulted_cannot_be_reserved(string request)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Do(chargePoint => chargePoint.SetFault(ChargePointErrorCode.InternalError));
        await connection.StatusAsync(0, "Faulted");
        (await connection.StatusOfAsync("ReserveNow", request)).ShouldBe("Faulted");
        fleet.Do(chargePoint =>
        {
            chargePoint.SetFault(ChargePointErrorCode.NoError);
            fleet.Connector(1).SetFault(ChargePointErrorCode.GroundFailure);
            fleet.Connector(2).SetFault(ChargePointErrorCode.GroundFailure);
        });
        await connection.StatusAsync(2, "Faulted");
        (await connection.StatusOfAsync("ReserveNow", request)).ShouldBe("Faulted");
    }

    [Theory, Trait("Case", "TC_048_2_CS")]
    [InlineData(Mine), InlineData(Any)]
    public async Task TC_048_2_What_is_in_use_cannot_be_reserved(string request)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Plug(1);
        fleet.Plug(2);
        await connection.StatusAsync(2, "Preparing");
        (await connection.StatusOfAsync("ReserveNow", request)).ShouldBe("Occupied");
    }

    [Theory, Trait("Case", "TC_048_3_CS"), Trait("Case", "TC_050_3_CS")]
    [InlineData(Mine), InlineData(Any)]
    public async Task TC_048_3_and_050_3_What_is_unavailable_cannot_be_reserved(string request)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":0,"type":"Inoperative"}""")).ShouldBe("Accepted");
        await connection.StatusAsync(2, "Unavailable");
        (await connection.StatusOfAsync("ReserveNow", request)).ShouldBe("Unavailable");
    }

    [Theory, Trait("Case", "TC_048_4_CS"), Trait("Case", "TC_050_4_CS")]
    [InlineData(Mine), InlineData(Any)]
    public async Task TC_048_4_and_050_4_A_charge_point_without_reservations_rejects_them(string request)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { FeatureProfiles = ["Core", "RemoteTrigger"] });
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", request)).ShouldBe("Rejected");
    }

    [Fact, Trait("Case", "TC_049_CS")]
    public async Task TC_049_The_last_free_connector_is_kept_and_its_transaction_names_the_reservation()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        (await connection.StatusOfAsync("ReserveNow", Any)).ShouldBe("Accepted");
        fleet.Plug(2);
        await connection.StatusAsync(1, "Reserved");
        fleet.Swipe("OTHER", 1);
        fleet.Swipe("MINE", 1);
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug(1);
        var start = await connection.NextAsync("StartTransaction");
        ((string)start.Payload["idTag"]!, (int)start.Payload["reservationId"]!).ShouldBe(("MINE", 9));
    }

    [Fact, Trait("Case", "TC_051_CS")]
    public async Task TC_051_After_a_cancelled_reservation_anybody_charges()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", Mine);
        await connection.StatusAsync(1, "Reserved");
        (await connection.StatusOfAsync("CancelReservation", """{"reservationId":9}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Available");
        fleet.Plug();
        fleet.Swipe("OTHER");
        (await connection.NextAsync("StartTransaction")).Payload.ContainsKey("reservationId").ShouldBeFalse();
    }

    [Fact, Trait("Case", "TC_052_CS")]
    public async Task TC_052_An_unknown_reservation_is_not_cancelled_and_the_known_one_stays()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", Mine);
        await connection.StatusAsync(1, "Reserved");
        (await connection.StatusOfAsync("CancelReservation", """{"reservationId":8}""")).ShouldBe("Rejected");
        (await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"X","reservationId":10}""")).ShouldBe("Occupied");
    }

    [Fact, Trait("Case", "TC_053_CS")]
    public async Task TC_053_Another_idTag_of_the_reserved_parent_starts_at_the_reader()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Answer(
            "Authorize", call => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted", ["parentIdTag"] = (string)call.Payload["idTag"]! == "SISTER" ? "FAMILY" : "OTHERS" } }));
        await using var running = fleet;
        await connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2026-03-01T12:00:00Z","idTag":"MINE","parentIdTag":"FAMILY","reservationId":9}""");
        await connection.StatusAsync(1, "Reserved");
        fleet.Swipe("STRANGER");
        (await connection.NextAsync()).Action.ShouldBe("Authorize");
        fleet.Swipe("SISTER");
        await connection.StatusAsync(1, "Preparing");
        fleet.Plug();
        var start = await connection.NextAsync("StartTransaction");
        ((string)start.Payload["idTag"]!, (int)start.Payload["reservationId"]!).ShouldBe(("SISTER", 9));
    }

    internal static string List(int version, string type, params string[] idTags) => new JsonObject
    {
        ["listVersion"] = version,
        ["updateType"] = type,
        ["localAuthorizationList"] = new JsonArray([.. idTags.Select(idTag => new JsonObject { ["idTag"] = idTag, ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" } })]),
    }.ToJsonString();
}
