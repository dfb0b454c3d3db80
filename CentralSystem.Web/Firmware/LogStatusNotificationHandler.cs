using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Firmware;

/// <summary>Keeps how far a log upload has come.</summary>
/// <remarks>Source: whitepaper N01.</remarks>
internal sealed class LogStatusNotificationHandler(StatusReports reports) : IOcppHandler<LogStatusNotificationRequest, LogStatusNotificationResponse, ChargePointSession>
{
    private static readonly LogStatusNotificationResponse Answer = new();

    public async ValueTask<LogStatusNotificationResponse> HandleAsync(
        LogStatusNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await reports.KeepAsync(call, LogStatusNotificationRequest.Action, request.Status.ToString(), request.RequestId);
        return Answer;
    }
}
