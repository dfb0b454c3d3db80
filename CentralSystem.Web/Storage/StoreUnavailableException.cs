namespace CentralSystem.Web.Storage;

/// <summary>The database has been away for longer than anybody should wait; nothing of the change was kept.</summary>
internal sealed class StoreUnavailableException(Exception? cause) : Exception("The database cannot be reached.", cause);

/// <summary>What memory holds is no longer what the database has: another central system took it over, or it went back to an older state. This one must not write any more.</summary>
internal sealed class StoreSupersededException(string message) : Exception(message);
