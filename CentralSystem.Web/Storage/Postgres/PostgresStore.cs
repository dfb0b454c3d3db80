using System.Net.Sockets;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace CentralSystem.Web.Storage;

/// <summary>A PostgreSQL database, taken for this process by a lock that the writer's connection holds.</summary>
/// <remarks>Whoever cannot hold the lock cannot write: it lives and dies with the one connection that writes.</remarks>
internal sealed partial class PostgresStore : Store
{
    /// <summary>The schema of the journal; backups leave it out.</summary>
    public const string JournalSchema = "journal";

    /// <summary>Key of the advisory lock that the one writer of a database holds.</summary>
    public const long LockKey = 0x4F43_5050_4353;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly TimeSpan _startTimeout;
    private readonly ILogger<PostgresStore> _logger;
    private readonly NpgsqlDataSource _journal;

    /// <summary>Names this process's writer among the server's connections.</summary>
    private readonly string _writerName = $"central-system writer {Guid.NewGuid():N}";

    private NpgsqlConnection? _claimed;

    public PostgresStore(NpgsqlConnectionStringBuilder address, IOptions<StorageOptions> options, ILogger<PostgresStore> logger)
    {
        (_address, _logger) = (address, logger);
        _startTimeout = TimeSpan.FromSeconds(options.Value.StartTimeoutSeconds);
        Readers = NpgsqlDataSource.Create(With(pool => pool.MaxPoolSize = Math.Min(pool.MaxPoolSize, 30)));
        _journal = NpgsqlDataSource.Create(With(journal => (journal.MaxPoolSize, journal.SearchPath, journal.Options) = (2, JournalSchema, "-c synchronous_commit=off")));
    }

    public override string Description => PostgresAddress.Describe(_address);

    /// <summary>Connections for reading.</summary>
    public NpgsqlDataSource Readers { get; }

    /// <summary>What every context on PostgreSQL has in common.</summary>
    public static DbContextOptionsBuilder<TContext> Configure<TContext>(DbContextOptionsBuilder<TContext> builder, Action<DbContextOptionsBuilder> use)
        where TContext : DbContext
    {
        use(builder);
        builder.AddInterceptors(PostgresText.Interceptor);
        return builder;
    }

    /// <summary>A pooled connection that a restart of the server broke is found out by its next reader, who then takes another.</summary>
    public static void ReadAgain(NpgsqlDbContextOptionsBuilder options) => options.EnableRetryOnFailure(maxRetryCount: 3, maxRetryDelay: TimeSpan.FromSeconds(1), errorCodesToAdd: null);

    public override void Claim()
    {
        var deadline = DateTime.UtcNow + _startTimeout;
        for (var attempt = 0; ; attempt++)
        {
            var isOver = DateTime.UtcNow >= deadline;
            try
            {
                _claimed = Connect();
                return;
            }
            catch (StoreSupersededException)
            {
                if (isOver)
                {
                    throw new SettingsException("Storage:ConnectionString", Description, "a database that no other central system uses");
                }
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or IOException)
            {
                if (isOver || !MayPass(e))
                {
                    throw new SettingsException("Storage:ConnectionString", Description, $"a PostgreSQL database that can be reached ({ReasonOf(e)})");
                }
            }

            if (attempt == 0)
            {
                LogWaiting(Description, _startTimeout);
            }

            Thread.Sleep(Pause);
        }
    }

    public override StoreSession OpenSession()
    {
        var first = Interlocked.Exchange(ref _claimed, null);
        return new PostgresSession(() => Interlocked.Exchange(ref first, null) ?? Connect());
    }

    public override async Task<bool> MigrateAsync(CentralSystemDbContext db, CancellationToken cancellationToken)
    {
        // Without it the look for applied migrations fails first, and the log of every first start begins with errors.
        await db.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
        return await base.MigrateAsync(db, cancellationToken);
    }

    public override StoreSession OpenJournalSession() => new PostgresSession(_journal.OpenConnection);

    public override async Task CreateJournalAsync(JournalDbContext journal, CancellationToken cancellationToken)
    {
        var tables = await journal.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_tables WHERE schemaname = 'journal' AND tablename = 'messages'").SingleAsync(cancellationToken);
        if (tables == 0)
        {
            await journal.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellationToken);
        }
    }

    public override async Task<StoreSize> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var command = Readers.CreateCommand("SELECT pg_database_size(current_database())");
        return new StoreSize((long)(await command.ExecuteScalarAsync(cancellationToken))!, JournalBytes: null, FreeBytes: null);
    }

    public override void Dispose()
    {
        _claimed?.Dispose();
        _journal.Dispose();
        Readers.Dispose();
    }

    /// <summary>The writer's connection, with the lock.</summary>
    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(With(writer =>
            (writer.Pooling, writer.ApplicationName, writer.KeepAlive, writer.Timeout) = (false, _writerName, 10, Math.Min(writer.Timeout, 5))));
        try
        {
            connection.Open();

            // The server may not have noticed yet that the connection before this one is gone.
            Execute(connection, $"SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE application_name = '{_writerName}' AND pid <> pg_backend_pid()");
            if (Execute(connection, $"SELECT pg_try_advisory_lock({LockKey})") is not true)
            {
                throw new StoreSupersededException("Another central system has taken the database over while this one had lost it.");
            }

            // An answer that left is on the disk, whatever the server's default is; stricter settings stay.
            Execute(connection, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var address = new NpgsqlConnectionStringBuilder(_address.ConnectionString);
        address.ApplicationName ??= "central-system";
        change(address);
        return address.ConnectionString;
    }

    /// <summary>Whether waiting may help: the server is not there, or not ready yet. A wrong password stays wrong.</summary>
    private static bool MayPass(Exception e) => e is not PostgresException { SqlState: not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections) };

    private static string ReasonOf(Exception e) => e is PostgresException server ? server.MessageText : (e.InnerException ?? e).Message;

    private static object? Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    [LoggerMessage(EventId = 1013, Level = LogLevel.Information, Message = "Waiting up to {Timeout} for {Store}")]
    private partial void LogWaiting(string store, TimeSpan timeout);
}
