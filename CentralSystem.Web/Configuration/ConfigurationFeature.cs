using CentralSystem.Web.Commands;

namespace CentralSystem.Web.Configuration;

/// <summary>Registers what is known of the configuration of Charge Points.</summary>
internal static class ConfigurationFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddConfigurationKeys()
        {
            builder.Services.AddSingleton<ICommandEffect, GetConfigurationEffect>();
            builder.Services.AddSingleton<ICommandEffect, ChangeConfigurationEffect>();
            builder.Services.AddSingleton<ConfigurationReader>();
            builder.Services.AddSingleton<ConfigurationTemplates>();
            builder.Services.AddSingleton<ConfigurationDrift>();
            builder.Services.AddSingleton<ConfigurationCalls>();
            builder.Services.AddSingleton<ConfigurationRefresh>();
        }
    }
}
