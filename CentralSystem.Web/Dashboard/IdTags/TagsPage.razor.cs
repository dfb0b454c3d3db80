using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>Who may charge: every registered idTag, found by what matters about it, and blocked with two clicks.</summary>
public sealed partial class TagsPage
{
    private static readonly (string, string)[] ExpiryChoices = [("true", "over"), ("false", "not over")];
    private static readonly (string, string)[] RunningChoices = [("true", "charges now"), ("false", "charges not")];

    [Inject]
    private IdTagReader Reader { get; set; } = null!;

    [Inject]
    private IdTagRegister Register { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "search")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "status")]
    private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "group")]
    private string? Group { get; set; }

    [SupplyParameterFromQuery(Name = "expired")]
    private string? Expired { get; set; }

    [SupplyParameterFromQuery(Name = "inTransaction")]
    private string? Running { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<IdTagView>? Rows { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private bool IsFiltered => new[] { Search, Status, Group, Expired, Running }.Any(choice => Chosen(choice) is not null);

    /// <summary>The API gives what is shown as a file, all pages of it.</summary>
    private string ExportLink => Navigation.GetUriWithQueryParameters("/api/v1/id-tags.csv", new Dictionary<string, object?>
    {
        ["prefix"] = Chosen(Search),
        ["status"] = Chosen<AuthorizationStatus>(Status)?.ToString(),
        ["parentIdTag"] = Chosen(Group),
        ["expired"] = ChosenYes(Expired),
        ["inTransaction"] = ChosenYes(Running),
    });

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(
        new IdTagFilter
        {
            Prefix = Chosen(Search),
            Status = Chosen<AuthorizationStatus>(Status),
            ParentIdTag = Chosen(Group),
            Expired = ChosenYes(Expired),
            InTransaction = ChosenYes(Running),
            Order = Chosen<IdTagOrder>(Order),
        },
        new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    /// <summary>Sessions use up budgets, and tell who charges.</summary>
    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.TransactionStarted or EventTypes.TransactionUpdated or EventTypes.TransactionStopped;

    private bool IsOver(DateTimeOffset? expiry) => expiry <= Clock.GetUtcNow();

    private Task SetAsync(string idTag, AuthorizationStatus status) => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        await Register.ChangeAsync(idTag, new IdTagInput { Status = status }, member => member == "status", expected: default);
        Done = status == AuthorizationStatus.Blocked ? $"{idTag} is blocked." : $"{idTag} may charge again.";
    });
}
