using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Events;

/// <summary>What happens, as it happens.</summary>
public sealed partial class EventsPage
{
    /// <summary>Each kind as a whole, then each type.</summary>
    private static readonly (string, string)[] TypeChoices =
    [
        .. EventTypes.All.GroupBy(type => type.Split('.')[0]).Where(kind => kind.Count() > 1).Select(kind => ($"{kind.Key}.*", $"{kind.Key}: all")),
        .. EventTypes.All.Select(type => (type, type)),
    ];

    private EventSelection _selection = new([], [], []);
    private HashSet<string> _types = [];

    [Inject]
    private EventReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "type")]
    private string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "chargePointId")]
    private string? ChargePoint { get; set; }

    [SupplyParameterFromQuery(Name = "chargePointTag")]
    private string? Tag { get; set; }

    private Page<EventView>? Rows { get; set; }

    private bool IsFiltered => IsLimitedBy(Type, ChargePoint, Tag);

    protected override async Task LoadAsync()
    {
        var query = new EventQuery
        {
            Type = Chosen(Type) is { } type ? [type] : null,
            ChargePointId = Chosen(ChargePoint),
            ChargePointTag = Chosen(Tag),
            From = Since,
            To = Until,
            Order = ChosenOrder,
        };
        (_selection, _types) = (query.ToSelection(), query.TypeNames().ToHashSet(StringComparer.Ordinal));
        Rows = await Reader.ListAsync(query, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
    }

    /// <summary>What is not chosen costs no look into what may be millions of events.</summary>
    private protected override bool Concerns(EventMessage message) => _selection.Takes(message, _types, Directory);
}
