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
        var isNew = !(await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Any();
        await db.Database.MigrateAsync(cancellationToken);
        return isNew;
    }

    /// <summary>Makes the journal's table when it is missing.</summary>
    public abstract Task CreateJournalAsync(JournalDbContext journal, CancellationToken cancellationToken);

    public abstract void Dispose();
}
