using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Security;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Events;

/// <summary>What charge points report of their own safety.</summary>
public sealed partial class SecurityEventsPage
{
    [Inject]
    private SecurityEventReader Reader { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "type")]
    private string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "chargePointId")]
    private string? ChargePoint { get; set; }

    private Page<SecurityEventView>? Rows { get; set; }

    private bool IsFiltered => IsLimitedBy(Type, ChargePoint);

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(
        new SecurityEventFilter
        {
            Type = Chosen(Type),
            ChargePointId = Chosen(ChargePoint),
            From = Since,
            To = Until,
            Order = ChosenOrder,
        },
        new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => message.Type == EventTypes.SecurityEventReported;
}
