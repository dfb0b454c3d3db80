using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.State;
using Ocpp.Messages;

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
/// and fails to install. While it waits for transactions, idle connectors are out of service. A restart or a loss of power does not end it:
/// after the next boot a download begins again, and an image that was complete goes on to be installed.
/// </remarks>
internal sealed class FirmwareUpdate(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(30);

    private readonly ProgressReport _progress = new(chargePoint);
    private ScheduledWork? _next;

    /// <summary>Stands for the download under way; one that was replaced ends unheard.</summary>
    private object? _download;
    private UpdateOrder? _order;

    /// <summary>What the order fetched, until it is installed or the order has failed.</summary>
    private FirmwareImage? _image;

    /// <summary>The order has neither failed nor led to a new version.</summary>
    private bool _isOpen;
    private bool _waitsForTransactions;

    /// <summary>The last status told of the order, by the words of signed updates: those of plain ones are among them.</summary>
    private SignedFirmwareStatus? _status;

    public bool IsRunning => _isOpen || Installed is not null;

    /// <summary>The new version is in place and waits for the boot that tells of it.</summary>
    public InstalledUpdate? Installed { get; private set; }

    /// <summary>What outlives the process, while there is something left to do or to tell.</summary>
    public UpdateState? State =>
        Installed is null && _order is { } order && (_isOpen || _progress.Untold is not null) ? new(order, _image, _status, _isOpen) : null;

    /// <summary>Takes from the store an update whose boot the process did not live to see.</summary>
    public void Recall(InstalledUpdate installed) => Installed = installed;

    /// <summary>Takes from the store an update that goes on after the next boot, or whose end was not told.</summary>
    public void Recall(UpdateState state)
    {
        (_order, _image, _status, _isOpen) = (state.Order, state.Image, state.Status, state.IsOpen);
        if (!_isOpen && state.Status is { } status)
        {
            Tell(status);
        }
    }

    /// <summary>Begins at the retrieve date; an update under way is cancelled.</summary>
    public void Begin(UpdateOrder order)
    {
        Stop();
        (_order, _image, _status, _isOpen, Installed) = (order, null, null, true, null);
        KeepIdleConnectorsOut(false);
        GoOn(order);
        chargePoint.Keep();
    }

    /// <summary>Answers a trigger: Idle unless something is under way (§4.5, TC_054).</summary>
    public void SendStatus() => chargePoint.Outbox.SendUnregistered(
        new FirmwareStatusNotificationRequest { Status = IsRunning && _order?.Signed is null && _status is { } status ? PlainOf(status) ?? FirmwareStatus.Idle : FirmwareStatus.Idle });

    /// <summary>The last status again, Idle after Installed or without one (L01.FR.28, L01.FR.29).</summary>
    public void SendSignedStatus()
    {
        var signed = _order?.Signed;
        chargePoint.Outbox.SendUnregistered(signed is not null && _status is { } status and not SignedFirmwareStatus.Installed
            ? new SignedFirmwareStatusNotificationRequest { Status = status, RequestId = signed.RequestId }
            : new SignedFirmwareStatusNotificationRequest { Status = SignedFirmwareStatus.Idle });
    }

    /// <summary>
    /// The charge point is online. A new version that was accepted at boot is told as Installed (§5.19); an order that the restart interrupted goes on;
    /// else what happened meanwhile is told.
    /// </summary>
    public void ContinueOnline()
    {
        if (Installed is { } installed)
        {
            Installed = null;
            chargePoint.Keep();
            if (installed.IsSigned)
            {
                chargePoint.Security.Report("FirmwareUpdated");
            }

            _status = SignedFirmwareStatus.Installed;
            _progress.Tell(installed.IsSigned
                ? new SignedFirmwareStatusNotificationRequest { Status = SignedFirmwareStatus.Installed, RequestId = installed.RequestId }
                : new FirmwareStatusNotificationRequest { Status = FirmwareStatus.Installed });
            return;
        }

        _progress.TellLatest();
        if (_isOpen && _next is not { IsOver: false } && _download is null && !_waitsForTransactions)
        {
            GoOn(_order!);
        }
    }

    public void TransactionEnded()
    {
        if (_waitsForTransactions)
        {
            InstallWhenFree(_order!, _image!);
        }
    }

    /// <summary>The charge point restarts: nothing goes on until it is online again.</summary>
    public void Interrupt()
    {
        Stop();
        KeepIdleConnectorsOut(false);
    }

    private void Stop()
    {
        _next?.Cancel();
        (_download, _waitsForTransactions) = (null, false);
    }

    private void GoOn(UpdateOrder order)
    {
        if (_image is { } image)
        {
            Verify(order, image);
            return;
        }

        var wait = order.RetrieveAt - chargePoint.Now;
        if (wait > TimeSpan.Zero && _status is null)
        {
            Tell(SignedFirmwareStatus.DownloadScheduled);
        }

        _next = chargePoint.After(wait, () => Download(order, order.Retries ?? 0));
    }

    private void Download(UpdateOrder order, int retriesLeft)
    {
        Tell(SignedFirmwareStatus.Downloading);
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
                // Another update took its place, or the charge point restarts.
                return;
            }

            _download = null;
            if (image is not null)
            {
                _image = image;
                Tell(SignedFirmwareStatus.Downloaded);
                Then(() => Verify(order, image));
            }
            else if (retriesLeft > 0)
            {
                _next = chargePoint.After(order.RetryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualPause, () => Download(order, retriesLeft - 1));
            }
            else
            {
                Fail(SignedFirmwareStatus.DownloadFailed);
            }
        });
    }

    private void Verify(UpdateOrder order, FirmwareImage image)
    {
        if (order.Signed is { } signed && _status == SignedFirmwareStatus.Downloaded)
        {
            if (!FirmwareSignature.IsValid(image, signed.Firmware.Signature, signed.Firmware.SigningCertificate))
            {
                Fail(SignedFirmwareStatus.InvalidSignature);
                chargePoint.Security.Report("InvalidFirmwareSignature");
                return;
            }

            Tell(SignedFirmwareStatus.SignatureVerified);
        }

        if (order.Signed?.Firmware.InstallDateTime is { } date && date > chargePoint.Now)
        {
            if (_status != SignedFirmwareStatus.InstallScheduled)
            {
                Tell(SignedFirmwareStatus.InstallScheduled);
            }

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
        _waitsForTransactions = chargePoint.Connectors.Any(connector => connector.Transaction is not null);
        KeepIdleConnectorsOut(true);
        if (_waitsForTransactions)
        {
            return;
        }

        Tell(SignedFirmwareStatus.Installing);
        Then(() =>
        {
            if (image.Length == 0)
            {
                KeepIdleConnectorsOut(false);
                Fail(SignedFirmwareStatus.InstallationFailed);
                return;
            }

            Installed = new InstalledUpdate(order.Signed is not null, order.Signed?.RequestId);
            (_isOpen, _image) = (false, null);
            chargePoint.Boot.FirmwareVersion = NextVersion(chargePoint.Boot.FirmwareVersion);
            chargePoint.Keep();

            // Statuses that wait behind an unanswered CALL are told first.
            chargePoint.Outbox.WhenQuiet(() => ResetHandler.Down(chargePoint, "new firmware", chargePoint.Settings.RestartTime));
        });
    }

    private void KeepIdleConnectorsOut(bool isOut)
    {
        foreach (var connector in chargePoint.Connectors)
        {
            connector.IsHeldForUpdate = isOut;
            connector.Refresh();
        }

        if (isOut)
        {
            chargePoint.Reservations.EndImpossible();
        }
    }

    private void Then(Action step) => _next = chargePoint.After(chargePoint.Settings.FileStepTime, step);

    private void Fail(SignedFirmwareStatus status)
    {
        (_isOpen, _image) = (false, null);
        Tell(status);
    }

    private void Tell(SignedFirmwareStatus status)
    {
        _status = status;
        if (_order?.Signed is { } signed)
        {
            _progress.Tell(new SignedFirmwareStatusNotificationRequest { Status = status, RequestId = signed.RequestId });
        }
        else if (PlainOf(status) is { } plain)
        {
            _progress.Tell(new FirmwareStatusNotificationRequest { Status = plain });
        }

        chargePoint.Keep();
    }

    /// <summary>The word of a plain update for a status; null where it has none and says nothing.</summary>
    private static FirmwareStatus? PlainOf(SignedFirmwareStatus status) => Enum.TryParse<FirmwareStatus>(status.ToString(), out var plain) ? plain : null;

    private static string NextVersion(string version) =>
        version.LastIndexOf('.') is var dot and > 0 && int.TryParse(version[(dot + 1)..], out var last) ? $"{version[..dot]}.{last + 1}" : version + ".1";
}
