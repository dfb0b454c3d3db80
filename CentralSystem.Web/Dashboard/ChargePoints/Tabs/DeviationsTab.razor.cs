using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Dashboard.Shell;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>What a charge point gets wrong in its messages, counted.</summary>
public sealed partial class DeviationsTab
{
    private const int PageLength = 100;

    [Inject]
    private ChargePointReader Reader { get; set; } = null!;

    private Page<DeviationView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    /// <summary>A deviation is told by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() =>
        Rows = await Reader.DeviationsAsync(ChargePoint, KeyOrder.Ascending, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
}
