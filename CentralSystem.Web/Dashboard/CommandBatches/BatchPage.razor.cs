using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.CommandBatches;

/// <summary>How far a command to many charge points has come, live and after a restart.</summary>
public sealed partial class BatchPage
{
    private const int PageLength = 50;

    private (Guid, string?) _shown;

    [Inject]
    private CampaignReader Reader { get; set; } = null!;

    [Inject]
    private CampaignService Campaigns { get; set; } = null!;

    [Parameter]
    public Guid BatchId { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? StateChoice { get; set; }

    private TargetState? Chosen => Enum.TryParse<TargetState>(StateChoice, out var state) && Enum.IsDefined(state) ? state : null;

    private BatchView? Batch { get; set; }

    private Page<TargetView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    /// <summary>The end of a command is told by an event; that one had no turn, or waited in vain, is not.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    private int Over => Batch is { Counts: var counts } ? counts.Total - counts.Waiting - counts.Running : 0;

    private IEnumerable<(TargetState State, int Count)> States
    {
        get
        {
            var counts = Batch!.Counts;
            return new[]
            {
                (TargetState.Waiting, counts.Waiting), (TargetState.Running, counts.Running), (TargetState.Succeeded, counts.Succeeded), (TargetState.Failed, counts.Failed),
                (TargetState.Expired, counts.Expired), (TargetState.Cancelled, counts.Cancelled), (TargetState.Unknown, counts.Unknown),
            }.Where(state => state.Item2 > 0 || state.Item1 is TargetState.Succeeded or TargetState.Failed);
        }
    }

    protected override Task OnParametersSetAsync()
    {
        if (_shown != (BatchId, StateChoice))
        {
            _shown = (BatchId, StateChoice);
            Trail.Reset();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        (Batch, _) = await Reader.GetBatchAsync(BatchId, Left);
        Rows = await Reader.TargetsAsync(BatchId, isBatch: true, new TargetFilter { State = Chosen }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
    }

    private protected override bool Concerns(EventMessage message) => message.Type == EventTypes.CommandFinished && Batch is { FinishedAt: null };

    private static string Words(TargetState state) => state switch
    {
        TargetState.Expired => "not connected in time",
        TargetState.Unknown => "nobody has the identity",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static string KindOf(TargetState state) => state switch
    {
        TargetState.Succeeded => "free",
        TargetState.Running => "busy",
        TargetState.Waiting => "held",
        _ => "out",
    };

    private Task CancelAsync() => DoAsync(Role.Operator, () => Campaigns.ChangeAsync(BatchId, isBatch: true, new CampaignChange { State = CampaignState.Aborted }, default));
}
