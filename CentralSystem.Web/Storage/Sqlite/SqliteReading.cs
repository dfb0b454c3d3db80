using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CentralSystem.Web.Storage;

/// <summary>Lets readers see the file through a memory map: reports fetch many pages, and each would be a call to the system. Writes take no part in it.</summary>
internal sealed class SqliteReading : DbConnectionInterceptor
{
    /// <summary>Address space, not memory: up to 1 GiB of the file, shared by all readers.</summary>
    private const string Map = "PRAGMA mmap_size = 1073741824";

    public static readonly SqliteReading Interceptor = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Prepare(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Prepare(connection);
        return Task.CompletedTask;
    }

    private static void Prepare(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Map;
        command.ExecuteNonQuery();
    }
}
