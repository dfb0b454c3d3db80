using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Settings;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Web.Commands;

/// <summary>Section <c>Commands</c>: how long an answer is waited for, how commands wait for a connection, and how long they are kept.</summary>
internal sealed class CommandSettings
{
    public const string Section = "Commands";
    public const int MaxTimeoutSeconds = 3600;

    /// <summary>Longest wait for the answer to a command; 0 takes <c>Ocpp:CallTimeoutSeconds</c>.</summary>
    [Range(1, MaxTimeoutSeconds), OrZero]
    public int TimeoutSeconds { get; set; }

    /// <summary>Most commands that wait for one Charge Point to connect.</summary>
    [Range(1, 10_000)]
    public int MaxQueuedPerChargePoint { get; set; } = 100;

    /// <summary>What waited is sent within this time of a connect, each Charge Point at a moment of its own; 0 sends at once.</summary>
    [Range(1, 60_000), OrZero]
    public int ReconnectDelayMs { get; set; } = 2_000;

    /// <summary>How long commands are kept after their end, in days; longer while their campaign or batch goes on. 0 for ever.</summary>
    [Range(1, 36_500), OrZero]
    public int RetentionDays { get; set; } = 400;
}

/// <summary>How long the answer to a command is waited for, where the operator does not say: as set for its action, or as set for all.</summary>
/// <remarks>Errors: <see cref="SettingsException"/> names the key.</remarks>
internal sealed class CommandTimeouts(IConfiguration configuration)
{
    private const string Section = $"{CommandSettings.Section}:Timeouts";

    private readonly Dictionary<string, int> _byAction = Read(configuration.GetSection(Section));
    private readonly int _ofAll = SettingsReader.Read<CommandSettings>(configuration, CommandSettings.Section).TimeoutSeconds is > 0 and var seconds
        ? seconds
        : SettingsReader.Read<ConnectionOptions>(configuration, ConnectionOptions.Section).CallTimeoutSeconds;

    /// <summary>Counted from the moment the command is sent.</summary>
    public TimeSpan Of(string action) => TimeSpan.FromSeconds(_byAction.GetValueOrDefault(action, _ofAll));

    private static Dictionary<string, int> Read(IConfigurationSection section)
    {
        var timeouts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var setting in section.GetChildren())
        {
            // Keys are equal regardless of case, as those of every setting.
            var action = OcppActions.All.FirstOrDefault(a => a.SentBy.HasFlag(SentBy.CentralSystem) && a.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new SettingsException(setting.Path, setting.Value ?? "", $"a time-out of one of {CommandChecks.Allowed}");
            timeouts[action.Name] = int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 1 and <= CommandSettings.MaxTimeoutSeconds
                ? seconds
                : throw new SettingsException(setting.Path, setting.Value ?? "", $"a whole number from 1 to {CommandSettings.MaxTimeoutSeconds}");
        }

        return timeouts;
    }
}
