using System.Globalization;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Settings;
using Serilog;

namespace ChargePointEmulator.Fleet;

/// <summary>The program without a command: a fleet that runs until it is stopped.</summary>
internal static class FleetProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // Settings beside the program, not those of whatever directory it is started in.
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [.. args.Select(arg => arg == "--repl" ? "--Emulator:Repl=on" : arg)], ContentRootPath = AppContext.BaseDirectory });
            var settings = builder.AddEmulatorSettings();
            builder.AddEmulatorLog(settings.Prompt == true);
            builder.AddFleet();
            builder.AddDriving(settings);
            await builder.Build().RunAsync();
            return ExitCode.Ok;
        }
        catch (SettingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.BadInput;
        }
    }
}

internal static class LogFeature
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>One line per event on standard output, unless a Serilog section says otherwise.</summary>
        /// <param name="isAtPrompt">Somebody types below: only what goes wrong is told.</param>
        public void AddEmulatorLog(bool isAtPrompt = false) => builder.Services.AddSerilog(log =>
        {
            if (builder.Configuration.GetSection("Serilog").Exists())
            {
                log.ReadFrom.Configuration(builder.Configuration);
            }
            else
            {
                log.MinimumLevel.Is(isAtPrompt ? Serilog.Events.LogEventLevel.Error : Serilog.Events.LogEventLevel.Information)
                    .MinimumLevel.Override("Microsoft", isAtPrompt ? Serilog.Events.LogEventLevel.Error : Serilog.Events.LogEventLevel.Warning)
                    .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: CultureInfo.InvariantCulture);
            }
        });
    }
}
