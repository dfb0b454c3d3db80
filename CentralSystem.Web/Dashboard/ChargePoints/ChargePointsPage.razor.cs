using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp.Messages;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>Which charge points are there, and how are they. What is chosen stands in the address, so that it can be shared; those that are selected can be commanded at once.</summary>
public sealed partial class ChargePointsPage
{
    private const int PageLength = 50;
    private const int FoundAtATime = 1000;

    /// <summary>What the list can be ordered by, as the API names it.</summary>
    private static readonly string[] Sortable = ["identity", ChargePointColumns.LastMessage, ChargePointColumns.CreatedAt];

    private readonly HashSet<string> _selected = new(StringComparer.OrdinalIgnoreCase);
    private ChargePointFilter? _shown;

    /// <summary>How many charge points there were when the list was read.</summary>
    private int _known;

    [Inject]
    private ChargePointReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "search")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "connected")]
    private string? ConnectedChoice { get; set; }

    [SupplyParameterFromQuery(Name = "registration")]
    private string? Registration { get; set; }

    [SupplyParameterFromQuery(Name = "connectorStatus")]
    private string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    private string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    [SupplyParameterFromQuery(Name = "columns")]
    private string? ColumnNames { get; set; }

    private Page<ChargePointView>? Rows { get; set; }

    /// <summary>Whether there are rows to be shown; after trouble those that were read before may be of another filter.</summary>
    private bool HasList => Problem is null && Rows is { Items.Count: > 0 };

    private CursorTrail Trail { get; } = new();

    private IReadOnlyList<(string Name, string Title)> Columns => ChargePointColumns.Of(ColumnNames);

    private bool IsFiltered => new[] { Search, ConnectedChoice, Registration, Status, Tag }.Any(choice => !string.IsNullOrEmpty(choice));

    private bool CanSelect => May(Role.Operator);

    /// <summary>All that the filter finds are selected, those of other pages, too.</summary>
    private bool AreAllSelected { get; set; }

    private bool HasSelection => AreAllSelected || _selected.Count > 0;

    private bool IsCommanding { get; set; }

    /// <summary>Who is selected, in words.</summary>
    private string Whom => (AreAllSelected, IsFiltered, _selected.Count) switch
    {
        (true, true, _) => "all that match",
        (true, _, _) => "every charge point",
        (_, _, 0) => "none",
        (_, _, 1) => "1 charge point",
        (_, _, var count) => $"{count} charge points",
    };

    private string SortKey => Sortable.Contains(Sort) ? Sort! : "identity";

    private bool IsDescending => Order == nameof(KeyOrder.Descending);

    /// <summary>Another choice is another list, whichever way it came; what was selected of the one before is not.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (_shown != FilterOf())
        {
            var isOtherFilter = _shown is not null && _shown with { Sort = null, Order = null } != FilterOf() with { Sort = null, Order = null };
            _shown = FilterOf();
            Trail.Reset();
            if (isOtherFilter)
            {
                SelectNone();
            }
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        _known = Directory.Count;
        Rows = await Reader.ListAsync(FilterOf(), new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected or EventTypes.ChargePointBooted or EventTypes.ConnectorStatusChanged
        && (OthersMayCome || _known != Directory.Count || Rows is not { } rows || rows.Items.Any(row => string.Equals(row.ChargePointId, message.ChargePointId, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether what happens to a charge point may bring it into the list, or change its place: by order of the identity the list changes but for what is on it and what is new.</summary>
    private bool OthersMayCome => SortKey != Sortable[0] || !string.IsNullOrEmpty(ConnectedChoice) || !string.IsNullOrEmpty(Registration) || !string.IsNullOrEmpty(Status);

    private static string? Text(ChangeEventArgs change) => change.Value as string;

    private ChargePointFilter FilterOf() => new()
    {
        Search = Chosen(Search),
        Connected = bool.TryParse(ConnectedChoice, out var connected) ? connected : null,
        RegistrationStatus = Enum.TryParse<RegistrationStatus>(Registration, out var registration) ? registration : null,
        ConnectorStatus = Chosen(Status),
        Tag = Chosen(Tag),
        Sort = SortKey,
        Order = IsDescending ? KeyOrder.Descending : KeyOrder.Ascending,
    };

    private static string? Chosen(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Statuses of its connectors, as memory has them.</summary>
    private IEnumerable<string> ConnectorsOf(string identity) => Directory.TryFind(identity, out var chargePoint)
        ? chargePoint.Connectors.Where(c => c is { ConnectorId: > 0, Status: not null }).OrderBy(c => c.ConnectorId).Select(c => c.Status!.Status)
        : [];

    private void Show(string choice, string? value) => Navigation.Choose(choice, value);

    private void Toggle(string column, bool isShown)
    {
        var names = Columns.Select(shown => shown.Name).Where(name => name != column).Concat(isShown ? [column] : []);
        var text = string.Join(',', ChargePointColumns.All.Select(known => known.Name).Where(names.Contains));

        // None is a choice, too; without the parameter the usual ones are shown.
        Show("columns", text == ChargePointColumns.Default ? null : text.Length == 0 ? "none" : text);
    }

    private string? SortOf(string column) => column == SortKey ? IsDescending ? "descending" : "ascending" : null;

    private string SortedBy(string column) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["sort"] = column,
        ["order"] = column == SortKey && !IsDescending ? nameof(KeyOrder.Descending) : null,
    });

    private bool IsSelected(ChargePointView row) => AreAllSelected || _selected.Contains(row.ChargePointId);

    private void Select(ChargePointView row, bool isSelected)
    {
        if (AreAllSelected)
        {
            // From all but one there is no way back to a filter: what is on the page stays selected.
            AreAllSelected = false;
            _selected.UnionWith(Rows!.Items.Select(shown => shown.ChargePointId));
        }

        _ = isSelected ? _selected.Add(row.ChargePointId) : _selected.Remove(row.ChargePointId);
    }

    private void SelectPage(Page<ChargePointView> page, bool isSelected)
    {
        foreach (var row in page.Items)
        {
            Select(row, isSelected);
        }
    }

    private void SelectAll(Page<ChargePointView> page)
    {
        _selected.Clear();

        // A list of one page is a selection as any other.
        AreAllSelected = page.NextCursor is not null || Trail.HasPrevious;
        if (!AreAllSelected)
        {
            SelectPage(page, isSelected: true);
        }
    }

    private void SelectNone()
    {
        _selected.Clear();
        (AreAllSelected, IsCommanding) = (false, false);
    }

    /// <summary>The identities that are selected now; null for every charge point there is.</summary>
    private async Task<IReadOnlyList<string>?> FindSelectedAsync()
    {
        if (!AreAllSelected)
        {
            return [.. _selected.Order(StringComparer.OrdinalIgnoreCase)];
        }

        if (!IsFiltered)
        {
            return null;
        }

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Reader.ListAsync(FilterOf() with { Sort = "identity", Order = null }, new PageQuery { Limit = FoundAtATime, Cursor = cursor }, Left);
            found.AddRange(page.Items.Select(row => row.ChargePointId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return found;
    }
}
