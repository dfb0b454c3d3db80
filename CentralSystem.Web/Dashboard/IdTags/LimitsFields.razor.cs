using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>Where, when and how much may be charged.</summary>
public sealed partial class LimitsFields
{
    private static readonly DayOfWeek[] Days = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    [Inject]
    private ReaderZone Zone { get; set; } = null!;

    [Parameter, EditorRequired]
    public LimitsForm Form { get; set; } = null!;

    /// <summary>Zones that come to mind first; others can be typed.</summary>
    private IEnumerable<string> Zones => [.. new[] { Zone.Zone.Id, TimeZoneNameAttribute.Utc }.Distinct()];
}
