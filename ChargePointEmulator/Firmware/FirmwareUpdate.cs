using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace ChargePointEmulator.Firmware;

/// <summary>An update, plain or signed, from its request to the first boot of the new version; its statuses come by timer.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §4.5, §5.19; whitepaper L01. Nothing is transferred yet: a location that contains "fail" plays a failing download,
/// a signature that is no base64 an invalid one.
/// </remarks>
internal sealed class FirmwareUpdate(EmulatedChargePoint chargePoint)
{
    private ScheduledWork? _next;
    private int? _requestId;
    private bool _isSigned;
    private bool _waitsForTransactions;
    private bool _isInstalledAfterBoot;
    private FirmwareStatus? _status;
    private SignedFirmwareStatus? _signedStatus;

    public bool IsRunning => _next is { IsOver: false } || _waitsForTransactions || _isInstalledAfterBoot;

    /// <summary>Begins at the retrieve date; an update under way is cancelled.</summary>
    public void Begin(DateTimeOffset retrieveDate, string location)
    {
        Cancel();
        (_isSigned, _requestId) = (false, null);
        _next = chargePoint.After(retrieveDate - chargePoint.Now, () => Download(location, signature: null));
    }

    /// <summary>The same with a signature to verify and an installation date to wait for.</summary>
    public void BeginSigned(SignedUpdateFirmwareRequest request)
    {
        Cancel();
        (_isSigned, _requestId) = (true, request.RequestId);
        var wait = request.Firmware.RetrieveDateTime - chargePoint.Now;
        if (wait > TimeSpan.Zero)
        {
            Tell(null, SignedFirmwareStatus.DownloadScheduled);
        }

        _next = chargePoint.After(wait, () => Download(request.Firmware.Location, request.Firmware.Signature, request.Firmware.InstallDateTime));
    }

    /// <summary>Answers a trigger: Idle unless something is under way (§4.5, TC_054).</summary>
    public void SendStatus() => chargePoint.Outbox.SendUnregistered(
        new FirmwareStatusNotificationRequest { Status = IsRunning && !_isSigned ? _status ?? FirmwareStatus.Idle : FirmwareStatus.Idle });

    /// <summary>The last status again, Idle after Installed or without one (L01.FR.28, L01.FR.29).</summary>
    public void SendSignedStatus()
    {
        var status = _signedStatus is null or SignedFirmwareStatus.Installed ? SignedFirmwareStatus.Idle : _signedStatus.Value;
        chargePoint.Outbox.SendUnregistered(new SignedFirmwareStatusNotificationRequest { Status = status, RequestId = status == SignedFirmwareStatus.Idle ? null : _requestId });
    }

    /// <summary>The new version was accepted at boot: that is the moment to say Installed (§5.19).</summary>
    public void ContinueAfterBoot()
    {
        if (_isInstalledAfterBoot)
        {
            _isInstalledAfterBoot = false;
            if (_isSigned)
            {
                chargePoint.Security.Report("FirmwareUpdated");
            }

            Tell(FirmwareStatus.Installed, SignedFirmwareStatus.Installed);
        }
    }

    public void TransactionEnded()
    {
        if (_waitsForTransactions)
        {
            InstallWhenFree();
        }
    }

    private void Cancel()
    {
        _next?.Cancel();
        _waitsForTransactions = false;
        _isInstalledAfterBoot = false;
    }

    private void Download(string location, string? signature, DateTimeOffset? installDate = null)
    {
        Tell(FirmwareStatus.Downloading, SignedFirmwareStatus.Downloading);
        Then(() =>
        {
            if (location.Contains("fail", StringComparison.OrdinalIgnoreCase))
            {
                Tell(FirmwareStatus.DownloadFailed, SignedFirmwareStatus.DownloadFailed);
                return;
            }

            Tell(FirmwareStatus.Downloaded, SignedFirmwareStatus.Downloaded);
            Then(() => Verify(signature, installDate));
        });
    }

    private void Verify(string? signature, DateTimeOffset? installDate)
    {
        if (_isSigned)
        {
            if (string.IsNullOrEmpty(signature) || !System.Buffers.Text.Base64.IsValid(signature))
            {
                Tell(null, SignedFirmwareStatus.InvalidSignature);
                chargePoint.Security.Report("InvalidFirmwareSignature");
                return;
            }

            Tell(null, SignedFirmwareStatus.SignatureVerified);
        }

        if (installDate is { } date && date > chargePoint.Now)
        {
            Tell(null, SignedFirmwareStatus.InstallScheduled);
            _next = chargePoint.After(date - chargePoint.Now, InstallWhenFree);
        }
        else
        {
            InstallWhenFree();
        }
    }

    /// <summary>Charging goes before; the installation waits for the last transaction.</summary>
    private void InstallWhenFree()
    {
        _waitsForTransactions = chargePoint.Connectors.Any(connector => connector.Transaction is not null);
        if (_waitsForTransactions)
        {
            return;
        }

        Tell(FirmwareStatus.Installing, SignedFirmwareStatus.Installing);
        Then(() =>
        {
            _isInstalledAfterBoot = true;
            chargePoint.Boot.FirmwareVersion = NextVersion(chargePoint.Boot.FirmwareVersion);
            ResetHandler.Down(chargePoint, "new firmware", chargePoint.Settings.RestartTime);
        });
    }

    private void Then(Action step) => _next = chargePoint.After(chargePoint.Settings.FileStepTime, step);

    private void Tell(FirmwareStatus? status, SignedFirmwareStatus signedStatus)
    {
        IOcppRequest? request;
        if (_isSigned)
        {
            _signedStatus = signedStatus;
            request = new SignedFirmwareStatusNotificationRequest { Status = signedStatus, RequestId = _requestId };
        }
        else
        {
            _status = status;
            request = status is { } plain ? new FirmwareStatusNotificationRequest { Status = plain } : null;
        }

        if (request is not null)
        {
            chargePoint.Outbox.Send(request);
        }
    }

    private static string NextVersion(string version) =>
        version.LastIndexOf('.') is var dot and > 0 && int.TryParse(version[(dot + 1)..], out var last) ? $"{version[..dot]}.{last + 1}" : version + ".1";
}
