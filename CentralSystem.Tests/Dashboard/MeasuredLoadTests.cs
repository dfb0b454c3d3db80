using CentralSystem.Web.Dashboard.ChargingProfiles;

namespace CentralSystem.Tests.Dashboard;

/// <summary>What a charge point as a whole draws, where only its connectors tell.</summary>
public sealed class MeasuredLoadTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Connectors_that_tell_one_after_the_other_are_added_up() =>
        ValuesOf((0, 1, 10), (0, 2, 6), (1, 1, 12), (2, 2, 0)).ShouldBe([16, 18, 12]);

    [Fact]
    public void A_connector_that_has_stopped_telling_stops_counting() =>
        ValuesOf((0, 1, 10), (1, 2, 6), (10, 2, 6), (19, 2, 6), (20, 2, 6)).ShouldBe([10, 16, 16, 16, 6]);

    [Fact]
    public void Where_nobody_tells_nothing_is_drawn() =>
        ValuesOf((0, 1, 10), (60, 1, 8)).ShouldBe([10, null, 8]);

    private static IEnumerable<double?> ValuesOf(params (int Minute, int ConnectorId, double Value)[] loads) =>
        MeasuredLoad.Sum(loads.Select(load => new LoadOfConnector(Start.AddMinutes(load.Minute), load.ConnectorId, load.Value))).Select(point => point.Value);
}
