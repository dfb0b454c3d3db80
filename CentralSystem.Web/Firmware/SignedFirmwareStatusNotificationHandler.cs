using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Firmware;

/// <summary>Keeps how far a signed firmware update has come.</summary>
/// <remarks>Source: whitepaper L01.</remarks>
internal sealed class SignedFirmwareStatusNotificationHandler(StatusReports reports) : IOcppHandler<SignedFirmwareStatusNotificationRequest, SignedFirmwareStatusNotificationResponse, ChargePointSession>
{
    private static readonly SignedFirmwareStatusNotificationResponse Answer = new();

    public async ValueTask<SignedFirmwareStatusNotificationResponse> HandleAsync(
        SignedFirmwareStatusNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await reports.KeepAsync(call, SignedFirmwareStatusNotificationRequest.Action, request.Status.ToString(), request.RequestId);
        return Answer;
    }
}
