using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Registers a Charge Point and tells it whether it may take part.</summary>
/// <remarks>Source: OCPP 1.6 §4.2, §6.3; a boot that nobody needed is answered like any other (OCPP-J §5.4).</remarks>
internal sealed class BootNotificationHandler(
    GroupCommitWriter writer, ChargePointDirectory directory, AcceptedBoots boots, ReportQuota quota, IOptions<RegistrationOptions> options, TimeProvider time)
    : IOcppHandler<BootNotificationRequest, BootNotificationResponse, ChargePointSession>
{
    public async ValueTask<BootNotificationResponse> HandleAsync(
        BootNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        var session = call.Peer;
        var registration = await writer.WriteAsync(new BootWrite(session, request, call.ReceivedAt, directory)
        {
            IsTold = quota.Take(session.ChargePoint, BootNotificationRequest.Action),
        });
        if (registration == RegistrationStatus.Accepted)
        {
            boots.Accepted?.Invoke(session.ChargePoint);
        }

        var settings = options.Value;
        return new BootNotificationResponse
        {
            Status = registration,
            CurrentTime = time.GetUtcNow(),
            Interval = registration == RegistrationStatus.Accepted ? settings.HeartbeatIntervalSeconds : settings.RetryIntervalSeconds,
        };
    }

    /// <summary>Keeps what the Charge Point says of itself; the first boot of a stranger makes its row.</summary>
    private sealed class BootWrite(ChargePointSession session, BootNotificationRequest boot, DateTimeOffset receivedAt, ChargePointDirectory directory)
        : StoreWrite<RegistrationStatus>
    {
        private const string Upsert =
            """
            INSERT INTO charge_points (identity, registration, charge_point_vendor, charge_point_model, charge_point_serial_number, charge_box_serial_number,
                firmware_version, iccid, imsi, meter_type, meter_serial_number, booted_at, last_seen_at, created_at, accepted_at, security_profile)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?12, CASE ?2 WHEN 'Accepted' THEN ?12 END, ?13)
            ON CONFLICT (identity) DO UPDATE SET
                charge_point_vendor = ?3, charge_point_model = ?4, charge_point_serial_number = ?5, charge_box_serial_number = ?6,
                firmware_version = ?7, iccid = ?8, imsi = ?9, meter_type = ?10, meter_serial_number = ?11, booted_at = ?12, last_seen_at = ?12,
                accepted_at = CASE charge_points.registration WHEN 'Accepted' THEN ?12 ELSE charge_points.accepted_at END
            RETURNING charge_points.key, charge_points.registration
            """;

        private const string ClearRebootRequired =
            "UPDATE configuration_keys SET reboot_required = FALSE WHERE charge_point_key = ? AND reboot_required";

        /// <summary>Whether an event tells of it; of a Charge Point that boots without end only some do.</summary>
        public required bool IsTold { get; init; }

        private int _key;

        public override void Apply(StoreSession store)
        {
            var statement = store.Prepared(Upsert)
                .Bind(1, session.Identity).Bind(2, session.ChargePoint.Registration.ToString())
                .Bind(3, boot.ChargePointVendor).Bind(4, boot.ChargePointModel)
                .Bind(5, boot.ChargePointSerialNumber).Bind(6, boot.ChargeBoxSerialNumber).Bind(7, boot.FirmwareVersion)
                .Bind(8, boot.Iccid).Bind(9, boot.Imsi).Bind(10, boot.MeterType).Bind(11, boot.MeterSerialNumber)
                .Bind(12, receivedAt).Bind(13, session.ChargePoint.Security.Profile);
            statement.Read();
            _key = statement.Int32(0);
            Result = Enum.Parse<RegistrationStatus>(statement.Text(1));
            statement.Reset();
            store.Prepared(ClearRebootRequired).Bind(1, _key).Execute();
            if (IsTold)
            {
                store.RaiseBooted(receivedAt, session.Identity, boot, Result);
            }
        }

        public override void OnCommitted()
        {
            // An operator may have registered the stranger meanwhile: then that state is the one all others see.
            session.ChargePoint.Key = _key;
            var known = directory.Add(session.ChargePoint);
            known.Registration = Result;
            known.WasAccepted |= Result == RegistrationStatus.Accepted;
            session.ChargePoint = known;
        }
    }
}
