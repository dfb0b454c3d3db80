using System.Reflection;

namespace CentralSystem.Web.Events;

/// <summary>The types of domain events; names never change.</summary>
internal static class EventTypes
{
    public const string ChargePointConnected = "charge-point.connected";
    public const string ChargePointDisconnected = "charge-point.disconnected";
    public const string ChargePointBooted = "charge-point.booted";
    public const string ChargePointSecurityNoticed = "charge-point.security-noticed";
    public const string ConnectorStatusChanged = "connector.status-changed";
    public const string TransactionStarted = "transaction.started";
    public const string TransactionUpdated = "transaction.updated";
    public const string TransactionStopped = "transaction.stopped";
    public const string TransactionCorrected = "transaction.corrected";
    public const string AuthorizationRefused = "authorization.refused";
    public const string ReservationChanged = "reservation.changed";
    public const string FirmwareStatusChanged = "firmware.status-changed";
    public const string DiagnosticsStatusChanged = "diagnostics.status-changed";
    public const string FileReceived = "file.received";
    public const string LogStatusChanged = "log.status-changed";
    public const string SecurityEventReported = "security-event.reported";
    public const string CertificateIssued = "certificate.issued";
    public const string CertificateNotInstalled = "certificate.not-installed";
    public const string CertificateExpiring = "certificate.expiring";
    public const string CertificateRevoked = "certificate.revoked";
    public const string UserPasswordChanged = "user.password-changed";
    public const string UserSecondFactorChanged = "user.second-factor-changed";
    public const string UserCodeUsedAgain = "user.code-used-again";
    public const string CommandFinished = "command.finished";
    public const string HandshakeRefused = "handshake.refused";
    public const string AnomalyDetected = "anomaly.detected";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];
}
