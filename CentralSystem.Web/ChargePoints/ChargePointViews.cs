using System.Linq.Expressions;
using System.Text.Json.Serialization;
using CentralSystem.Web.Api;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>A Charge Point as the REST interface shows it.</summary>
/// <param name="ChargePointId">Identity in its connection URL (OCPP-J §3.1.1); found in any letter case.</param>
/// <param name="RegistrationStatus">The operator's decision; BootNotification is answered with it (§4.2).</param>
/// <param name="Connected">Whether it has a connection now.</param>
/// <param name="LastSeenAt">When its last frame came; absent when it never connected.</param>
/// <param name="HasPassword">Whether it has to show a password (Basic authentication) when it connects.</param>
/// <param name="SecurityProfile">Lowest security profile it may connect with, 0 to 3 (whitepaper A00).</param>
/// <param name="NextSecurityProfile">The profile it was told to change to; it becomes the lowest with the first connection that has it. Absent when none is under way.</param>
/// <param name="PasswordUnderWay">Whether it was sent a new password that it has not used yet.</param>
/// <param name="ValidationMode">How strictly its messages are read; absent where the setting for all holds.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What people say of it.</param>
/// <param name="Location">Where it stands, in words.</param>
/// <param name="Latitude">Degrees north (WGS 84).</param>
/// <param name="Longitude">Degrees east (WGS 84).</param>
/// <param name="Notes">Free text of the operators.</param>
/// <param name="Tags">Tags by which rules, commands and lists name groups of Charge Points.</param>
/// <param name="ChargePointVendor">As its last BootNotification says (§6.3); so are the next eight.</param>
/// <param name="ChargePointModel">As its BootNotification says.</param>
/// <param name="ChargePointSerialNumber">As its BootNotification says.</param>
/// <param name="ChargeBoxSerialNumber">As its BootNotification says; deprecated in OCPP 1.6.</param>
/// <param name="FirmwareVersion">As its BootNotification says.</param>
/// <param name="Iccid">ICCID of the modem's SIM card, as its BootNotification says.</param>
/// <param name="Imsi">IMSI of the modem's SIM card, as its BootNotification says.</param>
/// <param name="MeterType">Type of the main electrical meter, as its BootNotification says.</param>
/// <param name="MeterSerialNumber">Serial number of the main electrical meter, as its BootNotification says.</param>
/// <param name="BootedAt">When its last BootNotification came, whatever its answer; absent before the first.</param>
/// <param name="AcceptedAt">When its last accepted BootNotification came; absent before the first.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="Revision">Its entity tag.</param>
internal record ChargePointView(
    string ChargePointId, RegistrationStatus RegistrationStatus, bool Connected, DateTimeOffset? LastSeenAt, bool HasPassword, int SecurityProfile,
    int? NextSecurityProfile, bool PasswordUnderWay, ValidationMode? ValidationMode,
    string? Name, string? Description, string? Location, double? Latitude, double? Longitude, string? Notes, IReadOnlyList<string> Tags,
    string? ChargePointVendor, string? ChargePointModel, string? ChargePointSerialNumber, string? ChargeBoxSerialNumber, string? FirmwareVersion, string? Iccid,
    string? Imsi, string? MeterType, string? MeterSerialNumber, DateTimeOffset? BootedAt, DateTimeOffset? AcceptedAt, DateTimeOffset CreatedAt,
    [property: JsonIgnore] int Revision);

/// <summary>A Charge Point with everything that says how it is right now.</summary>
/// <param name="ChargePoint">What the list says of it.</param>
/// <param name="Connectors">The last status of each connector; 0 is the Charge Point itself.</param>
/// <param name="Connection">Its connection; absent while it has none.</param>
/// <param name="StatusReports">The newest progress report of each kind, of firmware, diagnostics and logs.</param>
/// <param name="Deviations">What of its messages was tolerated, the most frequent first.</param>
internal sealed record ChargePointDetails(
    [property: JsonIgnore] ChargePointView ChargePoint, IReadOnlyList<ConnectorView> Connectors, ConnectionView? Connection, IReadOnlyList<LatestReport> StatusReports,
    IReadOnlyList<DeviationView> Deviations)
    : ChargePointView(ChargePoint), ISecretAnswer
{
    /// <summary>The password that was made on request; shown in this one answer.</summary>
    public string? GeneratedPassword { get; init; }

    bool ISecretAnswer.ShowsSecret => GeneratedPassword is not null;
}

/// <summary>The connection of a Charge Point that is there.</summary>
/// <param name="RemoteAddress">IP address it comes from.</param>
/// <param name="ConnectedAt">When it began.</param>
/// <param name="SecurityProfile">The security profile it has, 0 to 3 (whitepaper A00).</param>
/// <param name="ValidationMode">How strictly its messages are read.</param>
internal sealed record ConnectionView(string RemoteAddress, DateTimeOffset ConnectedAt, int SecurityProfile, ValidationMode ValidationMode);

/// <summary>The newest progress report of one kind.</summary>
/// <param name="Action">The reporting operation, such as <c>FirmwareStatusNotification</c>.</param>
/// <param name="Status">The status, as it came.</param>
/// <param name="RequestId">Id of the request it belongs to; only the operations of the whitepaper carry one.</param>
/// <param name="ReceivedAt">When it came.</param>
internal sealed record LatestReport(string Action, string Status, int? RequestId, DateTimeOffset ReceivedAt);

/// <summary>How often a Charge Point deviated in one way.</summary>
/// <param name="Kind">In which way the message deviated.</param>
/// <param name="Action">Operation of the message.</param>
/// <param name="Field">Path of the member, without list positions.</param>
/// <param name="Count">How often it did.</param>
/// <param name="LastText">What was noted the last time.</param>
/// <param name="LastAt">When it last did.</param>
internal sealed record DeviationView(string Kind, string Action, string Field, long Count, string LastText, DateTimeOffset LastAt)
{
    public static Expression<Func<ProtocolDeviation, DeviationView>> Of { get; } = d => new DeviationView(d.Kind, d.Action, d.Field, d.Count, d.LastText, d.LastAt);
}
