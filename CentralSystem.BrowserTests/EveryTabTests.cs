using CentralSystem.Web.Dashboard.ChargePoints;

namespace CentralSystem.BrowserTests;

/// <summary>What holds for every page holds for every side of a charge point.</summary>
public sealed class EveryTabTests(Desk desk) : IClassFixture<Desk>
{
    public static TheoryData<string> Tabs { get; } = [.. ChargePointTabs.All.Select(tab => tab.Name)];

    [SkippableTheory, MemberData(nameof(Tabs))]
    public Task It_is_accessible_and_fits(string tab) => PageCheck.PassesAsync(desk, $"/charge-points/DEPOT-1?tab={tab}");
}
