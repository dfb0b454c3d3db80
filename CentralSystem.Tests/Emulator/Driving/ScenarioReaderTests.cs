using CentralSystem.Tests.Packaging;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Scenarios;

namespace CentralSystem.Tests.Emulator.Driving;

public class ScenarioReaderTests
{
    [Theory]
    [InlineData("scenario: x\nstepz: []", 2, 1, "A scenario has no key 'stepz'; did you mean 'steps'?")]
    [InlineData("scenario: x", 1, 1, "A scenario needs steps.")]
    [InlineData("scenario: x\nsteps:\n  - { plugg: 1 }", 3, 5, "There is no step 'plugg'; did you mean 'plug'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectSent: StartTransaktion }", 3, 19, "There is no OCPP operation 'StartTransaktion'; did you mean 'StartTransaction'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectSent: Heartbeat, withn: 5s }", 3, 30, "The step expectSent has no key 'withn'; did you mean 'within'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectSent: Heartbeat, within: soon }", 3, 38, "within must be a duration")]
    [InlineData("scenario: x\nsteps:\n  - { plug: 0 }", 3, 13, "connector must be the number of a connector, from 1, but is 0")]
    [InlineData("scenario: x\nsteps:\n  - { plug: 1, vehicle: city-40kW }", 3, 25, "did you mean 'city-40kWh'?")]
    [InlineData("scenario: x\nsteps:\n  - { fault: latncy }", 3, 14, "did you mean 'latency'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectNone: Heartbeat }", 3, 5, "expectNone needs for")]
    [InlineData("scenario: x\nsteps:\n  - { onCall: Reset, ignore: true, callError: InternalError }", 3, 5, "onCall takes one of respond, callError and ignore.")]
    [InlineData("scenario: x\nsteps:\n  - { repeat: 100000, steps: [] }", 3, 15, "repeat must be a whole number from 1 to 10000")]
    [InlineData("scenario: x\nsteps: []\nchargePoint: { model: ac-23 }", 3, 23, "There is no station 'ac-23'; did you mean 'ac-22'?")]
    [InlineData("scenario: x\nsteps: []\nchargePoint: { config: { MeterValueSampleIntervall: 5 } }", 3, 26, "did you mean 'MeterValueSampleInterval'?")]
    [InlineData("scenario: x\nsteps: []\nchargePoint: { quirks: { nullPayloads: true } }", 3, 26, "did you mean 'nullPayload'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectSent: StopTransaction, match: { reason: { oneOff: [Local] } } }", 3, 55, "There is no operator 'oneOff'; did you mean 'oneOf'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectSent: MeterValues, match: { meterValue.0.sampledValue.0.value: { atLeest: 1 } } }", 3, 78, "did you mean 'atLeast'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectSent: MeterValues, match: { meterValue: { contains: { sampledValue: { contain: {} } } } } }", 3, 83, "has no member 'contain', and there is no such operator; did you mean 'contains'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectReply: Authorize, match: { idTagInfo: { OneOf: [] } } }", 3, 53, "did you mean 'oneOf'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectReply: Authorize, match: { idTagInfo: { status: { not: { onOf: [Blocked] } } } } }", 3, 70, "There is no operator 'onOf'; did you mean 'oneOf'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectReply: Authorize, match: { idTagInfo: { status: Accepted, oneOf: [] } } }", 3, 71, "oneOf is an operator and has no place among members.")]
    [InlineData("scenario: x\nsteps:\n  - { expectReply: Authorize, error: true, match: { code: { patern: x } } }", 3, 61, "did you mean 'pattern'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectNone: Authorize, for: 1s, match: { idTag: { of: x } } }", 3, 57, "There is no operator 'of'; known are oneOf, absent")]
    [InlineData("scenario: x\nsteps:\n  - { onCall: Reset, match: { type: { nott: Hard } }, ignore: true }", 3, 39, "did you mean 'not'?")]
    [InlineData("scenario: x\nsteps:\n  - { expectState: { status: { one_of: [Available] } } }", 3, 32, "did you mean 'oneOf'?")]
    [InlineData("scenario: x\nsteps: [", 3, 1, "")]
    [InlineData("{\n  \"scenario\": \"x\",\n  \"steps\": [ { \"unplugg\": 1 } ]\n}", 3, 14, "did you mean 'unplug'?")]
    public void A_fault_of_a_file_is_told_with_its_place_and_what_was_meant(string text, int line, int column, string message)
    {
        var error = Should.Throw<DocumentException>(() => ScenarioReader.Read(text, "x.yaml"));
        error.Message.ShouldContain(message);
        (error.Place.File, error.Place.Line, error.Place.Column).ShouldBe(("x.yaml", line, column), error.Message);
    }

    /// <summary>Members of the message, and what stations add to it.</summary>
    [Theory]
    [InlineData("{ expectSent: Authorize, match: { connectorId: 1, idTag: { oneOf: [A, { absent: true }] } } }")]
    [InlineData("{ expectSent: MeterValues, match: { soc: 50, meterValue.0.sampledValue: { contains: { measurand: SoC, value: { atLeast: 1, atMost: 2 } } } } }")]
    [InlineData("{ expectSent: DataTransfer, match: { vendorId: V, data: { oneOff: [1], absentt: { atLeest: 2 } } } }")]
    [InlineData("{ expectReply: DataTransfer, match: { data: { nott: 1 } } }")]
    [InlineData("{ expectReply: Authorize, error: true, match: { code: GenericError, details: { oneOff: 1 } } }")]
    [InlineData("{ expectReply: Authorize, match: { idTagInfo: { vendorStatus: { oneOff: 1 } } } }")]
    [InlineData("{ expectState: { connectors.0.status: Available, connectors: { contains: { soc: { atLeast: 5 } } } } }")]
    [InlineData("{ expectSent: StatusNotification, match: {} }")]
    [InlineData("{ expectCall: SetChargingProfile, match: { csChargingProfiles: { chargingSchedule: { chargingSchedulePeriod: [ { limit: { atMost: 16 } } ] } } } }")]
    public void Members_of_a_message_and_those_that_stations_add_are_expected_as_they_are(string step) =>
        ScenarioReader.Read($"scenario: x\nsteps:\n  - {step}", "x.yaml").Steps.Count.ShouldBe(1);

    [Fact]
    public void A_file_that_contains_itself_is_refused()
    {
        using var folder = new Support.TempDirectory();
        var file = Path.Combine(folder.FullName, "loop.yaml");
        File.WriteAllText(file, "steps:\n  - include: loop.yaml\n");
        var outer = Path.Combine(folder.FullName, "outer.yaml");
        File.WriteAllText(outer, "scenario: x\nsteps:\n  - include: loop.yaml\n");
        Should.Throw<DocumentException>(() => ScenarioReader.ReadFile(outer)).Message.ShouldContain("includes itself");
    }

    [Fact]
    public void An_alias_that_contains_itself_is_refused() =>
        Should.Throw<DocumentException>(() => ScenarioReader.Read("scenario: x\nsteps: &a\n  - { repeat: 1, steps: *a }", "x.yaml"));

    [Fact]
    public void The_published_schema_is_the_one_the_code_makes() =>
        Repository.Read("ChargePointEmulator/scenario.schema.json").ReplaceLineEndings("\n").ShouldBe(ScenarioSchema.Write());
}
