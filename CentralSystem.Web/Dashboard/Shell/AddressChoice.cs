using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>What a reader chose stands in the address of the page, so that it can be shared and found again.</summary>
internal static class AddressChoice
{
    private static readonly ConditionalWeakTable<NavigationManager, Journey> Journeys = [];

    /// <summary>What was typed or chosen; null for nothing.</summary>
    public static string? Chosen(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    extension(NavigationManager navigation)
    {
        /// <summary>Shows the page with another choice; the others stay.</summary>
        public void Choose(string name, string? value) => navigation.Choose(new Dictionary<string, object?> { [name] = Chosen(value) });

        /// <summary>The same for choices that belong together.</summary>
        public void Choose(IReadOnlyDictionary<string, object?> choices)
        {
            var journey = Journeys.GetValue(navigation, static traveller => new Journey(traveller));
            var asked = navigation.GetUriWithQueryParameters(journey.Asked ?? Plain(navigation.Uri), choices);
            if (asked == navigation.Uri)
            {
                journey.Asked = null;
                return;
            }

            journey.Asked = asked;
            navigation.NavigateTo(asked, replace: true);
        }
    }

    private static string Plain(string address) => address.Split('#')[0];

    /// <summary>Where a reader was sent last, until the browser says that it is there: choices made meanwhile start from here, so that none is lost.</summary>
    private sealed class Journey
    {
        public Journey(NavigationManager navigation) => navigation.LocationChanged += (_, arrived) =>
            Asked = Asked is not null && Uri.UnescapeDataString(Asked) == Uri.UnescapeDataString(Plain(arrived.Location)) ? null : Asked;

        public string? Asked { get; set; }
    }
}
