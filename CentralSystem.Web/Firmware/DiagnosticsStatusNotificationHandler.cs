using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Firmware;

/// <summary>Keeps how far a diagnostics upload has come.</summary>
/// <remarks>Source: OCPP 1.6 §4.4.</remarks>
internal sealed class DiagnosticsStatusNotificationHandler(StatusReports reports) : IOcppHandler<DiagnosticsStatusNotificationRequest, DiagnosticsStatusNotificationResponse, ChargePointSession>
{
    private static readonly DiagnosticsStatusNotificationResponse Answer = new();

    public async ValueTask<DiagnosticsStatusNotificationResponse> HandleAsync(
        DiagnosticsStatusNotificationRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await reports.KeepAsync(call, DiagnosticsStatusNotificationRequest.Action, request.Status.ToString(), requestId: null);
        return Answer;
    }
}
