using CentralSystem.Web.Journal;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>The database that keeps everything: SQLite in a folder, or PostgreSQL.</summary>
internal abstract class Store : IDisposable
{
    /// <summary>Where it is, for people; never a secret.</summary>
    public abstract string Description { get; }

    /// <summary>Takes the database for this process: its writer is the only one, and memory mirrors what it alone changes.</summary>
    /// <remarks>Errors: <see cref="Settings.SettingsException"/> when it cannot be reached or another process has it.</remarks>
    public abstract void Claim();

    /// <summary>The writer's session; the schema need not be there yet. Called once.</summary>
    public abstract StoreSession OpenSession();

    /// <summary>A session for the message journal, which may lose its last second.</summary>
    public abstract StoreSession OpenJournalSession();

    /// <summary>Brings the schema up to this version.</summary>
    /// <returns>Whether there was none.</returns>
    public virtual async Task<bool> MigrateAsync(CentralSystemDbContext db, CancellationToken cancellationToken)
    {
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToHashSet();

        // Asked to migrate, the framework first compares the whole model with that of the last migration: for nothing at nearly every start.
        if (db.Database.GetMigrations().Any(migration => !applied.Contains(migration)))
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        return applied.Count == 0;
    }

    /// <summary>Makes the journal's table when it is missing.</summary>
    public abstract Task CreateJournalAsync(JournalDbContext journal, CancellationToken cancellationToken);

    /// <summary>Room that it takes now.</summary>
    public abstract Task<StoreSize> MeasureAsync(CancellationToken cancellationToken);

    public abstract void Dispose();
}

/// <summary>Room on the disk.</summary>
/// <param name="DatabaseBytes">What everything but the journal takes; all, where they are one.</param>
/// <param name="JournalBytes">What the message journal takes; null where it is part of the database.</param>
/// <param name="FreeBytes">What is free; null where it is another machine's.</param>
internal sealed record StoreSize(long DatabaseBytes, long? JournalBytes, long? FreeBytes);
