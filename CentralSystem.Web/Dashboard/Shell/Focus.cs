using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>Where the keyboard goes when what it was on is replaced: without this it would start again at the top of the page.</summary>
internal static class Focus
{
    /// <summary>Moves it to an element, unless that or the reader has gone meanwhile.</summary>
    public static async Task MoveAsync(ElementReference? element)
    {
        if (element is not { Context: not null } there)
        {
            return;
        }

        try
        {
            await there.FocusAsync();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // It is not on the page any more, or nobody looks at the page.
        }
    }
}
