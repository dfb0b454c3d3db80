using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connectors;

/// <summary>Sends StatusNotification for each change; after a time offline only what differs from the last report (§4.9).</summary>
internal sealed class StatusReporter
{
    private readonly EmulatedChargePoint _chargePoint;

    /// <summary>Last reported status by connector, 0 first; null when it was not reported since the boot.</summary>
    private readonly (ChargePointStatus Status, ChargePointErrorCode Error)?[] _reported;
    private readonly ScheduledWork?[] _delayed;

    public StatusReporter(EmulatedChargePoint chargePoint)
    {
        _chargePoint = chargePoint;
        _reported = new (ChargePointStatus, ChargePointErrorCode)?[chargePoint.Connectors.Count + 1];
        _delayed = new ScheduledWork?[chargePoint.Connectors.Count + 1];
    }

    /// <summary>Status of the charge point itself: its controller is in service or not (§7.7).</summary>
    public ChargePointStatus MainStatus => _chargePoint.IsFaulted ? ChargePointStatus.Faulted : _chargePoint.IsOperative ? ChargePointStatus.Available : ChargePointStatus.Unavailable;

    /// <summary>A status changed: reports it now, or when it has lasted MinimumStatusDuration.</summary>
    public void Changed(int connectorId)
    {
        _chargePoint.Fleet.StatusChanged?.Invoke(_chargePoint, connectorId);
        _delayed[connectorId]?.Cancel();
        var leastSeconds = _chargePoint.Configuration.Number("MinimumStatusDuration");
        if (leastSeconds > 0)
        {
            _delayed[connectorId] = _chargePoint.After(TimeSpan.FromSeconds(leastSeconds), () => ReportIfChanged(connectorId));
        }
        else
        {
            ReportIfChanged(connectorId);
        }
    }

    /// <summary>Everything counts as unreported: the charge point booted.</summary>
    public void ForgetReports() => Array.Clear(_reported);

    public void ReportChanged()
    {
        for (var id = 0; id < _reported.Length; id++)
        {
            ReportIfChanged(id);
        }
    }

    /// <summary>Sends the current status, also while Pending when it was asked for.</summary>
    public void ReportTriggered(int? connectorId)
    {
        for (var id = connectorId ?? 0; id <= (connectorId ?? _chargePoint.Connectors.Count); id++)
        {
            _chargePoint.Outbox.SendUnregistered(Request(id));
        }
    }

    /// <summary>The Local Authorization List and the Central System disagree about an idTag (§3.5.2).</summary>
    public void ReportListConflict() => ReportError(ChargePointErrorCode.LocalListConflict);

    /// <summary>Tells an error of the charge point that changes no status.</summary>
    public void ReportError(ChargePointErrorCode error) => _chargePoint.Outbox.Send(Request(0) with { ErrorCode = error });

    private void ReportIfChanged(int id)
    {
        var current = Current(id);
        if (_chargePoint.Outbox.IsOnline && _reported[id] != current)
        {
            _reported[id] = current;
            _chargePoint.Outbox.Send(Request(id), outcome =>
            {
                if (outcome is CallOutcome.ConnectionLost && _reported[id] == current)
                {
                    // Nobody knows whether it arrived: it is told again on the next connection.
                    _reported[id] = null;
                }
            });
        }
    }

    private (ChargePointStatus Status, ChargePointErrorCode Error) Current(int id) =>
        _chargePoint.FindConnector(id) is { } connector ? (connector.Status, ErrorOf(connector)) : (MainStatus, _chargePoint.Fault);

    /// <summary>Trouble with the vehicle is told only while there is one (§4.9).</summary>
    private static ChargePointErrorCode ErrorOf(Connector connector) =>
        connector.Fault == ChargePointErrorCode.EVCommunicationError
            && connector.Status is not (ChargePointStatus.Preparing or ChargePointStatus.SuspendedEV or ChargePointStatus.SuspendedEVSE or ChargePointStatus.Finishing)
            ? ChargePointErrorCode.NoError
            : connector.Fault;

    private StatusNotificationRequest Request(int id)
    {
        var (status, error) = Current(id);
        return new() { ConnectorId = id, ErrorCode = error, Status = status, Info = _chargePoint.FindConnector(id)?.Info, Timestamp = _chargePoint.Now };
    }
}
