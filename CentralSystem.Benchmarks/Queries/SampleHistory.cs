using System.Data.Common;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>Fills a database with a year of charging: seeded, in plain SQL over whatever provider the model runs on.</summary>
/// <param name="chargePoints">How many, with two connectors each.</param>
/// <param name="transactions">How many, spread evenly over the year, one in fifty flagged.</param>
/// <param name="samples">Sampled values in all, three for each meter value.</param>
internal sealed class SampleHistory(int chargePoints, int transactions, long samples)
{
    public const int IdTags = 2_000;

    private const int SamplesPerValue = 3;

    /// <summary>End of the year.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly long Begin = Now.AddYears(-1).ToUnixTimeMilliseconds();

    public async Task FillAsync(CentralSystemDbContext db)
    {
        await db.Database.OpenConnectionAsync();
        var connection = db.Database.GetDbConnection();
        await using var change = await connection.BeginTransactionAsync();
        Fill(connection, change);
        await change.CommitAsync();
    }

    private void Fill(DbConnection connection, DbTransaction change)
    {
        var random = new Random(1);
        using (var insert = new Statement(connection, change, "charge_points", "key", "identity", "registration", "created_at"))
        {
            for (var key = 1; key <= chargePoints; key++)
            {
                insert.Run(key, $"CP{key:D5}", "Accepted", Begin);
            }
        }

        using (var insert = new Statement(connection, change, "id_tags", "id", "parent_id_tag", "status", "created_at", "updated_at"))
        {
            for (var i = 0; i < IdTags; i++)
            {
                insert.Run($"TAG{i:D6}", $"FLEET{i % 50:D2}", "Accepted", Begin, Begin);
            }
        }

        using (var insert = new Statement(connection, change, "sample_kinds", "id", "measurand", "context", "phase", "location", "format", "unit"))
        {
            insert.Run(1, "Energy.Active.Import.Register", "Sample.Periodic", "", "Outlet", "Raw", "Wh");
            insert.Run(2, "Power.Active.Import", "Sample.Periodic", "", "Outlet", "Raw", "W");
            insert.Run(3, "Current.Import", "Sample.Periodic", "L1", "Outlet", "Raw", "A");
        }

        FillTransactions(connection, change, random);
    }

    private void FillTransactions(DbConnection connection, DbTransaction change, Random random)
    {
        using var transaction = new Statement(
            connection, change, "transactions", "transaction_id", "charge_point_key", "connector_id", "id_tag", "meter_start", "start_timestamp", "start_received_at",
            "authorization_status", "flags", "meter_stop", "stop_timestamp", "stop_received_at", "stop_reason", "energy_wh", "energy_source", "duration_seconds", "revision");
        using var value = new Statement(connection, change, "meter_values", "id", "charge_point_key", "connector_id", "transaction_id", "timestamp");
        using var sample = new Statement(connection, change, "sampled_values", "meter_value_id", "ordinal", "kind_id", "value");
        var valuesEach = (int)(samples / SamplesPerValue / transactions);
        var step = 365L * 86_400_000 / transactions;
        var valueId = 0L;
        for (var id = 1; id <= transactions; id++)
        {
            var (start, energy, seconds) = (Begin + (id * step), random.Next(1_000, 60_000), random.Next(600, 20_000));
            var (key, connector) = (random.Next(1, chargePoints + 1), random.Next(1, 3));
            var stop = start + (seconds * 1_000L);
            transaction.Run(
                id, key, connector, $"TAG{random.Next(IdTags):D6}", 1_000L, start, start, "Accepted", id % 50 == 0 ? 256 : 0, 1_000L + energy, stop, stop, "Local", (long)energy,
                "Registers", (long)seconds, 0);
            for (var i = 0; i < valuesEach; i++)
            {
                valueId++;
                value.Run(valueId, key, connector, id, start + (seconds * 1_000L * i / valuesEach));
                sample.Run(valueId, 0, 1, 1_000d + ((double)energy * i / valuesEach));
                sample.Run(valueId, 1, 2, 11_000d);
                sample.Run(valueId, 2, 3, 16d);
            }
        }
    }

    /// <summary>A prepared insert.</summary>
    private sealed class Statement : IDisposable
    {
        private readonly DbCommand _command;

        public Statement(DbConnection connection, DbTransaction change, string table, params string[] columns)
        {
            _command = connection.CreateCommand();
            _command.Transaction = change;
            _command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
            for (var i = 0; i < columns.Length; i++)
            {
                var parameter = _command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                _command.Parameters.Add(parameter);
            }
        }

        public void Run(params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                _command.Parameters[i].Value = values[i];
            }

            _command.ExecuteNonQuery();
        }

        public void Dispose() => _command.Dispose();
    }
}
