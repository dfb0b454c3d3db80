using CentralSystem.Web.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Configuration;

/// <summary>The work of bringing Charge Points to their wanted configuration (docs/decisions/0014-configuration-is-applied-by-a-runner.md).</summary>
internal sealed class ConfigurationApplication
{
    /// <summary>Rising with time, so that pages by id are pages by age.</summary>
    public Guid Id { get; init; }

    /// <summary>Applies only the keys for which this template decides; null for all wanted keys. The template may be gone since.</summary>
    public int? TemplateId { get; init; }

    public ApplicationTrigger Trigger { get; init; }

    public RebootChoice Reboot { get; init; }

    /// <summary>On whose behalf its commands are sent.</summary>
    public CallerKind CallerKind { get; init; }

    public required string CallerName { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when Charge Points that are not connected are waited for.</summary>
    public DateTimeOffset QueueUntil { get; init; }

    /// <summary>When the last of its Charge Points was done.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    public Caller Caller => new(CallerKind, CallerName, Role.Operator, null);

    /// <summary>Whether a template's keys are part of it.</summary>
    public bool Concerns(ConfigurationTemplate template) =>
        TemplateId is { } id ? template.Id == id : Trigger == ApplicationTrigger.Operator || template.AutoApply;

    internal sealed class Mapping : IEntityTypeConfiguration<ConfigurationApplication>
    {
        public void Configure(EntityTypeBuilder<ConfigurationApplication> builder)
        {
            builder.ToTable("ConfigurationApplications");
            builder.HasKey(a => a.Id);
            builder.Property(a => a.Id).ValueGeneratedNever();
            builder.Property(a => a.Trigger).HasConversion<string>();
            builder.Property(a => a.Reboot).HasConversion<string>();
            builder.Property(a => a.CallerKind).HasConversion<string>();
        }
    }
}

/// <summary>What began an application.</summary>
internal enum ApplicationTrigger
{
    Operator,

    /// <summary>A boot of a Charge Point for which a template with <c>autoApply</c> is.</summary>
    Boot,
}

/// <summary>What to do about keys that count from the next boot on.</summary>
internal enum RebootChoice
{
    Never,

    /// <summary>A soft reset once no transaction runs; waited for as long as <c>Configuration:IdleWaitMinutes</c>.</summary>
    WhenIdle,

    /// <summary>A soft reset, whatever runs: it ends transactions in order (OCPP 1.6 §5.14).</summary>
    Now,
}
