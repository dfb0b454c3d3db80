using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>Brings the database up before the first connection is let in: files, migrations, writer, mirrors.</summary>
internal sealed partial class StorageStartup(
    Store store,
    IDbContextFactory<CentralSystemDbContext> contexts,
    GroupCommitWriter writer,
    IEnumerable<IMirror> mirrors,
    IEnumerable<IStorageSeed> seeds,
    ILogger<StorageStartup> logger) : IHostedLifecycleService
{
    /// <summary>Runs before any other service starts, the web server included.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isNew = await store.MigrateAsync(db, cancellationToken);
        writer.Start();
        foreach (var seed in seeds)
        {
            await seed.SeedAsync(isNew, cancellationToken);
        }

        foreach (var mirror in mirrors)
        {
            mirror.Load(db);
        }

        LogReady(store.Description, isNew);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "Storage ready: {Store} (new: {IsNew})")]
    private partial void LogReady(string store, bool isNew);
}

/// <summary>Rows that are put right at every start, before memory mirrors the database.</summary>
internal interface IStorageSeed
{
    /// <param name="isNew">The database has just been made.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    Task SeedAsync(bool isNew, CancellationToken cancellationToken);
}
