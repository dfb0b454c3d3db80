using System.Linq.Expressions;
using System.Text.Json.Serialization;
using CentralSystem.Web.Api;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>A Charge Point as the REST interface shows it.</summary>
internal record ChargePointView(
    string ChargePointId, RegistrationStatus RegistrationStatus, bool Connected, DateTimeOffset? LastSeenAt, bool HasPassword, int SecurityProfile,
    int? NextSecurityProfile, bool PasswordUnderWay, ValidationMode? ValidationMode,
    string? Name, string? Description, string? Location, double? Latitude, double? Longitude, string? Notes, IReadOnlyList<string> Tags,
    string? ChargePointVendor, string? ChargePointModel, string? ChargePointSerialNumber, string? ChargeBoxSerialNumber, string? FirmwareVersion, string? Iccid,
    string? Imsi, string? MeterType, string? MeterSerialNumber, DateTimeOffset? BootedAt, DateTimeOffset? AcceptedAt, DateTimeOffset CreatedAt,
    [property: JsonIgnore] int Revision);

/// <summary>A Charge Point with everything that says how it is right now.</summary>
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
internal sealed record ConnectionView(string RemoteAddress, DateTimeOffset ConnectedAt, int SecurityProfile, ValidationMode ValidationMode);

/// <summary>The newest progress report of one kind.</summary>
internal sealed record LatestReport(string Action, string Status, int? RequestId, DateTimeOffset ReceivedAt);

/// <summary>How often a Charge Point deviated in one way.</summary>
internal sealed record DeviationView(string Kind, string Action, string Field, long Count, string LastText, DateTimeOffset LastAt)
{
    public static Expression<Func<ProtocolDeviation, DeviationView>> Of { get; } = d => new DeviationView(d.Kind, d.Action, d.Field, d.Count, d.LastText, d.LastAt);
}
