using CentralSystem.Web.Access;
using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Accounts;

/// <summary>One user, made more or less of.</summary>
public sealed partial class UserPage
{
    private string? _name;

    [Inject]
    private UserAccounts Accounts { get; set; } = null!;

    [Inject]
    private SecondFactors SecondFactors { get; set; } = null!;

    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>As it stands; what is clicked is meant for this state and no later one.</summary>
    private User? Shown { get; set; }

    private string NewPassword { get; set; } = "";

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private protected override Role ForRole => Role.Admin;

    /// <summary>Most changes of users tell of themselves by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override Task OnParametersSetAsync()
    {
        if (Name != _name)
        {
            (_name, Shown, NewPassword, Done) = (Name, null, "", null);
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var name = Name;
        var user = await Accounts.GetAsync(name, Left);
        Shown = name == Name ? user : Shown;
    }

    private protected override bool Concerns(EventMessage message) => message.Type is EventTypes.UserPasswordChanged or EventTypes.UserSecondFactorChanged;

    private Task ChangeAsync(UserChange change, string done) => DoFreshAsync(async () =>
    {
        Done = null;
        await Accounts.ChangeAsync(Name, change, new ExpectedRevision(Shown!.Revision));
        Done = done;
    });

    private async Task SetPasswordAsync()
    {
        await ChangeAsync(new UserChange { Password = NewPassword }, $"{Name} has the new password.");
        NewPassword = "";
    }

    private Task RemoveSecondFactorAsync() => DoFreshAsync(async () =>
    {
        Done = null;
        await SecondFactors.RemoveAsync(Name, ownSessionId: null);
        Done = $"{Name} logs in with the password alone.";
    });

    private Task DeleteAsync() => DoFreshAsync(async () =>
    {
        await Accounts.DeleteAsync(Name, new ExpectedRevision(Shown!.Revision));
        Navigation.NavigateTo("/users");
    });
}
