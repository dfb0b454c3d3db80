using CentralSystem.Web.Api;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>The commands to a charge point, newest first, with what became of them.</summary>
public sealed partial class CommandHistory
{
    private const int PageLength = 20;

    [Inject]
    private CommandReader Reader { get; set; } = null!;

    private Page<CommandView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    /// <summary>The end of a command is told by an event, its beginning by none.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() =>
        Rows = await Reader.ListAsync(new CommandFilter { ChargePointId = ChargePoint.Identity }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => message.Type == EventTypes.CommandFinished && base.Concerns(message);
}
