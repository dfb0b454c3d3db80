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
        var shows = args.Contains("--dump-config");
        try
        {
            // Settings beside the program, not those of whatever directory it is started in.
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [.. SettingsOf([.. args.Where(arg => arg != "--dump-config")])], ContentRootPath = AppContext.BaseDirectory });
            var settings = builder.AddEmulatorSettings();
            if (shows)
            {
                EmulatorSettings.OriginsOf((IConfigurationRoot)builder.Configuration).Write(Console.Out);
                return ExitCode.Ok;
            }

            if (OpenFiles.Refusal(settings.ChargePoints, OpenFiles.Limit) is { } refusal)
            {
                throw new SettingException(refusal);
            }

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

    /// <summary>Arguments as settings of the host, options with a short name too. The host would pass over a word that belongs to none, and a last option without its value.</summary>
    private static IEnumerable<string> SettingsOf(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var argument = args[i] switch
            {
                "--repl" => "--Emulator:Repl=on",
                "--bind" => "--Emulator:Bind",
                var other when other.StartsWith("--bind=", StringComparison.Ordinal) => "--Emulator:Bind=" + other["--bind=".Length..],
                var other => other,
            };
            var hasValue = argument.Contains('=', StringComparison.Ordinal);
            if (!hasValue && !argument.StartsWith("--", StringComparison.Ordinal) && !argument.StartsWith('/'))
            {
                throw new SettingException($"'{argument}' belongs to no option. Try --help.");
            }

            yield return hasValue ? argument : ++i < args.Length ? $"{argument}={args[i]}" : throw new SettingException($"{argument} needs a value. Try --help.");
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
                // The program tells a setting that cannot be used in one line of its own; the host would add its stack.
                log.Filter.ByExcluding(told => told.Exception is SettingException)
                    .MinimumLevel.Is(isAtPrompt ? Serilog.Events.LogEventLevel.Error : Serilog.Events.LogEventLevel.Information)
                    .MinimumLevel.Override("Microsoft", isAtPrompt ? Serilog.Events.LogEventLevel.Error : Serilog.Events.LogEventLevel.Warning)
                    .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: CultureInfo.InvariantCulture);
            }
        });
    }
}
