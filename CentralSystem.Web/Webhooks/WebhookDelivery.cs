using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Webhooks;

/// <summary>An event that a webhook did not get yet although later ones are dealt with: it failed, or waits behind one of its Charge Point that did.</summary>
/// <remarks>What is delivered leaves no row.</remarks>
internal sealed class WebhookDelivery
{
    public int WebhookId { get; init; }

    public long EventId { get; init; }

    /// <summary>Events of one Charge Point are delivered in order; empty for events of none.</summary>
    public required string ChargePointId { get; init; }

    public DeliveryState State { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>When it is given up, unless it succeeds.</summary>
    public DateTimeOffset GiveUpAt { get; set; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    /// <summary>HTTP status of the last answer; null when none came.</summary>
    public int? LastStatusCode { get; set; }

    public string? LastError { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookDelivery>
    {
        public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
        {
            builder.ToTable("WebhookDeliveries");
            builder.HasKey(d => new { d.WebhookId, d.EventId });
            builder.Property(d => d.ChargePointId).UseCollation(Collations.IgnoreCase);
            builder.Property(d => d.State).HasConversion<string>();
            builder.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId);

            // The oldest event that is still to be delivered keeps events from being trimmed.
            builder.HasIndex(d => new { d.State, d.EventId });

            // Counts those of a webhook, and finds its few dead letters among many that wait.
            builder.HasIndex(d => new { d.WebhookId, d.State, d.EventId });
        }
    }
}

/// <summary>What becomes of a delivery that did not succeed at once.</summary>
internal enum DeliveryState
{
    /// <summary>Tried again, or waiting for its turn behind an earlier event.</summary>
    Pending,

    /// <summary>Given up; kept to be looked at and replayed.</summary>
    DeadLetter,
}
