using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>Two buttons that move a <see cref="CursorTrail"/>.</summary>
public sealed partial class PageButtons
{
    [Parameter, EditorRequired]
    public CursorTrail Trail { get; set; } = null!;

    /// <summary>Cursor of the page that follows; null on the last one.</summary>
    [Parameter, EditorRequired]
    public string? NextCursor { get; set; }

    /// <summary>Loads the page that the trail now points to.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnMoved { get; set; }

    [Parameter]
    public string Previous { get; set; } = "Previous";

    [Parameter]
    public string Next { get; set; } = "Next";

    private Task NextAsync()
    {
        Trail.Next(NextCursor);
        return OnMoved.InvokeAsync();
    }

    private Task PreviousAsync()
    {
        Trail.Previous();
        return OnMoved.InvokeAsync();
    }
}
