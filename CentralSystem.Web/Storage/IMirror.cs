namespace CentralSystem.Web.Storage;

/// <summary>State in memory that mirrors the database; filled before the first connection is let in.</summary>
internal interface IMirror
{
    /// <summary>Reads what the database holds.</summary>
    void Load(CentralSystemDbContext db);
}
