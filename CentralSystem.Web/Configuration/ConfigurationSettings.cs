using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Configuration;

/// <summary>Section <c>Configuration</c>: how wanted configuration reaches Charge Points.</summary>
internal sealed class ConfigurationSettings
{
    public const string Section = "Configuration";

    /// <summary>Most Charge Points whose configuration is read or changed at a time.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>How long Charge Points that are not connected are waited for, where the request does not say.</summary>
    [Range(1, 525_600)]
    public int QueueMinutes { get; set; } = 60;

    /// <summary>Longest wait for the end of the transactions before a reboot.</summary>
    [Range(1, 525_600)]
    public int IdleWaitMinutes { get; set; } = 1_440;

    /// <summary>Longest time from an accepted reset to the boot.</summary>
    [Range(10, 86_400)]
    public int BootWaitSeconds { get; set; } = 600;

    /// <summary>After a boot, templates with autoApply are looked at within this time, each Charge Point at a moment of its own; 0 looks at once.</summary>
    [Range(1, 3_600), OrZero]
    public int AutoApplyJitterSeconds { get; set; } = 30;

    /// <summary>Reads the configuration again when a Charge Point boots with another firmware than the one it was read from.</summary>
    public bool RefreshAfterFirmwareChange { get; set; } = true;

    /// <summary>How long applications that are over are kept.</summary>
    [Range(1, 3_650)]
    public int ApplicationRetentionDays { get; set; } = 90;
}
