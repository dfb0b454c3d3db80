using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Accounts;

/// <summary>Who may log in, and as what.</summary>
public sealed partial class UsersPage
{
    private static readonly (string, string)[] EnabledChoices = [("true", "yes"), ("false", "disabled")];

    [Inject]
    private UserAccounts Accounts { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "role")]
    private string? RoleChoice { get; set; }

    [SupplyParameterFromQuery(Name = "enabled")]
    private string? Enabled { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<UserView>? Rows { get; set; }

    private string NewName { get; set; } = "";

    private string? NewRole { get; set; } = nameof(Role.Viewer);

    private string NewPassword { get; set; } = "";

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private protected override Role ForRole => Role.Admin;

    /// <summary>Most changes of users tell of themselves by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Rows = await Accounts.ListAsync(
        new UserFilter { Role = Chosen<Role>(RoleChoice), Enabled = ChosenYes(Enabled), Order = Chosen<ListOrder>(Order) },
        new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => false;

    private Task CreateAsync() => DoFreshAsync(async () =>
    {
        Done = null;
        var input = new NewUser { Name = NewName.Trim(), Role = Chosen<Role>(NewRole) ?? Role.Viewer, Password = NewPassword };
        JsonInputRules.Check(input, "");
        var user = await Accounts.CreateAsync(input);
        (NewName, NewPassword) = ("", "");
        Done = $"{user.Name} may log in.";
    });
}
