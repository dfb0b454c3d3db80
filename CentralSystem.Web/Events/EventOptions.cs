using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Events;

/// <summary>Section <c>Events</c>: what is told, how long it is kept, who may listen.</summary>
internal sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>How long events are kept.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>Events that are kept, whatever their age.</summary>
    [Range(10_000, 1_000_000_000)]
    public int MaxEvents { get; set; } = 5_000_000;

    /// <summary>Shortest pause between two <c>transaction.updated</c> of one transaction; 0 raises none.</summary>
    [Range(1, 86_400), OrZero]
    public int TransactionUpdateSeconds { get; set; } = 60;

    /// <summary>Most event streams at one time; a further one is refused.</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 100;
}
