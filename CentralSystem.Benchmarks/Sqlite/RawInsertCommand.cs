using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace CentralSystem.Benchmarks.Sqlite;

/// <summary>The yardstick of storage: how many MeterValues SQLite takes in a second when nobody waits and nothing is read.</summary>
/// <remarks>
/// One row for each MeterValues with its body of 400 bytes and an index over Charge Point and time, one writer, a prepared
/// statement, WAL, synchronous FULL, 100 rows a commit, into a new file.
/// </remarks>
internal static class RawInsertCommand
{
    private const int ChargePoints = 1000;
    private const int BodyBytes = 400;

    public static int Run(string[] args)
    {
        var options = new CommandLine(args);
        var seconds = options.Number("secs", 5, 0.1, 600);
        var rowsPerCommit = options.Int("rows", 100, 1, 100_000);
        var parent = options.Text("data", Path.GetTempPath());
        options.RefuseOthers();

        var directory = Directory.CreateDirectory(Path.Combine(parent, $"raw-insert-{Environment.ProcessId}"));
        try
        {
            var rowsPerSecond = Measure(Path.Combine(directory.FullName, "raw.db"), seconds, rowsPerCommit);
            Console.WriteLine($"raw SQLite, {rowsPerCommit} rows a commit: {rowsPerSecond:F0} rows/s");
            Console.WriteLine(new JsonObject { ["rows_per_commit"] = rowsPerCommit, ["secs"] = seconds, ["rows_per_s"] = Math.Round(rowsPerSecond, 1) }.ToJsonString());
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static double Measure(string file, double seconds, int rowsPerCommit)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        Execute(connection, "CREATE TABLE meter_values (id INTEGER PRIMARY KEY, cp TEXT NOT NULL, ts INTEGER NOT NULL, body TEXT NOT NULL); CREATE INDEX meter_values_cp_ts ON meter_values (cp, ts);");

        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO meter_values (cp, ts, body) VALUES ($cp, $ts, $body)";
        var chargePoint = insert.Parameters.Add("$cp", SqliteType.Text);
        var timestamp = insert.Parameters.Add("$ts", SqliteType.Integer);
        insert.Parameters.Add("$body", SqliteType.Text).Value = Body();
        insert.Prepare();

        var identities = Enumerable.Range(0, ChargePoints).Select(i => $"CP{i:D5}").ToArray();
        var rows = 0L;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < rowsPerCommit; i++, rows++)
            {
                chargePoint.Value = identities[rows % ChargePoints];
                timestamp.Value = rows;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static string Body()
    {
        const string Sample = """{"value":"10900.5","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},""";
        var body = new StringBuilder();
        while (body.Length < BodyBytes)
        {
            body.Append(Sample);
        }

        return body.ToString(0, BodyBytes);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
