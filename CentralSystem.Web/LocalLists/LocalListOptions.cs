using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.LocalLists;

/// <summary>Section <c>LocalLists</c>: which local authorization lists are kept in step with the registered idTags, and how eagerly.</summary>
internal sealed class LocalListOptions
{
    public const string Section = "LocalLists";

    /// <summary>Keeps the lists of all Charge Points in step whose policy does not say otherwise.</summary>
    public bool Synchronize { get; set; }

    /// <summary>Tags of Charge Points whose lists are kept in step.</summary>
    public string[] SynchronizeTags { get; set; } = [];

    /// <summary>Wait after a change of an idTag for further ones, in seconds.</summary>
    [Range(1, 600), OrZero]
    public int DebounceSeconds { get; set; } = 5;

    /// <summary>Longest random wait before a Charge Point is synchronised, in seconds, so that not all are at once.</summary>
    [Range(1, 3_600), OrZero]
    public int JitterSeconds { get; set; } = 10;

    /// <summary>Pause between two looks at every list, in minutes: time windows open and budgets are used up without anybody's change.</summary>
    [Range(1, 1_440)]
    public int SweepMinutes { get; set; } = 15;

    /// <summary>Charge Points that are synchronised at once.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrent { get; set; } = 8;
}
