using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Campaigns;

/// <summary>Registers commands to many Charge Points: batches and campaigns.</summary>
internal static class CampaignsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddCampaigns()
        {
            builder.Services.AddSingleton<CampaignReader>();
            builder.Services.AddSingleton<CampaignService>();
            builder.Services.AddSingleton<TargetSettlement>();
            builder.Services.AddSingleton<CampaignRunner>();
            builder.Services.AddHostedService(services => services.GetRequiredService<CampaignRunner>());
            builder.AddSettings<CampaignOptions>(CampaignOptions.Section);
            builder.Services.AddSingleton<CampaignRetention>();
            builder.Services.AddHostedService(services => services.GetRequiredService<CampaignRetention>());
        }
    }
}
