using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.State;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace ChargePointEmulator.Firmware;

/// <summary>What an update is about, plain or signed.</summary>
internal sealed record UpdateOrder(string Location, DateTimeOffset RetrieveAt, int? Retries, int? RetryInterval)
{
    /// <summary>Of the signed kind: its request, and when and by whose signature it is to be installed.</summary>
    public SignedUpdateFirmwareRequest? Signed { get; init; }
}

/// <summary>An update, plain or signed, from its request to the first boot of the new version.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §4.5, §5.19; whitepaper L01. The image is really fetched and its signature really checked; an empty file is no image
/// and fails to install. While it waits for transactions, idle connectors are out of service.
/// </remarks>
internal sealed class FirmwareUpdate(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(30);

    private ScheduledWork? _next;

    /// <summary>Stands for the download under way; one that was replaced ends unheard.</summary>
    private object? _download;
    private UpdateOrder? _order;
    private FirmwareImage? _waiting;
    private FirmwareStatus? _status;
    private SignedFirmwareStatus? _signedStatus;

    public bool IsRunning => _next is { IsOver: false } || _download is not null || _waiting is not null || Installed is not null;

    /// <summary>The new version is in place and waits for the boot that tells of it.</summary>
    public InstalledUpdate? Installed { get; private set; }

    /// <summary>Takes from the store an update whose boot the process did not live to see.</summary>
    public void Recall(InstalledUpdate installed) => Installed = installed;

    /// <summary>Begins at the retrieve date; an update under way is cancelled.</summary>
    public void Begin(UpdateOrder order)
    {
        Cancel();
        _order = order;
        var wait = order.RetrieveAt - chargePoint.Now;
        if (wait > TimeSpan.Zero)
        {
            Tell(null, SignedFirmwareStatus.DownloadScheduled);
        }

        _next = chargePoint.After(wait, () => Download(order, order.Retries ?? 0));
    }

    /// <summary>Answers a trigger: Idle unless something is under way (§4.5, TC_054).</summary>
    public void SendStatus() => chargePoint.Outbox.SendUnregistered(
        new FirmwareStatusNotificationRequest { Status = IsRunning && _order?.Signed is null ? _status ?? FirmwareStatus.Idle : FirmwareStatus.Idle });

    /// <summary>The last status again, Idle after Installed or without one (L01.FR.28, L01.FR.29).</summary>
    public void SendSignedStatus()
    {
        var status = _signedStatus is null or SignedFirmwareStatus.Installed ? SignedFirmwareStatus.Idle : _signedStatus.Value;
        chargePoint.Outbox.SendUnregistered(
            new SignedFirmwareStatusNotificationRequest { Status = status, RequestId = status == SignedFirmwareStatus.Idle ? null : _order?.Signed?.RequestId });
    }

    /// <summary>The new version was accepted at boot: that is the moment to say Installed (§5.19).</summary>
    public void ContinueAfterBoot()
    {
        if (Installed is not { } installed)
        {
            return;
        }

        Installed = null;
        chargePoint.Keep();
        if (installed.IsSigned)
        {
            chargePoint.Security.Report("FirmwareUpdated");
            _signedStatus = SignedFirmwareStatus.Installed;
            chargePoint.Outbox.Send(new SignedFirmwareStatusNotificationRequest { Status = SignedFirmwareStatus.Installed, RequestId = installed.RequestId });
        }
        else
        {
            chargePoint.Outbox.Send(new FirmwareStatusNotificationRequest { Status = FirmwareStatus.Installed });
        }
    }

    public void TransactionEnded()
    {
        if (_waiting is { } image && _order is { } order)
        {
            InstallWhenFree(order, image);
        }
    }

    /// <summary>The charge point restarts: what is not yet in place is given up, the old version stays (§5.19).</summary>
    public void Interrupt()
    {
        if (Installed is null && IsRunning)
        {
            Cancel();
        }
    }

    private void Cancel()
    {
        _next?.Cancel();
        _download = null;
        _waiting = null;
        Installed = null;
        KeepIdleConnectorsOut(false);
    }

    private void Download(UpdateOrder order, int retriesLeft)
    {
        Tell(FirmwareStatus.Downloading, SignedFirmwareStatus.Downloading);
        _download = new object();
        _ = FetchAsync(order, retriesLeft, _download);
    }

    private async Task FetchAsync(UpdateOrder order, int retriesLeft, object download)
    {
        var (_, image) = await chargePoint.Fleet.Files.DownloadAsync(order.Location);
        chargePoint.DoGuarded("firmware download", () =>
        {
            if (!ReferenceEquals(_download, download))
            {
                // Another update took its place.
                return;
            }

            _download = null;
            if (image is not null)
            {
                Tell(FirmwareStatus.Downloaded, SignedFirmwareStatus.Downloaded);
                Then(() => Verify(order, image));
            }
            else if (retriesLeft > 0)
            {
                _next = chargePoint.After(order.RetryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualPause, () => Download(order, retriesLeft - 1));
            }
            else
            {
                Tell(FirmwareStatus.DownloadFailed, SignedFirmwareStatus.DownloadFailed);
            }
        });
    }

    private void Verify(UpdateOrder order, FirmwareImage image)
    {
        if (order.Signed is { } signed)
        {
            if (!FirmwareSignature.IsValid(image, signed.Firmware.Signature, signed.Firmware.SigningCertificate))
            {
                Tell(null, SignedFirmwareStatus.InvalidSignature);
                chargePoint.Security.Report("InvalidFirmwareSignature");
                return;
            }

            Tell(null, SignedFirmwareStatus.SignatureVerified);
        }

        if (order.Signed?.Firmware.InstallDateTime is { } date && date > chargePoint.Now)
        {
            Tell(null, SignedFirmwareStatus.InstallScheduled);
            _next = chargePoint.After(date - chargePoint.Now, () => InstallWhenFree(order, image));
        }
        else
        {
            InstallWhenFree(order, image);
        }
    }

    /// <summary>Charging goes before; the installation waits for the last transaction, and nobody new may start (§5.19, L01.FR.06).</summary>
    private void InstallWhenFree(UpdateOrder order, FirmwareImage image)
    {
        _waiting = chargePoint.Connectors.Any(connector => connector.Transaction is not null) ? image : null;
        KeepIdleConnectorsOut(true);
        if (_waiting is not null)
        {
            return;
        }

        Tell(FirmwareStatus.Installing, SignedFirmwareStatus.Installing);
        Then(() =>
        {
            KeepIdleConnectorsOut(false);
            if (image.Length == 0)
            {
                Tell(FirmwareStatus.InstallationFailed, SignedFirmwareStatus.InstallationFailed);
                return;
            }

            Installed = new InstalledUpdate(order.Signed is not null, order.Signed?.RequestId);
            chargePoint.Boot.FirmwareVersion = NextVersion(chargePoint.Boot.FirmwareVersion);
            ResetHandler.Down(chargePoint, "new firmware", chargePoint.Settings.RestartTime);
        });
    }

    private void KeepIdleConnectorsOut(bool isOut)
    {
        foreach (var connector in chargePoint.Connectors)
        {
            connector.IsHeldForUpdate = isOut;
            connector.Refresh();
        }
    }

    private void Then(Action step) => _next = chargePoint.After(chargePoint.Settings.FileStepTime, step);

    private void Tell(FirmwareStatus? status, SignedFirmwareStatus signedStatus)
    {
        IOcppRequest? request;
        if (_order?.Signed is { } signed)
        {
            _signedStatus = signedStatus;
            request = new SignedFirmwareStatusNotificationRequest { Status = signedStatus, RequestId = signed.RequestId };
        }
        else
        {
            _status = status ?? _status;
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
