using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Accounts;

/// <summary>Who did what, to what, and when.</summary>
public sealed partial class AuditPage
{
    [Inject]
    private AuditReader Reader { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "caller")]
    private string? Who { get; set; }

    [SupplyParameterFromQuery(Name = "action")]
    private string? Action { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    private string? Subject { get; set; }

    private Page<AuditView>? Rows { get; set; }

    private protected override Role ForRole => Role.Admin;

    /// <summary>Entries come without an event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(
        new AuditFilter
        {
            Caller = Chosen(Who),
            Action = Chosen(Action),
            Subject = Chosen(Subject),
            From = Since,
            To = Until,
            Order = ChosenOrder,
        },
        new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => false;
}
