using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>The message journal: a file or schema of its own, disposable by design, so that it needs no migrations and no durable commits.</summary>
internal sealed class JournalDbContext(DbContextOptions<JournalDbContext> options) : DbContext(options)
{
    public DbSet<JournalMessage> Messages => Set<JournalMessage>();

    /// <summary>Makes the indexes that a journal of an earlier version lacks.</summary>
    public async Task CreateMissingIndexesAsync(CancellationToken cancellationToken)
    {
        const string Create = "CREATE INDEX ";

        // A large journal takes its time.
        Database.SetCommandTimeout(TimeSpan.FromHours(1));
        foreach (var index in Database.GenerateCreateScript().Split('\n').Where(line => line.StartsWith(Create, StringComparison.Ordinal)))
        {
            await Database.ExecuteSqlRawAsync(index.Replace(Create, "CREATE INDEX IF NOT EXISTS ", StringComparison.Ordinal), cancellationToken);
        }
    }

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

            // Of a Charge Point, of an operation, of a kind (the few CALLERRORs), of a period. None by the id of the message: spread over all of the index, it would cost most (docs/decisions/0024).
            message.HasIndex(m => new { m.ChargePointId, m.Id });
            message.HasIndex(m => new { m.Action, m.Id });
            message.HasIndex(m => new { m.MessageTypeId, m.Id });
            message.HasIndex(m => m.At);
        });
        SnakeCaseNames.ApplyTo(modelBuilder);
    }
}
