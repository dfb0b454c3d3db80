using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Firmware;

/// <summary>Keeps how far a firmware update has come.</summary>
/// <remarks>Source: OCPP 1.6 §4.5.</remarks>
internal sealed class FirmwareStatusNotificationHandler(StatusReports reports) : IOcppHandler<FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse, ChargePointSession>
{
    private static readonly FirmwareStatusNotificationResponse Answer = new();

    public async ValueTask<FirmwareStatusNotificationResponse> HandleAsync(
        FirmwareStatusNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await reports.KeepAsync(call, FirmwareStatusNotificationRequest.Action, request.Status.ToString(), requestId: null);
        return Answer;
    }
}
