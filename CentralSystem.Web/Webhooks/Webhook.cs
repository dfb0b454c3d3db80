using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Webhooks;

/// <summary>Somebody's address that events are posted to.</summary>
internal sealed class Webhook : IRevisioned
{
    public int Id { get; init; }

    public int Revision { get; set; }

    public required string Url { get; set; }

    public string? Description { get; set; }

    /// <summary>Patterns of types, such as <c>transaction.*</c>; none is all.</summary>
    public List<string> EventTypes { get; set; } = [];

    public List<string> ChargePointIds { get; set; } = [];

    public List<string> ChargePointTags { get; set; } = [];

    public bool Enabled { get; set; }

    /// <summary>Signs deliveries; sealed (<see cref="WebhookSecrets"/>).</summary>
    public required string Secret { get; set; }

    /// <summary>The secret before the last rotation, sealed; signs beside the present one until <see cref="PreviousSecretUntil"/>.</summary>
    public string? PreviousSecret { get; set; }

    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>Every event up to this one is delivered, not wanted, or has a <see cref="WebhookDelivery"/>.</summary>
    public long ReachedEventId { get; set; }

    public DateTimeOffset? LastSuccessAt { get; set; }

    public DateTimeOffset? LastFailureAt { get; set; }

    /// <summary>What went wrong last, in a sentence.</summary>
    public string? LastFailure { get; set; }

    /// <summary>Deliveries given up so far.</summary>
    public long GivenUp { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public EventSelection ToSelection() => new(EventTypes, ChargePointIds, ChargePointTags);

    internal sealed class Mapping : IEntityTypeConfiguration<Webhook>
    {
        private const char Separator = '\n';

        public void Configure(EntityTypeBuilder<Webhook> builder)
        {
            builder.ToTable("Webhooks");
            builder.HasKey(w => w.Id);
            AsLines(builder.Property(w => w.EventTypes));
            AsLines(builder.Property(w => w.ChargePointIds));
            AsLines(builder.Property(w => w.ChargePointTags));
        }

        /// <summary>One column of text, an entry on each line: entries are printable and hold no line break.</summary>
        private static void AsLines(PropertyBuilder<List<string>> property) => property.HasConversion(
            entries => string.Join(Separator, entries),
            text => text.Split(Separator, StringSplitOptions.RemoveEmptyEntries).ToList(),
            new ValueComparer<List<string>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList()));
    }
}
