using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>A page with a list, whose choices stand in the address, so that they can be shared and come back with the browser's buttons.</summary>
public abstract class ListPage : LivePage
{
    private protected const int PageLength = 50;

    /// <summary>Orders of a list of what happened.</summary>
    internal static IReadOnlyList<(string, string)> OrderChoices { get; } = [(nameof(ListOrder.Newest), "newest first"), (nameof(ListOrder.Oldest), "oldest first")];

    private string? _shown;

    /// <summary>Where the reader is in the list.</summary>
    protected CursorTrail Trail { get; } = new();

    /// <summary>Another choice is another list, whichever way it came.</summary>
    protected override Task OnParametersSetAsync()
    {
        var address = Navigation.Uri.Split('#')[0];
        if (_shown != address)
        {
            _shown = address;
            Trail.Reset();
        }

        return base.OnParametersSetAsync();
    }

    /// <summary>Shows the list for another choice.</summary>
    /// <param name="name">Parameter of the address.</param>
    /// <param name="value">What is chosen; nothing takes the choice back.</param>
    protected void Choose(string name, string? value) => Navigation.Choose(name, value);

    /// <summary>A choice as text; null where nothing is chosen.</summary>
    private protected static string? Chosen(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>A choice as a member of an enumeration; null where nothing is chosen, or nothing that there is.</summary>
    private protected static TEnum? Chosen<TEnum>(string? text)
        where TEnum : struct, Enum =>
        Enum.TryParse<TEnum>(text, ignoreCase: true, out var member) && Enum.IsDefined(member) ? member : null;

    /// <summary>A choice between yes and no; null where nothing is chosen.</summary>
    private protected static bool? ChosenYes(string? text) => bool.TryParse(text, out var yes) ? yes : null;
}
