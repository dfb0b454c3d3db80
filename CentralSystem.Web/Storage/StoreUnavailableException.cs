namespace CentralSystem.Web.Storage;

/// <summary>The database has been away for longer than anybody should wait; nothing of the change was kept.</summary>
internal sealed class StoreUnavailableException(Exception? cause) : Exception("The database cannot be reached.", cause);

/// <summary>Another central system has taken the database over; this one must not write any more.</summary>
internal sealed class StoreSupersededException() : Exception("Another central system has taken the database over while this one had lost it.");
