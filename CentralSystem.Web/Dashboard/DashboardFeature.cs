using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.ChargingProfiles;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Dashboard.Live;
using CentralSystem.Web.Dashboard.Overview;
using CentralSystem.Web.Dashboard.Server;
using CentralSystem.Web.Dashboard.Shell;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.FluentUI.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard;

/// <summary>The operator's pages in the browser: one process with the API, fed by the same readers and services.</summary>
internal static class DashboardFeature
{
    /// <summary>Most characters of one field: what it holds comes from the browser in one message.</summary>
    public const int MostTyped = 65_536;

    /// <summary>The longest message from a browser, in bytes. A longer one ends the connection, and with it all that was typed; the framework's 32 KB would end it for a pasted list.</summary>
    private const int MostMessageBytes = 4 * MostTyped;

    extension(WebApplicationBuilder builder)
    {
        public void AddDashboard()
        {
            // Scripts and styles of the component library come from its package until the program is published.
            builder.WebHost.UseStaticWebAssets();
            builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = MostMessageBytes);
            builder.Services.AddCascadingAuthenticationState();
            builder.Services.AddAntiforgery(forms =>
            {
                // As the session's: encrypted wherever the page came encrypted.
                forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                forms.Cookie.SameSite = SameSiteMode.Strict;
            });
            builder.Services.AddFluentUIComponents();
            builder.Services.AddSingleton<OpenPages>();
            builder.Services.AddScoped<CircuitSession>();
            builder.Services.AddScoped<CircuitHandler>(services => services.GetRequiredService<CircuitSession>());
            builder.Services.AddScoped<ReaderZone>();
            builder.Services.AddSingleton<LiveSources>();
            builder.Services.AddSingleton<LiveUpdates>();
            builder.Services.AddHostedService(services => services.GetRequiredService<LiveUpdates>());
            builder.Services.AddSingleton<OverviewFigures>();
            builder.Services.AddSingleton<ServerFigures>();
            builder.Services.AddSingleton<ApiForms>();
            builder.Services.AddSingleton<FormSuggestions>();
            builder.Services.AddSingleton<CompositeSchedules>();
            builder.Services.AddSingleton<MeasuredLoad>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Serves the pages from <c>/</c> on; whoever may read the API may look at them.</summary>
        public void MapDashboard()
        {
            app.Use(NothingHere.HandleAsync);
            app.Use(app.Services.GetRequiredService<OpenPages>().HandleAsync);
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
