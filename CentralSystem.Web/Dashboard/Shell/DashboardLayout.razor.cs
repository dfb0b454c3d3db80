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

    protected override async Task OnInitializedAsync() => UserName = (await Authentication).User.Identity?.Name ?? "";
}
