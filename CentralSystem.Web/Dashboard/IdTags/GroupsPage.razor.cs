using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>Groups of which something is said.</summary>
public sealed partial class GroupsPage
{
    [Inject]
    private IdTagGroupReader Reader { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "status")]
    private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<IdTagGroupView>? Rows { get; set; }

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(
        new IdTagGroupFilter { Status = Chosen<AuthorizationStatus>(Status), Order = Chosen<IdTagOrder>(Order) }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    /// <summary>Sessions use up budgets.</summary>
    private protected override bool Concerns(EventMessage message) => message.Type is EventTypes.TransactionUpdated or EventTypes.TransactionStopped;
}
