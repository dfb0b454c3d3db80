using System.ComponentModel.DataAnnotations;

namespace CentralSystem.Web.Journal;

/// <summary>Section <c>Journal</c>: the record of every frame.</summary>
internal sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>Switches the journal off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Age at which messages are deleted.</summary>
    [Range(1, 3_650)]
    public int RetentionDays { get; set; } = 7;

    /// <summary>Messages that are kept, whatever their age.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxMessages { get; set; } = 2_000_000;

    /// <summary>Text of messages that is kept, in MiB, whatever their number.</summary>
    [Range(1, 1_048_576)]
    public int MaxMiB { get; set; } = 2_048;

    /// <summary>Messages per second that are recorded; what comes above is counted as a gap.</summary>
    [Range(1, 100_000)]
    public int MaxMessagesPerSecond { get; set; } = 2_500;
}
