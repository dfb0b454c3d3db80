using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Campaigns;

/// <summary>
/// One Charge Point of a campaign. It leaves <see cref="TargetState.Waiting"/> in the commit that registers its command and comes back only when that was certainly not sent,
/// so it gets one at most.
/// </summary>
internal sealed class CampaignTarget
{
    public Guid CampaignId { get; init; }

    /// <summary>Place in the order of the campaign, counted from 0.</summary>
    public int Position { get; init; }

    /// <summary>Null where nobody has the identity.</summary>
    public int? ChargePointKey { get; init; }

    /// <summary>Identity as it was asked for.</summary>
    public required string ChargePointId { get; init; }

    /// <summary>Counted from 1.</summary>
    public int Wave { get; init; }

    public TargetState State { get; set; }

    public Guid? CommandId { get; set; }

    /// <summary>Why it is in its state.</summary>
    public string? Detail { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Its command did not leave: it waits as if it had had none.</summary>
    public void WaitAgain() => (State, CommandId, StartedAt) = (TargetState.Waiting, null, null);

    /// <summary>Ends it.</summary>
    public void End(TargetState state, string? detail, DateTimeOffset at) => (State, Detail, FinishedAt) = (state, detail, at);

    internal sealed class Mapping : IEntityTypeConfiguration<CampaignTarget>
    {
        public void Configure(EntityTypeBuilder<CampaignTarget> builder)
        {
            builder.ToTable("CampaignTargets");
            builder.HasKey(t => new { t.CampaignId, t.Position });
            builder.Property(t => t.State).HasConversion<string>();
            builder.Property(t => t.ChargePointId).UseCollation(Collations.IgnoreCase);
            builder.HasIndex(t => new { t.CampaignId, t.State, t.Position });
            builder.HasOne<Campaign>().WithMany().HasForeignKey(t => t.CampaignId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Where one Charge Point of a campaign stands.</summary>
internal enum TargetState
{
    /// <summary>Has not had its turn, or is not connected.</summary>
    Waiting,

    /// <summary>Its command is under way, or its firmware update is.</summary>
    Running,

    Succeeded,

    Failed,

    /// <summary>It got nothing: it was not connected, or its turn had not come when the campaign ended.</summary>
    Expired,

    /// <summary>It got nothing: the campaign was ended first.</summary>
    Cancelled,

    /// <summary>Nobody has this identity.</summary>
    Unknown,
}
