using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.ChargePoints;
using CentralSystem.Web.Dashboard.Live;
using CentralSystem.Web.Dashboard.Overview;
using CentralSystem.Web.Dashboard.Shell;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.FluentUI.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard;

/// <summary>The operator's pages in the browser: one process with the API, fed by the same readers and services.</summary>
internal static class DashboardFeature
{
    extension(WebApplicationBuilder builder)
    {
        public void AddDashboard()
        {
            // Scripts and styles of the component library come from its package until the program is published.
            builder.WebHost.UseStaticWebAssets();
            builder.Services.AddRazorComponents().AddInteractiveServerComponents();
            builder.Services.AddCascadingAuthenticationState();
            builder.Services.AddFluentUIComponents();
            builder.Services.AddScoped<CircuitSession>();
            builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<CircuitSession>());
            builder.Services.AddSingleton<LiveUpdates>();
            builder.Services.AddHostedService(services => services.GetRequiredService<LiveUpdates>());
            builder.Services.AddSingleton<OverviewFigures>();
            builder.Services.AddSingleton<ChargePointFigures>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Serves the pages from <c>/</c> on; whoever may read the API may look at them.</summary>
        public void MapDashboard()
        {
            app.UseAntiforgery();
            app.MapStaticAssets().AllowAnonymous();
            app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server =>
            {
                // The framework's own policy would name frames only.
                server.ContentSecurityFrameAncestorsPolicy = null;
            }).RequireRole(Role.Viewer).WithMetadata(new DashboardPage());
        }
    }
}

/// <summary>Marks an endpoint as one of the dashboard, whose pages have a policy of their own (see <see cref="SecurityHeaders"/>).</summary>
internal sealed record DashboardPage;
