using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp.Messages;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>Which charge points are there, and how are they. What is chosen stands in the address, so that it can be shared.</summary>
public sealed partial class ChargePointsPage
{
    private const int PageLength = 50;

    private (string?, string?, string?, string?) _shown;

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

    private Page<ChargePointView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    private bool IsFiltered => new[] { Search, ConnectedChoice, Registration, Status }.Any(choice => !string.IsNullOrEmpty(choice));

    /// <summary>Another choice is another list, whichever way it came.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (_shown != (Search, ConnectedChoice, Registration, Status))
        {
            _shown = (Search, ConnectedChoice, Registration, Status);
            Trail.Reset();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(FilterOf(), new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected or EventTypes.ChargePointBooted or EventTypes.ConnectorStatusChanged;

    private static string? Text(ChangeEventArgs change) => change.Value as string;

    private ChargePointFilter FilterOf() => new()
    {
        Search = Chosen(Search),
        Connected = bool.TryParse(ConnectedChoice, out var connected) ? connected : null,
        RegistrationStatus = Enum.TryParse<RegistrationStatus>(Registration, out var registration) ? registration : null,
        ConnectorStatus = Chosen(Status),
        Sort = "identity",
    };

    private static string? Chosen(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Statuses of its connectors, as memory has them.</summary>
    private IEnumerable<string> ConnectorsOf(string identity) => Directory.TryFind(identity, out var chargePoint)
        ? chargePoint.Connectors.Where(c => c is { ConnectorId: > 0, Status: not null }).OrderBy(c => c.ConnectorId).Select(c => c.Status!.Status)
        : [];

    private void Show(string? search, string? connected, string? registration, string? status) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            ["search"] = Chosen(search),
            ["connected"] = Chosen(connected),
            ["registration"] = Chosen(registration),
            ["connectorStatus"] = Chosen(status),
        }), replace: true);
}
