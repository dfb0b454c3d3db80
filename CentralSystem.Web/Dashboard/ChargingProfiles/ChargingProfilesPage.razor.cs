using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.ChargingProfiles;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.ChargingProfiles;

/// <summary>Which limits are installed where, as far as is known.</summary>
public sealed partial class ChargingProfilesPage
{
    private const int PageLength = 50;

    private (string?, string?) _shown;

    [Inject]
    private ChargingProfileReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "chargePoint")]
    private string? ChargePoint { get; set; }

    [SupplyParameterFromQuery(Name = "purpose")]
    private string? Purpose { get; set; }

    private Page<ChargingProfileView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    private bool IsFiltered => !string.IsNullOrEmpty(ChargePoint) || !string.IsNullOrEmpty(Purpose);

    /// <summary>Another choice is another list.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (_shown != (ChargePoint, Purpose))
        {
            _shown = (ChargePoint, Purpose);
            Trail.Reset();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        // While an identity is typed it is nobody's yet.
        var filter = new ChargingProfileFilter { ChargePointId = ChargePoint, ChargingProfilePurpose = Enum.TryParse<ChargingProfilePurpose>(Purpose, out var purpose) ? purpose : null };
        Rows = string.IsNullOrEmpty(ChargePoint) || Directory.TryFind(ChargePoint, out _)
            ? await Reader.ListAsync(string.IsNullOrEmpty(ChargePoint) ? filter with { ChargePointId = null } : filter, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left)
            : new Page<ChargingProfileView>([], null);
    }

    /// <summary>Profiles come and go with the answers to commands, and go with their transactions.</summary>
    private protected override bool Concerns(EventMessage message) => message.Type is EventTypes.CommandFinished or EventTypes.TransactionStopped;

    private void Show(string? chargePoint, string? purpose) => Navigation.Choose(new Dictionary<string, object?>
    {
        ["chargePoint"] = string.IsNullOrWhiteSpace(chargePoint) ? null : chargePoint.Trim(),
        ["purpose"] = string.IsNullOrEmpty(purpose) ? null : purpose,
    });
}
