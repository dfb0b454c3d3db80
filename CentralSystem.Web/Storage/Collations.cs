namespace CentralSystem.Web.Storage;

/// <summary>Names of the collations the schema uses.</summary>
internal static class Collations
{
    /// <summary>CiString: ASCII letters are equal in either case (OCPP 1.6 §7.15).</summary>
    public const string IgnoreCase = "NOCASE";

    /// <summary>Letter by letter, on PostgreSQL; SQLite compares so what an expression yields.</summary>
    public const string PostgresBytes = "C";
}
