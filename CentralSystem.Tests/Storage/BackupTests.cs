using CentralSystem.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CentralSystem.Tests.Storage;

/// <summary><c>backup</c> and <c>restore</c> as a person or a timer runs them.</summary>
[Trait(TestDatabase.Trait, "Sqlite")]
public sealed class BackupTests
{
    [Fact]
    public async Task Backup_of_a_running_service_is_restored_whole_and_the_replaced_database_is_kept()
    {
        using var backups = new TempDirectory();
        var file = Path.Combine(backups.FullName, "cs.db");
        using var files = new TempDirectory();
        await using (var system = await CentralSystemProcess.StartAsync(files.FullName))
        {
            await using (var chargePoint = await ConnectAsync(system, "BEFORE"))
            {
                await RunAsync(files, 0, "written to", "backup", file);
                await RunAsync(files, 1, "--force overwrites", "backup", file);
                await RunAsync(files, 0, "written to", "backup", file, "--force");
            }

            await using var later = await ConnectAsync(system, "AFTER");
            await RunAsync(files, 1, "no other central system uses", "restore", file, "--force");
        }

        Directory.GetFiles(backups.FullName).ShouldBe([file]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, "It holds what the database holds.");
        }

        await RunAsync(files, 1, "--force replaces", "restore", file);
        Identities(files.FullName).ShouldBe(["AFTER", "BEFORE"]);
        await RunAsync(files, 0, "is kept as", "restore", file, "--force");
        Identities(files.FullName).ShouldBe(["BEFORE"]);
        Directory.GetFiles(files.FullName, "central-system.db.replaced-*").ShouldNotBeEmpty();

        using var elsewhere = new TempDirectory();
        await RunAsync(elsewhere, 0, "is now the database", "restore", file);
        await using var restored = await CentralSystemProcess.StartAsync(elsewhere.FullName);
        await using var known = await ConnectAsync(restored, "BEFORE");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.10")]
    public async Task Restored_database_gives_no_number_again_that_was_given_after_the_backup()
    {
        using var backups = new TempDirectory();
        var file = Path.Combine(backups.FullName, "cs.db");
        using var files = new TempDirectory();
        int lost;
        await using (var system = await CentralSystemProcess.StartAsync(files.FullName))
        {
            await using var chargePoint = await ConnectAsync(system, "CP-1");
            await RunAsync(files, 0, "written to", "backup", file);
            lost = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        }

        var newest = Number(files.FullName, "SELECT max(id) FROM events");
        await RunAsync(files, 0, "is now the database", "restore", file, "--force");

        await using (var system = await CentralSystemProcess.StartAsync(files.FullName))
        {
            await using var chargePoint = await ConnectAsync(system, "CP-1");
            (await chargePoint.CallAsync(A.StartTransaction with { MeterStart = 2_000 })).TransactionId.ShouldBeGreaterThan(lost);
            await chargePoint.CallAsync(A.StopTransaction with { TransactionId = lost, IdTag = null });
        }

        Number(files.FullName, "SELECT count(*) FROM transactions WHERE stop_received_at IS NULL").ShouldBe(1, "The stop was for the one that is lost.");
        Number(files.FullName, "SELECT count(*) FROM unmatched_messages").ShouldBe(1);
        Number(files.FullName, "SELECT min(id) FROM events WHERE type = 'transaction.started'").ShouldBeGreaterThan(newest);
    }

    [Fact]
    public async Task Restore_refuses_what_is_no_sound_database_of_this_program_and_changes_nothing()
    {
        using var files = new TempDirectory();
        var file = Path.Combine(files.FullName, "other.db");
        await File.WriteAllTextAsync(file, new string('x', 10_000));
        await RunAsync(files, 1, "not a sound database", "restore", file);
        File.Delete(file);
        await RunAsync(files, 1, "There is no file", "restore", file);
        Sql(file, "CREATE TABLE other (x)");
        await RunAsync(files, 1, "not a sound database", "restore", file);
        Sql(file, "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" TEXT); INSERT INTO \"__EFMigrationsHistory\" VALUES ('20261123084729_Initial'), ('29990101000000_Future')");
        await RunAsync(files, 1, "29990101000000_Future", "restore", file);
        File.Exists(Path.Combine(files.FullName, "central-system.db")).ShouldBeFalse();
        await RunAsync(files, 1, "There is no database", "backup", file);
    }

    [Fact]
    public async Task Misuse_and_help_explain_the_commands()
    {
        using var files = new TempDirectory();
        await RunAsync(files, 2, "Exit codes", "backup");
        await RunAsync(files, 2, "Exit codes", "restore", "--forse", "x");
        await RunAsync(files, 0, "Exit codes", "backup", "--help");
    }

    [Fact]
    public async Task With_PostgreSQL_both_name_its_own_tools_and_no_password()
    {
        using var files = new TempDirectory();
        const string Database = "--Storage:ConnectionString=postgresql://ocpp:s3cret@db.example/ocpp";
        (await RunAsync(files, 1, "pg_dump --host=db.example", "backup", "x", Database)).ShouldNotContain("s3cret");
        (await RunAsync(files, 1, "pg_restore --host=db.example", "restore", "x", Database)).ShouldNotContain("s3cret");
        (await RunAsync(files, 1, "pg_get_serial_sequence('transactions', 'transaction_id')) + 1000000", "restore", "x", Database)).ShouldContain("psql --host=db.example");
    }

    private static async Task<string> RunAsync(TempDirectory files, int exitCode, string says, params string[] arguments)
    {
        var (code, output) = await CentralSystemProcess.RunAsync(files.FullName, arguments);
        var text = string.Join(Environment.NewLine, output);
        code.ShouldBe(exitCode, text);
        text.ShouldContain(says);
        return text;
    }

    private static async Task<ScriptedChargePoint> ConnectAsync(CentralSystemProcess system, string identity)
    {
        var chargePoint = await ScriptedChargePoint.ConnectAsync(new Uri($"ws://{system.Address.Authority}/ocpp/{identity}"));
        await chargePoint.CallAsync(A.BootNotification);
        return chargePoint;
    }

    private static long Number(string folder, string sql)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "central-system.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static List<string> Identities(string folder)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "central-system.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT identity FROM charge_points ORDER BY identity";
        using var reader = command.ExecuteReader();
        var identities = new List<string>();
        while (reader.Read())
        {
            identities.Add(reader.GetString(0));
        }

        return identities;
    }

    private static void Sql(string file, string sql)
    {
        using var database = new SqliteConnection($"Data Source={file};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
