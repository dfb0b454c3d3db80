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
    [InlineData("scenario: x\nsteps: [", 3, 1, "")]
    [InlineData("{\n  \"scenario\": \"x\",\n  \"steps\": [ { \"unplugg\": 1 } ]\n}", 3, 14, "did you mean 'unplug'?")]
    public void A_fault_of_a_file_is_told_with_its_place_and_what_was_meant(string text, int line, int column, string message)
    {
        var error = Should.Throw<DocumentException>(() => ScenarioReader.Read(text, "x.yaml"));
        error.Message.ShouldContain(message);
        (error.Place.File, error.Place.Line, error.Place.Column).ShouldBe(("x.yaml", line, column), error.Message);
    }

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
