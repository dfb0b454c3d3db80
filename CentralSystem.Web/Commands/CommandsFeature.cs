using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Commands;

/// <summary>Registers what operators may ask of Charge Points; each feature registers the effects of its own actions.</summary>
internal static class CommandsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddCommands()
        {
            builder.AddSettings<CommandSettings>(CommandSettings.Section);
            builder.Services.AddSingleton(new CommandTimeouts(builder.Configuration));
            builder.Services.AddSingleton<LateAnswers>();
            builder.Services.AddSingleton<CommandDefaults>();
            builder.Services.AddSingleton<ICommandCheck, BootTriggers>();
            builder.Services.AddSingleton<CommandReader>();
            builder.Services.AddSingleton<CommandRows>();
            builder.Services.AddSingleton<IStorageSeed, InterruptedCommands>();
            builder.Services.AddSingleton<CommandService>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<CommandService>());
            builder.Services.AddSingleton<Telemetry.IBacklog, CommandBacklog>();
            builder.Services.AddHostedService(services => services.GetRequiredService<CommandService>());
            builder.Services.AddHostedService<WaitingCommandsServer>();
            builder.Services.AddSingleton<CommandRetention>();
            builder.Services.AddHostedService(services => services.GetRequiredService<CommandRetention>());
        }
    }
}
