using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Dashboard.Transactions;
using CentralSystem.Web.Events;
using CentralSystem.Web.MeterValues;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Overview;

/// <summary>How is everything: a figure for each question, each leading to its list.</summary>
public sealed partial class OverviewPage
{
    private static readonly TransactionChoice NowCharging = new() { State = TransactionChoice.Running };

    [Inject]
    private OverviewFigures Reader { get; set; } = null!;

    [Inject]
    private ReaderZone Zone { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private OverviewView? Figures { get; set; }

    /// <summary>Nothing tells of the end of a day, nor of a handshake that was refused a day ago.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromMinutes(1);

    protected override async Task LoadAsync()
    {
        var today = Period.Of("today", null, null, await Zone.GetAsync(), Time.GetUtcNow());
        Figures = await Reader.ReadAsync(today.From!.Value, Left);
    }

    private protected override bool Concerns(EventMessage message) => true;

    /// <summary>The power now is part of the figures.</summary>
    private protected override bool Concerns(KeptMeterValues values) => true;
}
