using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using CentralSystem.Web.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Storage;

/// <summary>Section <c>Storage</c>: where the data lies.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of the SQLite files; made when missing. A relative one counts from the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>A PostgreSQL database, as <c>Host=...;Database=...</c> or <c>postgresql://user:password@host:port/database</c>; empty for SQLite.</summary>
    [EnvironmentName("DATABASE_URL"), Secret]
    public string ConnectionString { get; set; } = "";

    /// <summary>How long a start waits for a PostgreSQL that is not up yet, or for the central system that still uses its database or its folder.</summary>
    [Range(0, 3_600)]
    public int StartTimeoutSeconds { get; set; } = 30;
}

/// <summary>Files of the embedded database; they belong to one process at a time.</summary>
internal sealed class StorageFiles : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private FileStream? _lock;

    public StorageFiles(IOptions<StorageOptions> options)
    {
        Directory = Path.GetFullPath(options.Value.DataDirectory);
        DatabaseFile = Path.Combine(Directory, "central-system.db");
        ConnectionString = Connect(DatabaseFile);
        JournalFile = Path.Combine(Directory, "journal.db");
        JournalConnectionString = Connect(JournalFile);
    }

    public string Directory { get; }

    public string DatabaseFile { get; }

    public string JournalFile { get; }

    /// <summary>The database of record.</summary>
    public string ConnectionString { get; }

    /// <summary>The message journal: a file of its own, so that it never delays a commit of the other.</summary>
    public string JournalConnectionString { get; }

    /// <summary>Makes the folder and takes it for this process: its writer is the only one, and memory mirrors what it alone changes.</summary>
    /// <param name="patience">How long to wait for a central system that has the folder: the one before this may still be about to end.</param>
    /// <param name="waiting">Called once when that is so.</param>
    /// <remarks>Errors: <see cref="SettingsException"/> when the folder cannot be written or another process has it.</remarks>
    public void Claim(TimeSpan patience, Action? waiting = null)
    {
        var began = Stopwatch.GetTimestamp();
        var file = Path.Combine(Directory, "central-system.lock");
        while (true)
        {
            try
            {
                PrivateFiles.MakeFolder(Directory);
                _lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(file) && Stopwatch.GetElapsedTime(began) < patience)
            {
                waiting?.Invoke();
                waiting = null;
                Thread.Sleep(Pause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingsException("Storage:DataDirectory", Directory, $"a folder that this process can write and no other central system uses ({e.Message})");
            }
        }
    }

    /// <summary>Makes the databases that are missing, empty, for migrations to fill.</summary>
    /// <remarks>Errors: <see cref="SettingsException"/> when the folder cannot be written.</remarks>
    public void MakeMissing()
    {
        foreach (var file in ((string[])[DatabaseFile, JournalFile]).Where(file => !File.Exists(file)))
        {
            try
            {
                PrivateFiles.MakeFile(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingsException("Storage:DataDirectory", Directory, $"a folder that this process can write ({e.Message})");
            }
        }
    }

    public void Dispose() => _lock?.Dispose();

    // A start alone makes files: a connection that made one would hide that the database is gone, and answer out of an empty one.
    private static string Connect(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 30 }.ToString();
}
