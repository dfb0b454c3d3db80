namespace CentralSystem.Web.Journal;

/// <summary>Section <c>Journal</c>: the record of every frame.</summary>
internal sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>Switches the journal off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Age at which messages are deleted, in days; 1 to 3650.</summary>
    public int RetentionDays { get; set; } = 7;

    /// <summary>Messages that are kept, whatever their age; 1000 to 100000000.</summary>
    public int MaxMessages { get; set; } = 2_000_000;

    /// <summary>Messages per second that are recorded; what comes above is counted as a gap. 1 to 100000.</summary>
    public int MaxMessagesPerSecond { get; set; } = 2_500;
}
