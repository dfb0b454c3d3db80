using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>Copies the database while it is written to, and puts a copy back. A copy counts only once it is checked.</summary>
internal static class SqliteBackup
{
    /// <summary>Files SQLite keeps beside a database.</summary>
    private static readonly string[] Companions = ["", "-wal", "-shm"];

    /// <summary>Copies what is committed at this instant; changes that come meanwhile are not in it.</summary>
    /// <remarks>Errors: <see cref="BackupException"/>; then there is no file, or the old one.</remarks>
    public static void Make(StorageFiles files, string target, bool force)
    {
        if (!File.Exists(files.DatabaseFile))
        {
            throw new BackupException($"There is no database in {files.Directory}.");
        }

        if (File.Exists(target) && !force)
        {
            throw new BackupException($"{target} exists already; --force overwrites it.");
        }

        PrivateFiles.MakeFolder(Path.GetDirectoryName(target)!);
        var partial = target + ".partial";
        File.Delete(partial);
        try
        {
            // SQLite fills an empty file as it finds it; one of its own making everybody could read.
            PrivateFiles.MakeFile(partial);
            using (var source = Open(files.DatabaseFile, SqliteOpenMode.ReadWrite))
            {
                using var copy = source.CreateCommand();
                copy.CommandText = "VACUUM INTO $file";
                copy.Parameters.AddWithValue("$file", partial);
                copy.CommandTimeout = 0;
                copy.ExecuteNonQuery();
            }

            Check(partial);
            FlushToDisk(partial);
            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Puts a backup in the place of the database.</summary>
    /// <returns>Where the replaced one is kept; null when there was none.</returns>
    /// <remarks>Errors: <see cref="BackupException"/>; then nothing has changed.</remarks>
    public static string? Restore(StorageFiles files, string backup, bool force)
    {
        if (!File.Exists(backup))
        {
            throw new BackupException($"There is no file {backup}.");
        }

        files.Claim(patience: TimeSpan.Zero);
        if (File.Exists(files.DatabaseFile) && !force)
        {
            throw new BackupException($"There is a database in {files.Directory} already; --force replaces it and keeps it aside.");
        }

        var incoming = files.DatabaseFile + ".restoring";
        try
        {
            File.Copy(backup, incoming, overwrite: true);
            Check(incoming);
            SkipIds(incoming);
            FlushToDisk(incoming);
            var replaced = KeepAside(files.DatabaseFile);
            File.Move(incoming, files.DatabaseFile);
            return replaced;
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    private static void SkipIds(string file)
    {
        using var database = Open(file, SqliteOpenMode.ReadWrite);
        using var command = database.CreateCommand();
        command.CommandText = string.Join(';', RestoredIds.Skipped.Select(ids =>
            $"""
            INSERT INTO sqlite_sequence (name, seq) SELECT '{ids.Table}', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{ids.Table}');
            UPDATE sqlite_sequence SET seq = seq + {ids.Count} WHERE name = '{ids.Table}'
            """));
        command.ExecuteNonQuery();
    }

    /// <summary>Whether a file is a sound database of this program, of a version it knows.</summary>
    private static void Check(string file)
    {
        try
        {
            using var database = Open(file, SqliteOpenMode.ReadOnly);
            if (Column(database, "PRAGMA integrity_check") is not ["ok"])
            {
                throw new BackupException($"{file} is damaged.");
            }

            using var model = new CentralSystemDbContext(new DbContextOptionsBuilder<CentralSystemDbContext>().UseSqlite(database).Options);
            var known = model.Database.GetMigrations().ToHashSet();
            var applied = Column(database, "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"");
            if (!applied.Any(known.Contains))
            {
                throw new BackupException($"{file} is not a database of this program.");
            }

            if (applied.Find(migration => !known.Contains(migration)) is { } unknown)
            {
                throw new BackupException($"{file} comes from another version of this program (it has {unknown}); use that version or a newer one.");
            }
        }
        catch (SqliteException e)
        {
            throw new BackupException($"{file} is not a sound database of this program ({e.Message})");
        }
    }

    /// <summary>Moves the database away with what belongs to it, under a name that tells when.</summary>
    private static string? KeepAside(string database)
    {
        if (!File.Exists(database))
        {
            return null;
        }

        var aside = string.Create(CultureInfo.InvariantCulture, $"{database}.replaced-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff}");
        foreach (var companion in Companions.Where(companion => File.Exists(database + companion)))
        {
            File.Move(database + companion, aside + companion);
        }

        return aside;
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    private static List<string> Column(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private static void FlushToDisk(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
