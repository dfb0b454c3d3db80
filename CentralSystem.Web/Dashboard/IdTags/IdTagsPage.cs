using CentralSystem.Web.Dashboard.Live;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>A page that shows idTags or their groups and follows every change of them, whoever makes it.</summary>
public abstract class IdTagsPage : ListPage
{
    [Inject]
    private protected IdTagDirectory Directory { get; private set; } = null!;

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            Directory.Changed += Follow;
        }

        base.OnAfterRender(firstRender);
    }

    protected override void Dispose(bool disposing)
    {
        Directory.Changed -= Follow;
        base.Dispose(disposing);
    }

    /// <summary>On the thread of the storage's writer, which must not wait.</summary>
    private void Follow(string? idTag) => LookAgain();
}
