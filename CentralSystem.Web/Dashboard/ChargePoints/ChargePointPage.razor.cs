using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>One charge point: how it is at the top, and one of its sides below, which the address names.</summary>
public sealed partial class ChargePointPage
{
    private string? _shown;

    [Inject]
    private ChargePointReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    [Parameter]
    public string Identity { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    /// <summary>The operation that is to be filled in.</summary>
    [SupplyParameterFromQuery(Name = "action")]
    private string? Action { get; set; }

    /// <summary>The connector that it is for.</summary>
    [SupplyParameterFromQuery(Name = "connectorId")]
    private string? ConnectorId { get; set; }

    private ChargePointDetails? Details { get; set; }

    private (string Name, string Title) Shown => ChargePointTabs.All.FirstOrDefault(tab => tab.Name == Tab, ChargePointTabs.All[0]);

    /// <summary>The address of one of its sides.</summary>
    internal static string Link(string identity, string tab) => $"/charge-points/{Uri.EscapeDataString(identity)}?tab={tab}";

    /// <summary>By back and forward another charge point comes to the same page: nothing of the one before may stay.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (Identity != _shown)
        {
            (_shown, Details) = (Identity, null);
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var identity = Identity;
        var details = await Reader.GetAsync(Directory.Get(identity), Left);
        Details = identity == Identity ? details : Details;
    }

    /// <summary>What its head shows; the sides follow by themselves.</summary>
    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected or EventTypes.ChargePointBooted
        && string.Equals(message.ChargePointId, Identity, StringComparison.OrdinalIgnoreCase);

    /// <summary>What operators say of it is told by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);
}
