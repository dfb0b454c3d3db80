using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Overview;

/// <summary>How is everything: a figure for each question, each leading to its list.</summary>
public sealed partial class OverviewPage
{
    [Inject]
    private OverviewFigures Reader { get; set; } = null!;

    private OverviewView? Figures { get; set; }

    protected override async Task LoadAsync() => Figures = await Reader.ReadAsync(Left);

    /// <summary>All but the progress of what is counted already.</summary>
    private protected override bool Concerns(EventMessage message) => message.Type is not EventTypes.TransactionUpdated;
}
