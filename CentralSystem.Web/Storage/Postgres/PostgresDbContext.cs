using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>The same model on PostgreSQL, with migrations of its own.</summary>
internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : CentralSystemDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);

        // Sorted by bytes, as SQLite does, whatever locale the cluster was made with.
        configurationBuilder.Properties<string>().UseCollation(Collations.PostgresBytes);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // Under the name SQLite has for it, so that the rest of the model need not know which database it is on.
        modelBuilder.HasCollation(Collations.IgnoreCase, locale: "und-u-ks-level2", provider: "icu", deterministic: false);
    }
}
