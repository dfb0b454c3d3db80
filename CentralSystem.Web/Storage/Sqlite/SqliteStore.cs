using CentralSystem.Web.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Storage;

/// <summary>SQLite in two files of one folder, which is this process's alone.</summary>
internal sealed partial class SqliteStore(StorageFiles files, IOptions<StorageOptions> options, ILogger<SqliteStore> logger) : Store
{
    // FULL: an answer that left is on the disk. Under load a commit is shared by many, so it costs what NORMAL costs (docs/decisions/0002).
    // The cache holds the hot ends of tables and indexes (64 MiB).
    private const string Durable =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

    private const string Disposable = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;";

    public override string Description => $"SQLite in {files.Directory}";

    /// <summary>Waits for the one before this: a program that was restarted may come sooner than the old one has gone.</summary>
    public override void Claim()
    {
        var patience = TimeSpan.FromSeconds(options.Value.StartTimeoutSeconds);
        files.Claim(patience, () => LogWaiting(patience, files.Directory));
        files.MakeMissing();
        if (PrivateFiles.IsOpenToAll(files.DatabaseFile) || PrivateFiles.IsOpenToAll(files.JournalFile))
        {
            LogOpenToAll(files.Directory);
        }
    }

    public override StoreSession OpenSession() => new SqliteSession(files.ConnectionString, Durable);

    /// <remarks>The journal is a file of its own, so that it never delays a commit of the other.</remarks>
    public override StoreSession OpenJournalSession() => new SqliteSession(files.JournalConnectionString, Disposable);

    public override async Task<bool> MigrateAsync(CentralSystemDbContext db, CancellationToken cancellationToken)
    {
        // Left by a process that was killed while it migrated, it would keep every later start waiting. The files are this process's alone, so it is ours to remove.
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        return await base.MigrateAsync(db, cancellationToken);
    }

    public override Task CreateJournalAsync(JournalDbContext journal, CancellationToken cancellationToken) => journal.Database.EnsureCreatedAsync(cancellationToken);

    public override Task<StoreSize> MeasureAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new StoreSize(SizeOf(files.DatabaseFile), SizeOf(files.JournalFile), new DriveInfo(files.Directory).AvailableFreeSpace));

    /// <summary>With what is not taken over from its log yet.</summary>
    private static long SizeOf(string file) => ((string[])[file, file + "-wal"]).Select(path => new FileInfo(path)).Where(part => part.Exists).Sum(part => part.Length);

    /// <summary>Pooled connections keep the files open.</summary>
    public override void Dispose()
    {
        foreach (var connectionString in (string[])[files.ConnectionString, files.JournalConnectionString])
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    [LoggerMessage(EventId = 1014, Level = LogLevel.Information, Message = "Waiting up to {Timeout} for another central system to leave {Directory}")]
    private partial void LogWaiting(TimeSpan timeout, string directory);

    [LoggerMessage(EventId = 1015, Level = LogLevel.Warning,
        Message = "Every user of this machine can read the database in {Directory}, and with what it holds log in as anybody. Close the folder with: chmod go= {Directory}")]
    private partial void LogOpenToAll(string directory);
}
