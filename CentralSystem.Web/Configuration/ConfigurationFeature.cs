using CentralSystem.Web.Commands;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Configuration;

/// <summary>Registers what is known and wanted of the configuration of Charge Points.</summary>
internal static class ConfigurationFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddConfigurationKeys()
        {
            builder.Services.AddSingleton<ICommandEffect, GetConfigurationEffect>();
            builder.Services.AddSingleton<ICommandEffect, ChangeConfigurationEffect>();
            builder.Services.AddSingleton<ICommandCheck, SecurityProfileRules>();
            builder.AddSettings<ConfigurationSettings>(ConfigurationSettings.Section);
            builder.Services.AddSingleton<PasswordRotation>();
            builder.Services.AddSingleton<ConfigurationReader>();
            builder.Services.AddSingleton<ConfigurationTemplates>();
            builder.Services.AddSingleton<ConfigurationDrift>();
            builder.Services.AddSingleton<ConfigurationCalls>();
            builder.Services.AddSingleton<ConfigurationRefresh>();
            builder.Services.AddSingleton<ConfigurationWork>();
            builder.Services.AddSingleton<ConfigurationApplications>();
            builder.Services.AddSingleton<ConfigurationRunner>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ConfigurationRunner>());
            builder.Services.AddSingleton<BootFollowUp>();
            builder.Services.AddHostedService(services => services.GetRequiredService<BootFollowUp>());
        }
    }
}
