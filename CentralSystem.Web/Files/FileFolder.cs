using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Files;

/// <summary>The folder of the files. A file has its id for a name; what is still coming has the ending <c>.part</c>.</summary>
internal sealed partial class FileFolder(
    StorageFiles storage, IDbContextFactory<CentralSystemDbContext> contexts, IOptions<FileStoreOptions> options, ILogger<FileFolder> logger) : IStorageSeed
{
    private readonly string _directory = Path.GetFullPath(options.Value.Directory ?? Path.Combine(storage.Directory, "files"));

    /// <summary>Room on the disk.</summary>
    public long FreeBytes => new DriveInfo(_directory).AvailableFreeSpace;

    public string PathOf(Guid fileId) => Path.Combine(_directory, fileId.ToString("N"));

    public string PartPathOf(Guid fileId) => PathOf(fileId) + ".part";

    /// <summary>Makes the folder, and removes what no row tells of: uploads that a stop cut off, and files whose row is gone.</summary>
    /// <remarks>Errors: <see cref="SettingsException"/> when the folder cannot be written.</remarks>
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFiles.MakeFolder(_directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{FileStoreOptions.Section}:{nameof(FileStoreOptions.Directory)}", _directory, $"a folder that this process can write ({e.Message})");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = (await db.Files.Select(f => f.Id).ToListAsync(cancellationToken)).ToHashSet();
        var removed = 0;
        foreach (var path in System.IO.Directory.EnumerateFiles(_directory))
        {
            // Only names of our own making: somebody may have put a note into the folder.
            var name = Path.GetFileName(path);
            var isPart = name.EndsWith(".part", StringComparison.Ordinal);
            if (Guid.TryParseExact(isPart ? name[..^".part".Length] : name, "N", out var id) && (isPart || !known.Contains(id)))
            {
                File.Delete(path);
                removed++;
            }
        }

        if (removed > 0)
        {
            LogRemoved(removed, _directory);
        }
    }

    [LoggerMessage(EventId = 1801, Level = LogLevel.Information, Message = "Removed {Count} files that no upload completed or no row tells of from {Directory}")]
    private partial void LogRemoved(int count, string directory);
}
