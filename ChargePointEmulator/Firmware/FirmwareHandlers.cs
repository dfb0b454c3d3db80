using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Security;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace ChargePointEmulator.Firmware;

/// <summary>Begins a firmware update; the answer is empty and says nothing of its end (§5.19). With signed updates it is no longer supported (L01.FR.20).</summary>
internal sealed class UpdateFirmwareHandler : ChargePointHandler<UpdateFirmwareRequest, UpdateFirmwareResponse>
{
    protected override UpdateFirmwareResponse Handle(UpdateFirmwareRequest request, EmulatedChargePoint chargePoint)
    {
        if (chargePoint.CertificatesOrNone?.HasManufacturerRoot == true)
        {
            throw new OcppCallException(OcppErrorCode.NotSupported, "This Charge Point has a ManufacturerRootCertificate and takes signed firmware only (L01.FR.20).");
        }

        chargePoint.Outbox.AfterAnswer(() => chargePoint.FirmwareUpdate.Begin(new UpdateOrder(request.Location, request.RetrieveDate, request.Retries, request.RetryInterval)));
        return new();
    }
}

/// <summary>Begins a signed firmware update, if its signing certificate may be believed (L01).</summary>
internal sealed class SignedUpdateFirmwareHandler : IOcppHandler<SignedUpdateFirmwareRequest, SignedUpdateFirmwareResponse, EmulatedChargePoint>
{
    public async ValueTask<SignedUpdateFirmwareResponse> HandleAsync(SignedUpdateFirmwareRequest request, CallContext<EmulatedChargePoint> call, CancellationToken cancellationToken)
    {
        var chargePoint = call.Peer;
        X509Certificate2Collection roots;
        DateTimeOffset now;
        lock (chargePoint.Gate)
        {
            (roots, now) = (chargePoint.Certificates.ManufacturerRoots, chargePoint.Now);
        }

        // It may ask the network, so the lock is not held meanwhile.
        var problem = await SigningCertificate.ProblemAsync(request.Firmware.SigningCertificate, roots, now);
        lock (chargePoint.Gate)
        {
            chargePoint.Outbox.BeginAnswer(call.MessageId.Text);
            return new() { Status = problem is { } refusal ? Refuse(chargePoint, refusal) : Begin(chargePoint, request) };
        }
    }

    private static UpdateFirmwareStatus Refuse(EmulatedChargePoint chargePoint, UpdateFirmwareStatus refusal)
    {
        chargePoint.Outbox.AfterAnswer(() => chargePoint.Security.Report("InvalidFirmwareSigningCertificate"));
        return refusal;
    }

    private static UpdateFirmwareStatus Begin(EmulatedChargePoint chargePoint, SignedUpdateFirmwareRequest request)
    {
        var isReplacing = chargePoint.FirmwareUpdate.IsRunning;
        chargePoint.Outbox.AfterAnswer(() => chargePoint.FirmwareUpdate.Begin(
            new UpdateOrder(request.Firmware.Location, request.Firmware.RetrieveDateTime, request.Retries, request.RetryInterval) { Signed = request }));
        return isReplacing ? UpdateFirmwareStatus.AcceptedCanceled : UpdateFirmwareStatus.Accepted;
    }
}

/// <summary>Begins the upload of a diagnostics file and names it (§5.9).</summary>
internal sealed class GetDiagnosticsHandler : ChargePointHandler<GetDiagnosticsRequest, GetDiagnosticsResponse>
{
    protected override GetDiagnosticsResponse Handle(GetDiagnosticsRequest request, EmulatedChargePoint chargePoint) =>
        new() { FileName = chargePoint.DiagnosticsUpload.Begin(request) };
}

/// <summary>Begins the upload of a log; one under way gives way to it (N01).</summary>
internal sealed class GetLogHandler : ChargePointHandler<GetLogRequest, GetLogResponse>
{
    protected override GetLogResponse Handle(GetLogRequest request, EmulatedChargePoint chargePoint)
    {
        if (request.LogType.Known is null)
        {
            return new() { Status = LogStatus.Rejected };
        }

        var isReplacing = chargePoint.LogUpload.IsRunning;
        return new() { Filename = chargePoint.LogUpload.Begin(request), Status = isReplacing ? LogStatus.AcceptedCanceled : LogStatus.Accepted };
    }
}
