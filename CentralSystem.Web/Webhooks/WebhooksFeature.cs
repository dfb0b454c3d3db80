using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Webhooks;

/// <summary>Registers webhooks.</summary>
internal static class WebhooksFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddWebhooks()
        {
            builder.AddSettings<WebhookOptions>(WebhookOptions.Section);
            builder.Services.AddSingleton<WebhookAddresses>();
            builder.Services.AddSingleton<WebhookSender>();
            builder.Services.AddSingleton<WebhookServices>();
            builder.Services.AddSingleton<WebhookReader>();
            builder.Services.AddSingleton<WebhookService>();
            builder.Services.AddSingleton<WebhookDispatcher>();
            builder.Services.AddHostedService(services => services.GetRequiredService<WebhookDispatcher>());
        }
    }
}
