using CentralSystem.Web.Api;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.CommandBatches;

/// <summary>Commands to many charge points, newest first.</summary>
public sealed partial class BatchesPage
{
    private const int PageLength = 40;

    [Inject]
    private CampaignReader Reader { get; set; } = null!;

    private Page<BatchView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    /// <summary>The end of a command is told by an event, the end of a wait is not.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Rows = await Reader.ListBatchesAsync(new CampaignFilter(), new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => message.Type == EventTypes.CommandFinished;
}
