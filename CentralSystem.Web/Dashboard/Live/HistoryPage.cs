using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>A list of what happened, between two instants and in an order of one's choice (<see cref="HistoryFields"/>).</summary>
public abstract class HistoryPage : ListPage
{
    [SupplyParameterFromQuery(Name = "from")]
    protected string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    protected string? To { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    protected string? Order { get; set; }

    /// <summary>First instant; null for the beginning of all.</summary>
    private protected Instant? Since => InstantText.Parse(From) is { } at ? new Instant(at) : null;

    /// <summary>First instant that is left out; null for no end.</summary>
    private protected Instant? Until => InstantText.Parse(To) is { } at ? new Instant(at) : null;

    private protected ListOrder? ChosenOrder => Chosen<ListOrder>(Order);

    /// <summary>Whether anything limits the list.</summary>
    /// <param name="choices">What a page offers besides.</param>
    private protected bool IsLimitedBy(params IEnumerable<string?> choices) => choices.Append(From).Append(To).Any(choice => Chosen(choice) is not null);
}
