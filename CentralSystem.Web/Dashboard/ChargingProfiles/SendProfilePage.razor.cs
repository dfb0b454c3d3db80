using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.ChargingProfiles;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Dashboard.ChargePoints;
using CentralSystem.Web.Dashboard.Charts;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.ChargingProfiles;

/// <summary>Draws limits over time and sends them; shows what they come to together with those that are there.</summary>
public sealed partial class SendProfilePage
{
    private const int MostKnown = 1000;

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private (string? Identity, string? ProfileId)? _filledFor;
    private bool _isDrawn;

    [Inject]
    private ApiForms Forms { get; set; } = null!;

    [Inject]
    private FormSuggestions Known { get; set; } = null!;

    [Inject]
    private ChargingProfileReader Installed { get; set; } = null!;

    [Inject]
    private MeasuredLoad Load { get; set; } = null!;

    [Inject]
    private CompositeSchedules Composites { get; set; } = null!;

    [Inject]
    private CommandService Commands { get; set; } = null!;

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    [Inject]
    private ChargePointRegistry Registry { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "chargePoint")]
    private string? ChargePointId { get; set; }

    [SupplyParameterFromQuery(Name = "connector")]
    private string? ConnectorId { get; set; }

    /// <summary>An installed profile to begin with.</summary>
    [SupplyParameterFromQuery(Name = "profile")]
    private string? ProfileId { get; set; }

    private ChargePointState? Chosen => Directory.TryFind(ChargePointId?.Trim() ?? "", out var known) ? known : null;

    private string Hint => Chosen switch
    {
        null when string.IsNullOrWhiteSpace(ChargePointId) => "The identity of the one that gets it",
        null => "Nobody has this identity",
        { } known => Registry.Find(known.Identity) is null ? "It is not connected; nothing can be sent" : "It is connected",
    };

    /// <summary>The payload of a SetChargingProfile.</summary>
    private FormValue? Value { get; set; }

    private FormValue Profile => Value!["csChargingProfiles"];

    private FormEditor? Editor { get; set; }

    private JsonObject? Example { get; set; }

    private IReadOnlyDictionary<string, IReadOnlyList<Suggestion>>? Suggestions { get; set; }

    /// <summary>What was filled in and waits for a second click.</summary>
    private AskedProfile? Asked { get; set; }

    private string? Done { get; set; }

    private ChargingSchedule? Composite { get; set; }

    private int CompositeOf { get; set; }

    private ChartSeries? Measured { get; set; }

    protected override async Task LoadAsync()
    {
        Suggestions = Chosen is { } known ? await Known.ReadAsync(known, Left) : null;
        var filledFor = (Chosen?.Identity, ProfileId);
        if (_filledFor != filledFor)
        {
            var form = await Forms.OfCommandAsync(SetChargingProfileRequest.Action);
            Example = form.Example;
            (var value, Asked, Composite, Measured) = (Value ?? new FormValue(form.Body), null, null, null);
            await FillAsync(value);
            (Value, _filledFor) = (value, filledFor);
        }
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected && string.Equals(message.ChargePointId, ChargePointId?.Trim(), StringComparison.OrdinalIgnoreCase);

    private async Task FillAsync(FormValue value)
    {
        var installed = Chosen is { } known
            ? (await Installed.ListAsync(new ChargingProfileFilter { ChargePointId = known.Identity }, new PageQuery { Limit = MostKnown }, Left)).Items
            : [];
        var chosen = installed.FirstOrDefault(profile => profile.ChargingProfileId.ToString(CultureInfo.InvariantCulture) == ProfileId);
        if (chosen is { ChargingProfile: { } json } && (!_isDrawn || ProfileId != _filledFor?.ProfileId))
        {
            _isDrawn = false;
            value.Fill(new JsonObject { ["connectorId"] = chosen.ConnectorId, ["csChargingProfiles"] = JsonNode.Parse(json.GetRawText()) });
            return;
        }

        // What somebody has drawn already stays when they choose another charge point for it.
        if (value["connectorId"].Text.Length == 0)
        {
            value.Fill(JsonNode.Parse(
                """{"csChargingProfiles":{"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}}}"""));
            value["connectorId"].Text = string.IsNullOrEmpty(ConnectorId) ? "1" : ConnectorId;
        }

        value["csChargingProfiles"]["chargingProfileId"].Text = (chosen?.ChargingProfileId ?? installed.Select(profile => profile.ChargingProfileId).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);
    }

    private void Choose(string? identity) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("chargePoint", string.IsNullOrWhiteSpace(identity) ? null : identity.Trim()), replace: true);

    private void Changed() => (Asked, _isDrawn) = (null, true);

    private void Ask()
    {
        Done = null;
        if (Chosen is not { } known)
        {
            Done = "Choose the charge point first.";
        }
        else if (Editor?.Read() is { } payload)
        {
            Asked = new AskedProfile(known.Identity, payload.ToJsonString());
        }
    }

    private Task SendAskedAsync() => DoAsync(Role.Operator, async () =>
    {
        if (Asked is not { } asked)
        {
            return;
        }

        Asked = null;
        var run = await Commands.StartAsync(asked.ChargePointId, SetChargingProfileRequest.Action, Encoding.UTF8.GetBytes(asked.Payload), new CommandOptions(), Left);
        Done = "The profile is sent; its answer is awaited.";
        StateHasChanged();
        Done = $"SetChargingProfile: it {CommandWords.Of(await run.Outcome.WaitAsync(Left))}.";
    });

    /// <summary>The charge point and its connector, or 0 for all of it; null while they are not filled in.</summary>
    private (string Identity, int ConnectorId)? Place =>
        Chosen is { } known && int.TryParse(Value?["connectorId"].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var connectorId) ? (known.Identity, connectorId) : null;

    private static string ClearQuestion((string Identity, int ConnectorId) place) => place.ConnectorId == 0
        ? $"The profiles of {place.Identity} as a whole limit nothing any more; those of its connectors stay. Clear them?"
        : $"Nothing limits connector {place.ConnectorId} of {place.Identity} any more, but for profiles of the whole charge point. Clear them?";

    private Task ClearAsync((string Identity, int ConnectorId) place) => DoAsync(Role.Operator, async () =>
    {
        var run = await Commands.StartAsync(place.Identity, new ClearChargingProfileRequest { ConnectorId = place.ConnectorId }, new CommandOptions(), Left);
        Done = $"ClearChargingProfile: it {CommandWords.Of(await run.Outcome.WaitAsync(Left))}.";
    });

    private Task AskCompositeAsync() => DoAsync(Role.Operator, async () =>
    {
        var (identity, connectorId) = Place ?? throw (Chosen is null ? Problems.Invalid("chargePoint", "is to be chosen first") : Problems.Invalid("connectorId", "is a whole number of at least 0"));
        Done = "The composite schedule is asked for.";
        StateHasChanged();
        ChargingRateUnit? unit = Enum.TryParse<ChargingRateUnit>(Profile["chargingSchedule"]["chargingRateUnit"].Text, out var chosen) ? chosen : null;
        (Composite, Done) = await Composites.AskAsync(identity, connectorId, Ahead, unit, Left);
        CompositeOf = connectorId;
        Measured = await Load.ReadAsync(identity, connectorId, Composite?.ChargingRateUnit.Known, Left);
    });

    private sealed record AskedProfile(string ChargePointId, string Payload);
}
