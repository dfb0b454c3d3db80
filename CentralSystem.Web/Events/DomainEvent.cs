using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Events;

/// <summary>Something that happened, told to the outside: written in the commit of the change it tells of, so that neither is there without the other.</summary>
internal sealed class DomainEvent
{
    /// <summary>Rises with the order of the commits; readers resume after it.</summary>
    public long Id { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Identity of the Charge Point it is about; null for none.</summary>
    public string? ChargePointId { get; init; }

    /// <summary>What happened, as a JSON object in the field names of the REST interface.</summary>
    public required string Data { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DomainEvent>
    {
        public void Configure(EntityTypeBuilder<DomainEvent> builder)
        {
            builder.ToTable("Events");
            builder.HasKey(e => e.Id);
            builder.Property(e => e.ChargePointId).UseCollation(Collations.IgnoreCase);

            // What happened to one Charge Point, newest first.
            builder.HasIndex(e => new { e.ChargePointId, e.Id });

            // Grows at its end; lists by time and the trimming of old events go by it.
            builder.HasIndex(e => e.At);
        }
    }
}
