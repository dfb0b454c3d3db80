using CentralSystem.Web.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Storage;

/// <summary><c>backup FILE</c> and <c>restore FILE</c> on the command line.</summary>
internal static class BackupCommands
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Help =
        """
        CentralSystem.Web backup FILE [--force]    Copies the database into FILE; the service may run meanwhile.
        CentralSystem.Web restore FILE [--force]   Puts a backup in the place of the database; the service must be stopped.

          --force                       backup: overwrite FILE; restore: replace a database, which is kept aside.
          --Storage:DataDirectory=PATH  Folder of the database, like every setting of the service.
          --help                        This text.

        The message journal is not part of a backup. Exit codes: 0 done, 1 failed (the reason is on standard error), 2 misused.
        """;

    /// <summary>Whether the program was started for one of these.</summary>
    public static bool Match(string[] args) => args is ["backup" or "restore", ..];

    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Help);
            return Done;
        }

        var force = args.Contains("--force");
        var settings = args[1..].Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains('=')).ToArray();
        var rest = args[1..].Except(settings).Where(arg => arg != "--force").ToArray();
        if (rest is not [var file] || file.StartsWith('-'))
        {
            Console.Error.WriteLine(Help);
            return Misused;
        }

        try
        {
            Run(args[0], Path.GetFullPath(file), force, ReadOptions(settings));
            return Done;
        }
        catch (Exception e) when (e is BackupException or SettingsException or SqliteException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }
    }

    private static void Run(string command, string file, bool force, StorageOptions options)
    {
        if (options.ConnectionString.Length > 0)
        {
            throw new BackupException(PostgresAdvice(command, file, options.ConnectionString));
        }

        using var files = new StorageFiles(Options.Create(options));
        if (command == "backup")
        {
            SqliteBackup.Make(files, file, force);
            Console.WriteLine($"Backup of {files.Directory} written to {file} and checked.");
        }
        else
        {
            var replaced = SqliteBackup.Restore(files, file, force);
            Console.WriteLine($"{file} is now the database in {files.Directory}.{(replaced is null ? "" : $" The one before is kept as {replaced}.")}");
        }
    }

    private static StorageOptions ReadOptions(string[] settings) => SettingsReader.Read<StorageOptions>(
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(settings)
            .Build(),
        StorageOptions.Section);

    private static string PostgresAdvice(string command, string file, string connectionString)
    {
        var address = PostgresAddress.Parse(connectionString);
        var where = $"--host={address.Host} --port={address.Port} --username={address.Username}";
        return command == "backup"
            ? $"The data is in {PostgresAddress.Describe(address)}; nothing was copied. Its own tools do that while the service runs:{Environment.NewLine}"
                + $"  pg_dump {where} --format=custom --exclude-schema={PostgresStore.JournalSchema} --file={file} {address.Database}"
            : $"The data is in {PostgresAddress.Describe(address)}; nothing was changed. Stop the service, then:{Environment.NewLine}"
                + $"  psql {where} --dbname={address.Database} --command=\"DROP SCHEMA IF EXISTS {PostgresStore.JournalSchema} CASCADE\"{Environment.NewLine}"
                + $"  pg_restore {where} --clean --if-exists --no-owner --single-transaction --dbname={address.Database} {file}{Environment.NewLine}"
                + $"and, so that no number is given a second time:{Environment.NewLine}  psql {where} --dbname={address.Database} --command=\"{RestoredIds.PostgresStatement}\"";
    }
}

/// <summary>A backup or restore that cannot be done.</summary>
internal sealed class BackupException(string message) : Exception(message);
