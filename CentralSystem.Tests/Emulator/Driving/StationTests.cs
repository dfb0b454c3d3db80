using ChargePointEmulator.Configuration;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;
using ChargePointEmulator.Stations;

namespace CentralSystem.Tests.Emulator.Driving;

public class StationTests
{
    private static readonly DocumentPlace Here = new("here", 1, 1);

    [Fact]
    public void The_stations_that_are_promised_are_built_in() =>
        StationReader.BuiltIn.ShouldBe(["ac-11", "ac-22", "ac-22-dual", "ac-3.7", "dc-150", "dc-350", "dc-50"]);

    [Theory]
    [InlineData("ac-3.7", 1, 3680), InlineData("ac-11", 1, 11040), InlineData("ac-22", 1, 22080), InlineData("ac-22-dual", 2, 22080)]
    [InlineData("dc-50", 1, 50000), InlineData("dc-150", 2, 150000), InlineData("dc-350", 2, 350000)]
    public void A_station_is_as_strong_as_its_name_says_and_its_configuration_is_allowed(string name, int connectors, int watt)
    {
        var settings = StationReader.Find(name, Here).Apply(new EmulatorSettings { Endpoint = new Uri("ws://localhost") });
        settings.Connectors.ShouldBe(connectors);
        ((double)settings.Supply.MaxPower).ShouldBe(watt, 50);
        settings.FixedCable.ShouldBe(name is "ac-3.7" or "dc-50" or "dc-150" or "dc-350");
        settings.Supply.IsDirectCurrent.ShouldBe(name.StartsWith("dc", StringComparison.Ordinal));
        var catalogue = new ConfigurationCatalogue(settings);
        catalogue.Find("SupportedFeatureProfiles")!.Default.ShouldBe(string.Join(',', settings.FeatureProfiles));
        catalogue.Find("MeterValuesSampledData")!.Default!.ShouldContain("Power.Active.Import");
    }

    [Theory]
    [InlineData("station: x\nmodell: y", "x.yaml:2:1: A station has no key 'modell'; did you mean 'model'?")]
    [InlineData("model: y", "x.yaml:1:1: A station needs its name: station.")]
    [InlineData("station: x\nconnectors: 0", "x.yaml:2:13: connectors must be a number from 1 to 64")]
    [InlineData("station: x\nprofiles: [Core, Reservations]", "x.yaml:2:18: profiles: 'Reservations' is not one of")]
    [InlineData("station: x\nmeasurands: [Energy]", "x.yaml:2:14")]
    [InlineData("station: x\nquirks: { neverAnswers: [Nonsense] }", "x.yaml:2:25: neverAnswers must be a list of OCPP actions")]
    [InlineData("station: x\nconfig: { MessageTimeout: 0 }", "x.yaml:2:27: MessageTimeout does not take '0'.")]
    public void A_fault_of_a_template_is_told_with_its_place(string text, string message) =>
        Should.Throw<DocumentException>(() => StationReader.Read(DocumentReader.Read(text, "x.yaml"))).Message.ShouldStartWith(message);

    [Fact]
    public async Task A_station_without_a_profile_refuses_its_actions()
    {
        await using var driven = await DrivenChargePoint.StartAsync(settings => StationReader.Find("ac-3.7", Here).Apply(settings));
        (await driven.Connection.StatusOfAsync("GetLocalListVersion")).ShouldBe("NotSupported");
        (await driven.Connection.StatusOfAsync("ReserveNow", """{"connectorId":1,"expiryDate":"2099-01-01T00:00:00Z","idTag":"T","reservationId":1}""")).ShouldBe("Rejected");
        (await driven.Connection.StatusOfAsync("GetCompositeSchedule", """{"connectorId":1,"duration":60}""")).ShouldBe("Accepted");
    }
}
