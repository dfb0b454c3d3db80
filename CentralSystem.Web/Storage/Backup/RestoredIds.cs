namespace CentralSystem.Web.Storage;

/// <summary>Numbers that are passed over when a backup takes the place of a database.</summary>
/// <remarks>
/// What was numbered after the backup is gone here, but not elsewhere: a Charge Point still has to stop a transaction of then, and would end another one of its own that got the
/// same id; a receiver has seen the events of then, and would take new ones for repetitions.
/// </remarks>
internal static class RestoredIds
{
    /// <summary>More than can have been numbered since any backup; of transactions there are 2,147,483,647 in all (integer, OCPP 1.6 §6.46).</summary>
    public static IReadOnlyList<(string Table, string Column, long Count)> Skipped { get; } = [("transactions", "transaction_id", 1_000_000), ("events", "id", 1_000_000_000)];

    /// <summary>The statement that does so on PostgreSQL.</summary>
    public static string PostgresStatement => "SELECT " + string.Join(", ", Skipped.Select(ids =>
        $"setval(pg_get_serial_sequence('{ids.Table}', '{ids.Column}'), nextval(pg_get_serial_sequence('{ids.Table}', '{ids.Column}')) + {ids.Count})"));
}
