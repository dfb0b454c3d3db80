using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Support;

/// <summary>The steps of which charging sessions consist, each of them answered.</summary>
internal static class Sessions
{
    extension(ScriptedChargePoint chargePoint)
    {
        public Task<StatusNotificationResponse> ReportAsync(int connectorId, ChargePointStatus status, ChargePointErrorCode errorCode = ChargePointErrorCode.NoError, string? info = null) =>
            chargePoint.CallAsync(new StatusNotificationRequest
            {
                ConnectorId = connectorId,
                Status = status,
                ErrorCode = errorCode,
                Info = info,
                Timestamp = DateTimeOffset.UtcNow,
            });

        /// <summary>Every connector and the Charge Point itself are Available, as after a boot.</summary>
        public async Task ReportAllAvailableAsync()
        {
            for (var connectorId = 0; connectorId <= 2; connectorId++)
            {
                await chargePoint.ReportAsync(connectorId, ChargePointStatus.Available);
            }
        }

        /// <summary>Authorizes an idTag and gives the verdict.</summary>
        public async Task<AuthorizationStatus?> AuthorizeAsync(string idTag) =>
            (await chargePoint.CallAsync(new AuthorizeRequest { IdTag = idTag })).IdTagInfo.Status.Known;

        /// <summary>Starts a transaction that is accepted, and gives its id.</summary>
        public async Task<int> StartAsync(string idTag = A.Tag, int connectorId = 1)
        {
            var started = await chargePoint.CallAsync(A.StartTransaction with { IdTag = idTag, ConnectorId = connectorId, Timestamp = DateTimeOffset.UtcNow });
            started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
            started.TransactionId.ShouldBePositive();
            return started.TransactionId;
        }

        /// <summary>Brings the Charge Point into the state Charging of the conformance cases.</summary>
        public async Task<int> ChargeAsync()
        {
            (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
            await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
            var transactionId = await chargePoint.StartAsync();
            await chargePoint.ReportAsync(1, ChargePointStatus.Charging);
            return transactionId;
        }

        public Task<StopTransactionResponse> StopAsync(int transactionId, Reason reason = Reason.Local, string? idTag = null) =>
            chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, Reason = reason, IdTag = idTag, Timestamp = DateTimeOffset.UtcNow });
    }
}
