using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Dashboard.Connect;

/// <summary>What to type into a charger, and what comes of it, live.</summary>
public sealed partial class ConnectPage
{
    private const int MostAttempts = 5;

    [Inject]
    private ConnectionAttemptReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointReader ChargePoints { get; set; } = null!;

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    [Inject]
    private ChargePointRegistrations Registrations { get; set; } = null!;

    [Inject]
    private IOptions<RegistrationOptions> Registration { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "identity")]
    private string? Chosen { get; set; }

    private string Identity => Chosen?.Trim() ?? "";

    private bool IsUsable => HandshakeRequest.IsIdentity(Identity);

    private ChargePointDetails? Known { get; set; }

    private ConnectionView? Connection => Known?.Connection;

    private Page<ConnectionAttemptView>? Attempts { get; set; }

    /// <summary>By the name under which this browser reaches the server (OCPP-J §3.1.1).</summary>
    private string BaseUrl
    {
        get
        {
            var here = new Uri(Navigation.BaseUri);
            return $"{(here.Scheme == Uri.UriSchemeHttps ? "wss" : "ws")}://{here.Authority}/ocpp";
        }
    }

    private string Url => $"{BaseUrl}/{(IsUsable ? Uri.EscapeDataString(Identity) : "<identity>")}";

    private string PasswordHint => Known switch
    {
        { HasPassword: true } => "the one that was set for it here",
        { SecurityProfile: > 0 } => "needed, but none is set here yet: make one among its settings",
        _ => "none is asked for",
    };

    private string UnknownHint => Known is not null ? "" : Registration.Value.UnknownChargePoints switch
    {
        UnknownChargePointPolicy.Accept => "It is registered by itself when it comes.",
        UnknownChargePointPolicy.Pending => "It is registered when it comes, and waits for approval.",
        _ => "Nobody registered it, so it will be refused; then it can be approved here.",
    };

    /// <summary>Nobody registered it yet, and the reader may. One that was removed is brought back where its history is seen.</summary>
    private bool CanApprove => May(Role.Operator) && Known is null && !Directory.IsRemoved(Identity);

    protected override async Task LoadAsync()
    {
        Known = IsUsable && Directory.TryFind(Identity, out var chargePoint) ? await ChargePoints.GetAsync(chargePoint, Left) : null;
        Attempts = IsUsable && Connection is null
            ? await Reader.ListAsync(new ConnectionAttemptFilter { ChargePointId = Identity }, new PageQuery { Limit = MostAttempts }, Left)
            : null;
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected or EventTypes.ChargePointBooted or EventTypes.HandshakeRefused
        && string.Equals(message.ChargePointId, Identity, StringComparison.OrdinalIgnoreCase);

    private Task ApproveAsync() => DoAsync(Role.Operator, () => Registrations.RegisterAsync(Identity, ChargePointChange.Whole(new ChargePointInput())));

    private void Choose(string? identity) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("identity", string.IsNullOrWhiteSpace(identity) ? null : identity.Trim()), replace: true);
}
