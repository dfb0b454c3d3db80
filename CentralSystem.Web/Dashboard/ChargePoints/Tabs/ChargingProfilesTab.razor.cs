using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargingProfiles;
using CentralSystem.Web.Dashboard.ChargingProfiles;
using CentralSystem.Web.Dashboard.Charts;
using Microsoft.AspNetCore.Components;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>The limits a charge point was given, and what they come to.</summary>
public sealed partial class ChargingProfilesTab
{
    private const int Most = 1000;

    [Inject]
    private ChargingProfileReader Reader { get; set; } = null!;

    [Inject]
    private CompositeSchedules Composites { get; set; } = null!;

    [Inject]
    private MeasuredLoad Load { get; set; } = null!;

    private IReadOnlyList<ChargingProfileView>? Rows { get; set; }

    private int Connector { get; set; } = 1;

    private ChargingSchedule? Composite { get; set; }

    private int CompositeOf { get; set; }

    private ChartSeries? Measured { get; set; }

    private IEnumerable<int> ConnectorIds => ChargePoint.Connectors.Select(c => c.ConnectorId).Append(0).Append(1).Distinct().Order();

    /// <summary>A profile that ends with its transaction is told by the end of that.</summary>
    protected override async Task LoadAsync() =>
        Rows = (await Reader.ListAsync(new ChargingProfileFilter { ChargePointId = ChargePoint.Identity }, new PageQuery { Limit = Most }, Left)).Items;

    private Task AskAsync() => DoAsync(Role.Operator, async () =>
    {
        (Done, Composite, CompositeOf) = (null, null, Connector);
        (Composite, Done) = await Composites.AskAsync(Identity, CompositeOf, TimeSpan.FromDays(1), unit: null, Left);
        Measured = await Load.ReadAsync(Identity, CompositeOf, Composite?.ChargingRateUnit.Known, Left);
    });
}
