using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;

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
            builder.Services.AddSingleton<WebhookSecrets>();
            builder.Services.AddSingleton<IStorageSeed>(services => services.GetRequiredService<WebhookSecrets>());
            builder.Services.AddSingleton<WebhookSender>();
            builder.Services.AddSingleton<WebhookServices>();
            builder.Services.AddSingleton<WebhookReader>();
            builder.Services.AddSingleton<WebhookService>();
            builder.Services.AddSingleton<WebhookDispatcher>();
            builder.Services.AddHostedService(services => services.GetRequiredService<WebhookDispatcher>());
        }
    }
}
