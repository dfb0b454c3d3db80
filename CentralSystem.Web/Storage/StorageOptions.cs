namespace CentralSystem.Web.Storage;

/// <summary>Section <c>Storage</c>: where the data lies.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of the SQLite files; made when missing. A relative one counts from the working directory.</summary>
    public string DataDirectory { get; set; } = "data";
}

/// <summary>Files of the embedded database.</summary>
internal sealed class StorageFiles
{
    public StorageFiles(Microsoft.Extensions.Options.IOptions<StorageOptions> options)
    {
        Directory = Path.GetFullPath(options.Value.DataDirectory);
        ConnectionString = Connect("central-system.db");
        JournalConnectionString = Connect("journal.db");
    }

    public string Directory { get; }

    /// <summary>The database of record.</summary>
    public string ConnectionString { get; }

    /// <summary>The message journal: a file of its own, so that it never delays a commit of the other.</summary>
    public string JournalConnectionString { get; }

    private string Connect(string file) =>
        new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = Path.Combine(Directory, file), DefaultTimeout = 30 }.ToString();
}
