using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases;

/// <summary>What charge points do in many cases; each step fails with the rule it is about.</summary>
internal static class Steps
{
    /// <summary>Meter register at the start of every transaction, in Wh.</summary>
    public const int MeterStart = 1_000;

    extension(Station station)
    {
        /// <summary>State Booted: BootNotification accepted, every connector Available.</summary>
        public async Task BootAsync(TestData data)
        {
            await station.SendBootAsync(data);
            await station.AllAvailableAsync();
        }

        /// <summary>BootNotification, which has to be accepted.</summary>
        public async Task<BootNotificationResponse> SendBootAsync(TestData data)
        {
            var boot = await station.CallAsync(BootOf(data, station.Identity));
            return boot.Status.Known == RegistrationStatus.Accepted
                ? boot
                : throw new RuleBrokenException("OCPP 1.6 §4.2", $"BootNotification was answered {boot.Status}; a charge point that is checked has to be accepted");
        }

        /// <summary>StatusNotification of connector 0 and of each connector (errata §3.22).</summary>
        public async Task AllAvailableAsync()
        {
            await station.StatusAsync(0, ChargePointStatus.Available);
            await station.StatusAsync(1, ChargePointStatus.Available);
            await station.StatusAsync(2, ChargePointStatus.Available);
        }

        public Task StatusAsync(int connectorId, ChargePointStatus status, ChargePointErrorCode errorCode = ChargePointErrorCode.NoError, string? info = null) =>
            station.CallAsync(new StatusNotificationRequest { ConnectorId = connectorId, Status = status, ErrorCode = errorCode, Info = info, Timestamp = DateTimeOffset.UtcNow });

        /// <summary>Authorize, which has to be answered with this status.</summary>
        public async Task<IdTagInfo> AuthorizeAsync(string idTag, AuthorizationStatus status = AuthorizationStatus.Accepted)
        {
            var info = (await station.CallAsync(new AuthorizeRequest { IdTag = idTag })).IdTagInfo;
            return info.Status.Known == status
                ? info
                : throw new RuleBrokenException("OCPP 1.6 §4.1, §7.2", $"Authorize of '{idTag}' was answered {info.Status} instead of {status}");
        }

        /// <summary>StartTransaction, which has to be accepted; gives the transactionId.</summary>
        public async Task<int> StartAsync(string idTag, int connectorId = 1, DateTimeOffset? timestamp = null, int? reservationId = null) =>
            (await station.StartAsync(StartOf(idTag, connectorId, timestamp, reservationId), AuthorizationStatus.Accepted)).TransactionId;

        /// <summary>StartTransaction, which has to be answered with this status.</summary>
        public async Task<StartTransactionResponse> StartAsync(StartTransactionRequest request, AuthorizationStatus status)
        {
            var started = await station.CallAsync(request);
            return started.IdTagInfo.Status.Known == status
                ? started
                : throw new RuleBrokenException("OCPP 1.6 §4.8, §7.2", $"StartTransaction of '{request.IdTag}' was answered {started.IdTagInfo.Status} instead of {status}");
        }

        public Task<StopTransactionResponse> StopAsync(int transactionId, Reason? reason = Reason.Local, string? idTag = null) =>
            station.CallAsync(new StopTransactionRequest { TransactionId = transactionId, MeterStop = MeterStart + 500, Timestamp = DateTimeOffset.UtcNow, Reason = reason, IdTag = idTag });

        /// <summary>State Charging: authorized, cable plugged in, transaction started, energy flows.</summary>
        public async Task<int> ChargeAsync(string idTag)
        {
            await station.AuthorizeAsync(idTag);
            await station.StatusAsync(1, ChargePointStatus.Preparing);
            var transactionId = await station.StartAsync(idTag);
            await station.StatusAsync(1, ChargePointStatus.Charging);
            return transactionId;
        }

        /// <summary>The end of a session, so that the idTag is free for the next case.</summary>
        public async Task FinishAsync(int transactionId, Reason? reason = Reason.Local, string? idTag = null)
        {
            await station.StopAsync(transactionId, reason, idTag);
            await station.StatusAsync(1, ChargePointStatus.Finishing);
            await station.StatusAsync(1, ChargePointStatus.Available);
        }

        /// <summary>A Heartbeat that has to be answered: the connection lives, and nothing sent before it was left behind.</summary>
        public Task HeartbeatAsync() => station.CallAsync(new HeartbeatRequest());
    }

    /// <summary>A serial number has at most 25 characters, which an identity may exceed.</summary>
    public static string SerialNumberOf(TestData data, string identity) => data.SerialNumber ?? (identity.Length > 25 ? identity[^25..] : identity);

    public static BootNotificationRequest BootOf(TestData data, string identity) => new()
    {
        ChargePointVendor = data.Vendor,
        ChargePointModel = data.Model,
        ChargePointSerialNumber = SerialNumberOf(data, identity),
        FirmwareVersion = "1.0.0",
    };

    public static StartTransactionRequest StartOf(string idTag, int connectorId = 1, DateTimeOffset? timestamp = null, int? reservationId = null) => new()
    {
        ConnectorId = connectorId,
        IdTag = idTag,
        MeterStart = MeterStart,
        Timestamp = timestamp ?? DateTimeOffset.UtcNow,
        ReservationId = reservationId,
    };
}
