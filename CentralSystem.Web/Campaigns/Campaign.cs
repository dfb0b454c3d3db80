using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Campaigns;

/// <summary>One command to many Charge Points, in waves; a batch is a campaign of one wave (docs/decisions/0008-batches-are-campaigns.md).</summary>
internal sealed class Campaign : IRevisioned
{
    /// <summary>Rising with time, so that pages by id are pages by age.</summary>
    public Guid Id { get; init; }

    /// <summary>Shown as a batch rather than as a campaign.</summary>
    public bool IsBatch { get; init; }

    public string? Name { get; set; }

    public required string Action { get; init; }

    /// <summary>Payload of the command as the operator gave it; secrets masked once the campaign is over.</summary>
    public required string Payload { get; set; }

    public CampaignState State { get; set; }

    /// <summary>Why it is paused, where it paused by itself.</summary>
    public string? StateReason { get; set; }

    /// <summary>On whose behalf its commands are sent.</summary>
    public CallerKind CallerKind { get; init; }

    public required string CallerName { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when Charge Points that are not connected are waited for; null does not wait.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>When the last of its Charge Points was done.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Most Charge Points at a time.</summary>
    public int Concurrency { get; set; }

    /// <summary>The wave that is under way, counted from 1; those before it go on for Charge Points that come late.</summary>
    public int Wave { get; set; }

    public int WaveCount { get; init; }

    public int WavePauseSeconds { get; set; }

    /// <summary>When the next wave begins; null while this one is under way.</summary>
    public DateTimeOffset? NextWaveAt { get; set; }

    /// <summary>Pauses when so many of the Charge Points of the waves so far failed.</summary>
    public int? FailurePercent { get; set; }

    /// <summary>Pauses when so many Charge Points failed.</summary>
    public int? FailureCount { get; set; }

    /// <summary>Failures an operator has seen and went on; they count no more.</summary>
    public int AcceptedFailures { get; set; }

    /// <summary>Longest time from a firmware command to the end of the update.</summary>
    public int TargetTimeoutSeconds { get; set; }

    public int Revision { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Campaign>
    {
        public void Configure(EntityTypeBuilder<Campaign> builder)
        {
            builder.ToTable("Campaigns");
            builder.HasKey(c => c.Id);
            builder.Property(c => c.Id).ValueGeneratedNever();
            builder.Property(c => c.State).HasConversion<string>();
            builder.Property(c => c.CallerKind).HasConversion<string>();
        }
    }
}

/// <summary>Where a campaign stands.</summary>
internal enum CampaignState
{
    Running,

    /// <summary>Nothing new is begun; what was begun goes on.</summary>
    Paused,

    /// <summary>Ended by an operator before every Charge Point had its turn.</summary>
    Aborted,

    Completed,
}
