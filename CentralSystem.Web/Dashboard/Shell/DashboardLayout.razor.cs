using CentralSystem.Web.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>What surrounds every page: who is logged in, the way to the others, the way out.</summary>
public sealed partial class DashboardLayout
{
    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    private string UserName { get; set; } = "";

    /// <summary>Where there is no room beside the page, the way to the others is shown when asked for, and gone when one is chosen.</summary>
    private bool IsMenuOpen { get; set; }

    /// <summary>Which pages are offered; each asks again for whom it is.</summary>
    private bool IsAdministrator { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var person = (await Authentication).User;
        (UserName, IsAdministrator) = (person.Identity?.Name ?? "", person.IsInRole(nameof(Role.Admin)));
    }
}
