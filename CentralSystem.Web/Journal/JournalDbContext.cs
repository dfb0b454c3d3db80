using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>The message journal: a file or schema of its own, disposable by design, so that it needs no migrations and no durable commits.</summary>
internal sealed class JournalDbContext(DbContextOptions<JournalDbContext> options) : DbContext(options)
{
    public DbSet<JournalMessage> Messages => Set<JournalMessage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JournalMessage>(message =>
        {
            message.ToTable("messages", Database.IsNpgsql() ? PostgresStore.JournalSchema : null);
            message.IsUnlogged(Database.IsNpgsql());
            message.HasKey(m => m.Id);
            message.Property(m => m.At).HasConversion<UnixMilliseconds>();
            message.Property(m => m.Direction).HasConversion<string>();
            message.Property(m => m.ChargePointId).UseCollation(Collations.IgnoreCase);
            message.HasIndex(m => new { m.ChargePointId, m.Id });
        });
        SnakeCaseNames.ApplyTo(modelBuilder);
    }
}
