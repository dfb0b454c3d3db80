namespace CentralSystem.Web.Commands;

/// <summary>Registers what operators may ask of Charge Points.</summary>
internal static class CommandsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddCommands() => builder.Services.AddSingleton<LateAnswers>();
    }
}
