using System.Text;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Emulator.Driving;

public class QuirkTests
{
    private const string Status = """[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"2026-03-01T10:00:00.123Z"}]""";
    private const string Values = """[2,"1","MeterValues",{"connectorId":2,"transactionId":7,"meterValue":[{"timestamp":"2026-03-01T10:00:00.123Z","sampledValue":[{"value":"1500","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"25.0","measurand":"Temperature","unit":"Celsius"}]}]}]""";
    private const string Sample = """[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-03-01T10:00:00.123Z","sampledValue":[{"value":"50","measurand":"SoC","unit":"Percent"}]}]}]""";
    private const string Start = """[2,"1","StartTransaction",{"connectorId":2,"idTag":"TAG","meterStart":5}]""";
    private const string Stop = """[2,"1","StopTransaction",{"transactionId":7,"meterStop":9}]""";

    public static TheoryData<string, string, string> OfFrames => new()
    {
        { "nullPayload: true", """[2,"1","Heartbeat",{}]""", """[2,"1","Heartbeat",null]""" },
        { "nullForAbsent: true", Status, Status.Replace("}]", ",\"info\":null,\"vendorErrorCode\":null}]", StringComparison.Ordinal) },
        { "extraFields: true", """[2,"1","Authorize",{"idTag":"T"}]""", """[2,"1","Authorize",{"idTag":"T","connectorId":1}]""" },
        { "longSerialNumber: true", """[2,"1","BootNotification",{"chargePointSerialNumber":"x"}]""", """[2,"1","BootNotification",{"chargePointSerialNumber":"SN-2024-000000000000000000-REV-07"}]""" },
        { "unknownErrorCode: true", Status.Replace("NoError", "GroundFailure", StringComparison.Ordinal), Status.Replace("NoError", "Error", StringComparison.Ordinal) },
        { "unknownErrorCode: true", Status, Status },
        { "celciusUnit: true", Values, Values.Replace("Celsius", "Celcius", StringComparison.Ordinal) },
        { "unknownMeasurand: true", Values, Values.Replace("Energy.Active.Import.Register", "Request.Energy", StringComparison.Ordinal) },
        { "emptyValues: true", Values, Values.Replace("1500", "", StringComparison.Ordinal).Replace("25.0", "", StringComparison.Ordinal) },
        { "kilowattHours: true", Values, Values.Replace("1500", "1.5", StringComparison.Ordinal).Replace("\"Wh\"", "\"kWh\"", StringComparison.Ordinal) },
        { "noTimeZone: true", Values, Values.Replace("123Z", "123", StringComparison.Ordinal) },
        { "noSecondsFraction: true", Status, Status.Replace(".123Z", "Z", StringComparison.Ordinal) },
        { "clockOf1970: true", Status, Status.Replace("2026-03-01", "1970-01-01", StringComparison.Ordinal) },
        { "impossibleDate: true", Status, Status.Replace("2026-03-01", "2022-02-29", StringComparison.Ordinal) },
        { "countingMessageIds: true", """[2,"abc","Heartbeat",{}]""", """[2,"1","Heartbeat",{}]""" },
        { "numericMessageIds: true", """[2,"abc","Heartbeat",{}]""", """[2,1,"Heartbeat",{}]""" },
        { "idTagSuffix: _0815", """[2,"1","Authorize",{"idTag":"T"}]""", """[2,"1","Authorize",{"idTag":"T_0815"}]""" },
        { "stopsTransactionZero: true", Stop, Stop.Replace(":7", ":0", StringComparison.Ordinal) },
        { "meterValuesWithoutTransaction: true", Values, Values.Replace("\"transactionId\":7,", "", StringComparison.Ordinal) },
        { "negativeMeterStop: true", Stop, Stop.Replace(":9", ":-1", StringComparison.Ordinal) },
        { "missingTransactionIdValue: true", Values, Values.Replace(":7,", ":,", StringComparison.Ordinal) },
        { "missingPayload: true", """[2,"1","Heartbeat",{}]""", """[2,"1","Heartbeat"]""" },
        { "textNull: true", Status, Status.Replace("}]", ",\"info\":\"null\"}]", StringComparison.Ordinal) },
        { "unknownContext: true", Sample, Sample.Replace("}]}]}]", ",\"context\":\"Sample.Other\"}]}]}]", StringComparison.Ordinal) },
        { "socInVolts: true", Sample, Sample.Replace("\"Percent\"", "\"V\"", StringComparison.Ordinal) },
        { "clockAhead: true", Status, Status.Replace("2026", "2036", StringComparison.Ordinal) },
        { "messageTypeOne: true", Values, Values.Replace("[2,\"1\"", "[1,\"1\"", StringComparison.Ordinal) },
        { "idTagPrefix: \"VID:\"", """[2,"1","Authorize",{"idTag":"T"}]""", """[2,"1","Authorize",{"idTag":"VID:T"}]""" },
        { "leadingComma: true", Values, Values.Replace(",{\"connectorId\"", ",{,\"connectorId\"", StringComparison.Ordinal) },
        { "strayBackslashes: true", """[2,"1","MeterValues",{"connectorId":1}]""", """[2,"1","MeterValues",{\"connectorId\":1}]""" },
        { "noStatusTimestamp: true", Status, """[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]""" },
    };

    [Theory, MemberData(nameof(OfFrames))]
    public void A_frame_leaves_as_that_station_writes_it(string quirk, string frame, string written) =>
        Written(Read(quirk), frame).ShouldBe([written]);

    [Fact]
    public void Messages_that_come_twice_have_ids_of_their_own()
    {
        foreach (var (quirk, frame) in new[] { ("repeatedStart: true", Start), ("repeatedStop: true", Stop) })
        {
            var written = Written(Read(quirk), frame);
            written.Count.ShouldBe(2);
            written[0].ShouldBe(frame);
            written[1].ShouldNotBe(frame);
            written[1][written[1].IndexOf('{', StringComparison.Ordinal)..].ShouldBe(frame[frame.IndexOf('{', StringComparison.Ordinal)..]);
        }
    }

    [Fact]
    public void Available_follows_a_stop_on_the_connector_of_its_transaction()
    {
        var quirk = Read("availableAfterStop: true");
        Written(quirk, Values);
        Written(quirk, Stop)[1].ShouldContain(""""StatusNotification",{"connectorId":2,"errorCode":"NoError","status":"Available"}"""");
    }

    [Fact]
    public void MeterValues_follow_a_stop_with_its_transaction_and_register()
    {
        var quirk = Read("meterValuesAfterStop: true");
        Written(quirk, Values);
        Written(quirk, Stop)[1].ShouldContain(""""MeterValues",{"connectorId":2,"transactionId":7,"meterValue":[{"timestamp":null,"sampledValue":[{"value":"9"}]}]}"""");
    }

    [Fact]
    public void What_nobody_asked_for_goes_around_a_message()
    {
        Written(Read("statusBeforeBoot: true"), """[2,"1","BootNotification",{}]""")[0].ShouldContain(""""StatusNotification",{"connectorId":0,"errorCode":"NoError","status":"Available"}"""");
        Written(Read("strayAnswers: true"), """[2,"1","Heartbeat",{}]""").ShouldBe(["""[2,"1","Heartbeat",{}]""", """[3,"nobody-asked",{}]"""]);
    }

    [Fact]
    public void An_empty_message_goes_ahead_of_the_boot() =>
        Written(Read("emptyFrames: true"), """[2,"1","BootNotification",{}]""").ShouldBe(["", """[2,"1","BootNotification",{}]"""]);

    [Fact]
    public void Counted_ids_come_back_as_those_the_charge_point_knows_and_begin_again_with_a_connection()
    {
        var quirk = Read("numericMessageIds: true");
        Written(quirk, """[2,"abc","Heartbeat",{}]""").ShouldBe(["""[2,1,"Heartbeat",{}]"""]);
        quirk.Received((3, "1", "Heartbeat"), "[3,1,{}]").ShouldBe("""[3,"abc",{}]""");
        quirk.Connected();
        Written(quirk, """[2,"def","Heartbeat",{}]""").ShouldBe(["""[2,1,"Heartbeat",{}]"""]);
    }

    [Fact]
    public void CALLs_are_met_as_that_station_meets_them()
    {
        Read("neverAnswers: [GetLog, Reset]").RuleFor("Reset", "")!.Ignore.ShouldBeTrue();
        Read("neverAnswers: [GetLog]").RuleFor("Reset", "").ShouldBeNull();
        Read("lateAnswers: 2s").RuleFor("Reset", "")!.Delay.ShouldBe(TimeSpan.FromSeconds(2));
        Read("remoteStartNeedsConnector: true").RuleFor("RemoteStartTransaction", """[2,"1","RemoteStartTransaction",{"idTag":"T"}]""")!.Respond!["status"]!.GetValue<string>().ShouldBe("Rejected");
        Read("remoteStartNeedsConnector: true").RuleFor("RemoteStartTransaction", """[2,"1","RemoteStartTransaction",{"idTag":"T","connectorId":1}]""").ShouldBeNull();
        Read("ignoresChargingProfiles: true").RuleFor("SetChargingProfile", "")!.Respond!["status"]!.GetValue<string>().ShouldBe("Accepted");
    }

    [Fact]
    public void A_handshake_is_made_as_that_station_makes_it()
    {
        var handshake = new Handshake("CP1", null, TimeSpan.Zero);
        Read("noSubprotocol: true").Handshake(handshake).OffersNoSubprotocol.ShouldBeTrue();
        Read("lowercaseIdentity: true").Handshake(handshake).Identity.ShouldBe("cp1");
        Read("trailingSlash: true").Handshake(handshake).EndsWithSlash.ShouldBeTrue();
        Read("doubledIdentity: true").Handshake(handshake).HasIdentityTwice.ShouldBeTrue();
        Read("otherVersions: true").Handshake(handshake).OffersOtherVersions.ShouldBeTrue();
        Read("hexPassword: true").Handshake(handshake with { Password = new byte[] { 1, 0xAB } }).Password.ShouldBe("01AB"u8.ToArray());
        Read("hexPassword: true").Handshake(handshake).Password.ShouldBeNull();
    }

    [Fact]
    public async Task A_trailing_slash_and_no_subprotocol_reach_the_door()
    {
        var settings = new EmulatorSettings { Endpoint = new Uri("ws://localhost"), Quirks = [() => new TrailingSlash(), () => new NoSubprotocol()] };
        await using var fleet = await RunningFleet.StartAsync(
            script: central => central.Subprotocol = null, disturb: link => new LineLink(link, settings, TimeProvider.System));
        (await fleet.Central.Handshakes.Reader.ReadAsync().AsTask().Within("a handshake")).Path.ShouldBe("/ocpp/CP00001/");
        await (await fleet.Central.ConnectionAsync("")).NextAsync("BootNotification");
    }

    [Fact]
    public async Task A_doubled_identity_and_other_versions_reach_the_door_and_1_6_is_spoken()
    {
        var settings = new EmulatorSettings { Endpoint = new Uri("ws://localhost"), Quirks = [() => new DoubledIdentity(), () => new OtherVersions()] };
        await using var fleet = await RunningFleet.StartAsync(disturb: link => new LineLink(link, settings, TimeProvider.System));
        var handshake = await fleet.Central.Handshakes.Reader.ReadAsync().AsTask().Within("a handshake");
        (handshake.Path, handshake.Offered).ShouldBe(("/ocpp/CP00001/CP00001", "ocpp2.1, ocpp2.0.1, ocpp1.6"));
    }

    [Theory]
    [InlineData("binaryFrames: true", true)]
    [InlineData("binaryFrames: false", false)]
    public async Task Messages_go_out_as_binary_ones_only_at_a_station_that_does_so(string quirks, bool isBinary)
    {
        var settings = new EmulatorSettings { Endpoint = new Uri("ws://localhost"), Quirks = QuirkCatalogue.Read(DocumentReader.Read(quirks, "quirks.yaml").AsMap("quirks")) };
        await using var fleet = await RunningFleet.StartAsync(disturb: link => new LineLink(link, settings, TimeProvider.System));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.BootedAsync();
        await connection.StatusOfAsync("ClearCache");
        (connection.HasSentBinary, connection.HasSentText).ShouldBe((isBinary, !isBinary));
    }

    /// <summary>A quirk without a test here would be one nobody relies on.</summary>
    [Fact]
    public void Every_quirk_is_tested_here_and_told_in_the_docs()
    {
        var source = Packaging.Repository.Read("CentralSystem.Tests/Emulator/Driving/QuirkTests.cs");
        var docs = Packaging.Repository.Read("docs/driving.md");
        QuirkCatalogue.All.Select(type => type.Name).Where(name => !source.Contains(name + ":", StringComparison.Ordinal)).ShouldBeEmpty();
        QuirkCatalogue.All.Select(type => type.Name).Where(name => !docs.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static Quirk Read(string quirk) => QuirkCatalogue.Read(DocumentReader.Read(quirk, "quirks.yaml").AsMap("quirks"))[0]();

    private static IReadOnlyList<string> Written(Quirk quirk, string frame) =>
        [.. StationHabits.Apply([quirk], LineFrame.ReadHead(Encoding.UTF8.GetBytes(frame)), frame).Select(each => each.Text)];
}
