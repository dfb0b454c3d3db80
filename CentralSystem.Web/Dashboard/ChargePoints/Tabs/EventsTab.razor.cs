using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>What happened at a charge point, newest first.</summary>
public sealed partial class EventsTab
{
    private const int PageLength = 40;

    [Inject]
    private EventReader Reader { get; set; } = null!;

    private Page<EventView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    protected override async Task LoadAsync() =>
        Rows = await Reader.ListAsync(new EventQuery { ChargePointId = ChargePoint.Identity }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
}
