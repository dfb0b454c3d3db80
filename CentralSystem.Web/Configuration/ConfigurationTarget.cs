using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Configuration;

/// <summary>One Charge Point of an application. The row says how far it has come, so that the work goes on after a restart.</summary>
internal sealed class ConfigurationTarget
{
    public Guid ApplicationId { get; init; }

    public int ChargePointKey { get; init; }

    public ConfigurationTargetState State { get; set; }

    /// <summary>What the Charge Point answered to each change, as a JSON list of <see cref="KeyResult"/>.</summary>
    public string Results { get; set; } = "[]";

    /// <summary>What was not as wanted at the end, as a JSON list of <see cref="KeyDrift"/>; null before.</summary>
    public string? Drift { get; set; }

    /// <summary>Null until it is known whether one is needed.</summary>
    public RebootOutcome? Reboot { get; set; }

    /// <summary>When the reset was about to leave; a boot accepted after it is the one that was asked for.</summary>
    public DateTimeOffset? ResetAt { get; set; }

    /// <summary>Until when it waits for a transaction to end, or for the boot.</summary>
    public DateTimeOffset? WaitUntil { get; set; }

    /// <summary>Why it is in its state.</summary>
    public string? Detail { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public List<KeyResult> ReadResults() => JsonSerializer.Deserialize<List<KeyResult>>(Results)!;

    public List<KeyDrift>? ReadDrift() => Drift is null ? null : JsonSerializer.Deserialize<List<KeyDrift>>(Drift);

    internal sealed class Mapping : IEntityTypeConfiguration<ConfigurationTarget>
    {
        public void Configure(EntityTypeBuilder<ConfigurationTarget> builder)
        {
            builder.ToTable("ConfigurationTargets");
            builder.HasKey(t => new { t.ApplicationId, t.ChargePointKey });
            builder.Property(t => t.State).HasConversion<string>();
            builder.Property(t => t.Reboot).HasConversion<string>();
            builder.HasIndex(t => t.ChargePointKey);
            builder.HasIndex(t => t.FinishedAt).HasFilter("finished_at IS NULL");
            builder.HasOne<ConfigurationApplication>().WithMany().HasForeignKey(t => t.ApplicationId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Where one Charge Point of an application stands.</summary>
internal enum ConfigurationTargetState
{
    /// <summary>Has not had its turn, or is not connected.</summary>
    Waiting,

    /// <summary>Its keys are read and changed.</summary>
    Applying,

    /// <summary>Changed; a transaction keeps it from its reboot.</summary>
    WaitingForIdle,

    /// <summary>Told to reset; its boot is waited for, then the keys are read again.</summary>
    Rebooting,

    /// <summary>Everything is as wanted.</summary>
    Succeeded,

    /// <summary>It was worked on, and something is not as wanted, or counts only after a reboot that did not come.</summary>
    Incomplete,

    /// <summary>It took no commands.</summary>
    Failed,

    /// <summary>It was not connected in time.</summary>
    Expired,

    /// <summary>An operator ended the application first.</summary>
    Cancelled,
}

/// <summary>What became of the reboot.</summary>
internal enum RebootOutcome
{
    NotNeeded,

    /// <summary>Keys wait for the next boot; they say so with <c>rebootRequired</c>.</summary>
    LeftToOperator,

    /// <summary>It booted, and its keys were read again.</summary>
    Rebooted,

    /// <summary>It did not accept the reset.</summary>
    Refused,

    /// <summary>It accepted the reset, or lost its connection meanwhile, and did not boot in time.</summary>
    NotBooted,
}

/// <summary>What a Charge Point answered to a change.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value it got.</param>
/// <param name="Status">Accepted, Rejected, RebootRequired or NotSupported; NoAnswer for an error or none.</param>
internal sealed record KeyResult(string Key, string Value, string Status);
