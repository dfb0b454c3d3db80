using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Components;
using static CentralSystem.Web.Dashboard.Shell.AddressChoice;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>Who charged where, when and how much. What is chosen stands in the address, so that it can be shared.</summary>
public sealed partial class TransactionsPage
{
    [Inject]
    private TransactionReader Reader { get; set; } = null!;

    [Inject]
    private ReaderZone Zone { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "chargePoint")]
    private string? ChargePointId { get; set; }

    [SupplyParameterFromQuery(Name = "idTag")]
    private string? IdTag { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "mark")]
    private string? Mark { get; set; }

    [SupplyParameterFromQuery(Name = "period")]
    private string? Preset { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Sort { get; set; }

    private TransactionChoice Choice { get; set; } = new();

    private TransactionTotals? Totals { get; set; }

    private bool IsFiltered => Choice with { Sort = null } != new TransactionChoice();

    protected override async Task LoadAsync()
    {
        var choice = new TransactionChoice
        {
            ChargePointId = Chosen(ChargePointId),
            IdTag = Chosen(IdTag),
            State = Chosen(State),
            Mark = Chosen(Mark),
            Period = Period.Of(Preset, From, To, await Zone.GetAsync(), Time.GetUtcNow()),
            Sort = Chosen(Sort),
        };
        Totals = await Reader.TotalsAsync(choice.Filter, Left);
        Choice = choice;
    }

    /// <summary>Totals change with these only: what runs counts without energy.</summary>
    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.TransactionStarted or EventTypes.TransactionStopped or EventTypes.TransactionCorrected;
}
