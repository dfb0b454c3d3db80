using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using CentralSystem.Web.Reservations;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>For whom the connectors of a charge point are kept, newest first.</summary>
public sealed partial class ReservationsTab
{
    private const int PageLength = 40;

    [Inject]
    private ReservationReader Reader { get; set; } = null!;

    private Page<ReservationView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    protected override async Task LoadAsync() =>
        Rows = await Reader.ListAsync(new ReservationFilter { ChargePointId = ChargePoint.Identity }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) =>
        base.Concerns(message) && message.Type is EventTypes.ReservationChanged or EventTypes.CommandFinished or EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected;
}
