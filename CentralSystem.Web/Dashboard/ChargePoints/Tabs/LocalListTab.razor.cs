using CentralSystem.Web.Access;
using CentralSystem.Web.LocalLists;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>Which idTags a charge point knows by itself, and whether they are those that are registered here.</summary>
public sealed partial class LocalListTab
{
    [Inject]
    private LocalListReader Reader { get; set; } = null!;

    [Inject]
    private LocalListSync Sync { get; set; } = null!;

    private LocalListView? List { get; set; }

    /// <summary>How far the list has come is told by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => List = await Reader.GetAsync(ChargePoint, Left);

    private Task SynchronizeAsync() => DoAsync(Role.Operator, async () =>
    {
        await Sync.SynchronizeNowAsync(ChargePoint);
        Done = "It is brought into step; its state above tells how far.";
    });
}
