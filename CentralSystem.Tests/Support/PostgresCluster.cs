using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CentralSystem.Tests.Support;

/// <summary>A PostgreSQL server of its own on the loopback, thrown away at the end.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string Template = "migrated_template";

    private static readonly string? Binaries = FindBinaries();
    private static readonly Lazy<PostgresCluster> SharedCluster = new(() => Start(isDurable: false));

    private readonly string _directory;
    private readonly bool _isDurable;
    private readonly int _port = FreePort();
    private readonly Lazy<bool> _template;
    private readonly Lock _creating = new();
    private readonly Lazy<BlockingCollection<string>> _dropped;
    private int _databases;

    private PostgresCluster(string directory, bool isDurable)
    {
        (_directory, _isDurable) = (directory, isDurable);
        _template = new(MakeTemplate);
        _dropped = new(StartDropping);
    }

    /// <summary>Whether Debian's or another package of PostgreSQL is installed.</summary>
    public static bool IsInstalled => Binaries is not null;

    /// <summary>The server that the tests of this process share; fast, since it loses everything in a power cut.</summary>
    public static PostgresCluster Shared => SharedCluster.Value;

    /// <param name="isDurable">Flushes to the disk as in production.</param>
    public static PostgresCluster Start(bool isDurable)
    {
        var cluster = new PostgresCluster(Run("mktemp", "-d", Path.Combine(Path.GetTempPath(), "central-system-postgres-XXXXXX")).Trim(), isDurable);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
        Run(Binary("initdb"), "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        cluster.StartServer();
        return cluster;
    }

    private string Data => Path.Combine(_directory, "data");

    public void StartServer()
    {
        var flushing = _isDurable ? "" : "-c fsync=off -c full_page_writes=off";
        Run(Binary("pg_ctl"), "-D", Data, "-w", "-s", "-l", Path.Combine(_directory, "log"), "-o",
            string.Create(CultureInfo.InvariantCulture, $"-c port={_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_directory} -c max_connections=400 {flushing}"), "start");
    }

    /// <param name="how"><c>fast</c>: in order, connections are cut; <c>immediate</c>: as in a crash.</param>
    public void StopServer(string how = "fast")
    {
        NpgsqlConnection.ClearAllPools();
        Run(Binary("pg_ctl"), "-D", Data, "-w", "-s", "-m", how, "stop");
    }

    /// <summary>Keeps the state of the server, which is stopped.</summary>
    public void TakeSnapshot() => Run("cp", "-a", Data, Data + ".snapshot");

    /// <summary>Puts the state that was kept in the place of what came since; the server is stopped.</summary>
    public void RevertToSnapshot()
    {
        Run("rm", "-r", Data);
        Run("cp", "-a", Data + ".snapshot", Data);
    }

    /// <summary>A database of its own with the schema in it.</summary>
    /// <returns>Its connection string.</returns>
    public string CreateDatabase()
    {
        _ = _template.Value;
        return CreateDatabase(Template);
    }

    public string CreateEmptyDatabase() => CreateDatabase("template0");

    /// <summary>Drops a database by and by: the server waits until its connections have ended, a tenth of a second at a time, which took most of the time of a test.</summary>
    public void DropDatabase(string connectionString) => _dropped.Value.Add(new NpgsqlConnectionStringBuilder(connectionString).Database!);

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            StopServer("immediate");
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>Runs what a person would type into a shell, with the tools of this PostgreSQL.</summary>
    public static int RunLine(string line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", line]);
        start.Environment["PATH"] = $"{Binaries}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    public static void Execute(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private string CreateDatabase(string template)
    {
        // The server copies one template at a time; without flushes, copying its files takes half as long as logging them.
        lock (_creating)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"test_{++_databases}");
            Execute(ConnectionString("postgres"), $"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
            return ConnectionString(name);
        }
    }

    private BlockingCollection<string> StartDropping()
    {
        var databases = new BlockingCollection<string>();
        new Thread(() => Drop(databases)) { IsBackground = true }.Start();
        return databases;
    }

    private void Drop(BlockingCollection<string> databases)
    {
        try
        {
            foreach (var database in databases.GetConsumingEnumerable())
            {
                Execute(ConnectionString("postgres"), $"DROP DATABASE {database} WITH (FORCE)");
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException or ObjectDisposedException)
        {
            // The server has been thrown away with all that was left.
        }
    }

    private bool MakeTemplate()
    {
        Execute(ConnectionString("postgres"), $"CREATE DATABASE {Template} TEMPLATE template0");
        var options = new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql(ConnectionString(Template) + ";Pooling=false").Options;
        using var db = new PostgresDbContext(options);
        db.Database.Migrate();
        return true;
    }

    private string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Maximum Pool Size=10");

    private static string Binary(string name) => Path.Combine(Binaries ?? throw new InvalidOperationException("PostgreSQL is not installed."), name);

    private static string? FindBinaries() =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .Select(version => Path.Combine(version, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a command as a user that PostgreSQL agrees to: it refuses root.</summary>
    private static string Run(string command, params string[] arguments)
    {
        string[] line = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", command, .. arguments] : [command, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;

        // The server started by pg_ctl keeps the output open, so it is read only where somebody wants it.
        var output = command == "mktemp" ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', line)} ended with {process.ExitCode}.");
    }
}
