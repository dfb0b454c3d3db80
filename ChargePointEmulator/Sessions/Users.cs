using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;

namespace ChargePointEmulator.Sessions;

/// <summary>The people in front of the charge point: they plug in, present an idTag, wait, and drive away.</summary>
/// <remarks>Their verbs change physical inputs only; every status and message follows from those.</remarks>
internal sealed class Users(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    private readonly ScheduledWork?[] _leaving = new ScheduledWork?[chargePoint.Connectors.Count + 1];
    private ScheduledWork? _arrival;

    /// <summary>The charge point is in service: the first user may come, and whoever stood here when its process ended leaves.</summary>
    public void Begin()
    {
        if (chargePoint.Settings.Sessions && _arrival is null)
        {
            ExpectNext();
            foreach (var connector in chargePoint.Connectors)
            {
                TransactionEnded(connector);
            }
        }
    }

    /// <summary>A vehicle is connected to a connector.</summary>
    public void Plug(Connector connector)
    {
        connector.Meter.Car = CarModel.Arriving(chargePoint.Random, chargePoint.Settings.Supply);
        connector.Plug();
    }

    /// <summary>The cable comes out at the vehicle's side; with a transaction running, the keys decide what that means (§4.9, §4.10).</summary>
    public void Unplug(Connector connector)
    {
        connector.Meter.CarryForward();
        if (connector.Transaction is not null)
        {
            (connector.Info, connector.IsVehicleAway) = ("EV side disconnected", true);
            if (!chargePoint.Configuration.Flag("StopTransactionOnEVSideDisconnect"))
            {
                // The transaction goes on and the cable stays locked; energy flows again when it is back.
                connector.Refresh();
                return;
            }

            chargePoint.Transactions.Stop(connector, Reason.EVDisconnected);
            connector.IsLocked = !chargePoint.Settings.FixedCable && !chargePoint.Configuration.Flag("UnlockConnectorOnEVSideDisconnect");
        }

        if (connector.IsLocked)
        {
            // Only an unlock, or the idTag it is held for, frees the charge point's side.
            connector.IsVehicleAway = true;
            connector.Meter.Car = null;
            return;
        }

        connector.Meter.Car = null;
        connector.Unplug();
    }

    /// <summary>Somebody holds an idTag to the reader of a connector: to begin, or to end what runs there.</summary>
    public void PresentIdTag(Connector connector, string idTag)
    {
        if (!chargePoint.Power.IsOn)
        {
            return;
        }

        if (connector.Transaction is { } transaction)
        {
            EndBy(connector, transaction, idTag);
            return;
        }

        if (connector.HeldFor is { } held)
        {
            ReleaseBy(connector, held, idTag);
            return;
        }

        if (!connector.CanStart || !chargePoint.Reservations.MightUse(connector, idTag))
        {
            // The reader is off, or shows that the connector waits for somebody else.
            return;
        }

        chargePoint.Authorizer.Authorize(idTag, verdict =>
        {
            if (verdict.IsAccepted && connector.CanStart && chargePoint.Reservations.MayUse(connector, idTag, verdict.ParentIdTag))
            {
                connector.Present(new PresentedIdTag(idTag, verdict.ParentIdTag));
            }
        });
    }

    /// <summary>A remote start waits for the cable: its user plugs in, unless nobody is to do so.</summary>
    public void RemotelyExpected(Connector connector)
    {
        if (!connector.IsPlugged && chargePoint.Settings.PlugInDelay is { } delay)
        {
            chargePoint.After(delay, () =>
            {
                if (connector is { IsPlugged: false, Presented: not null })
                {
                    Plug(connector);
                }
            });
        }
    }

    /// <summary>Whoever charged here drives away soon.</summary>
    public void TransactionEnded(Connector connector)
    {
        if (connector.IsPlugged && chargePoint.Settings.PlugInDelay is not null)
        {
            LeaveAfter(connector, chargePoint.Random.Around(Moment));
        }
    }

    /// <summary>The idTag that began may end without asking; another one needs the same parent (§3.10, §4.1).</summary>
    private void EndBy(Connector connector, Transaction transaction, string idTag)
    {
        if (string.Equals(idTag, transaction.IdTag, StringComparison.OrdinalIgnoreCase))
        {
            chargePoint.Transactions.Stop(connector, Reason.Local, idTag);
            return;
        }

        if (transaction.ParentIdTag is null)
        {
            return;
        }

        chargePoint.Authorizer.Authorize(idTag, verdict =>
        {
            var isSameGroup = verdict.IsAccepted && string.Equals(verdict.ParentIdTag, transaction.ParentIdTag, StringComparison.OrdinalIgnoreCase);
            if (isSameGroup && ReferenceEquals(connector.Transaction, transaction))
            {
                chargePoint.Transactions.Stop(connector, Reason.Local, idTag);
            }
        });
    }

    /// <summary>A cable that a refused start left locked goes to whoever began, or to the group (errata §3.5).</summary>
    private void ReleaseBy(Connector connector, PresentedIdTag held, string idTag)
    {
        if (string.Equals(idTag, held.IdTag, StringComparison.OrdinalIgnoreCase))
        {
            Release();
        }
        else if (held.ParentIdTag is not null)
        {
            chargePoint.Authorizer.Authorize(idTag, verdict =>
            {
                if (ReferenceEquals(connector.HeldFor, held) && string.Equals(verdict.ParentIdTag, held.ParentIdTag, StringComparison.OrdinalIgnoreCase))
                {
                    Release();
                }
            });
        }

        void Release()
        {
            (connector.IsLocked, connector.HeldFor) = (false, null);
            if (connector.IsVehicleAway)
            {
                connector.Unplug();
            }

            chargePoint.Keep();
        }
    }

    private void ExpectNext() => _arrival = chargePoint.After(chargePoint.Random.Around(chargePoint.Settings.SessionPause), Arrive);

    private void Arrive()
    {
        var free = chargePoint.Connectors.Where(connector => connector.Status == ChargePointStatus.Available).ToArray();
        if (free.Length > 0)
        {
            var connector = free[chargePoint.Random.Next(free.Length)];
            var idTag = chargePoint.Settings.IdTags[chargePoint.Random.Next(chargePoint.Settings.IdTags.Count)];
            Plug(connector);
            chargePoint.After(chargePoint.Random.Around(Moment), () => Swipe(connector, idTag));
        }

        ExpectNext();
    }

    private void Swipe(Connector connector, string idTag)
    {
        if (connector is { IsPlugged: true, Transaction: null, Presented: null })
        {
            PresentIdTag(connector, idTag);
        }

        var car = connector.Meter.Car;
        chargePoint.After(chargePoint.Random.Around(chargePoint.Settings.SessionLength), () =>
        {
            if (!ReferenceEquals(connector.Meter.Car, car))
            {
                return;
            }

            if (connector.Transaction is { } running && string.Equals(running.IdTag, idTag, StringComparison.OrdinalIgnoreCase))
            {
                PresentIdTag(connector, idTag);
            }
            else if (connector.Transaction is null && connector.IsPlugged)
            {
                // Refused, or stopped by somebody else: the vehicle leaves all the same.
                LeaveAfter(connector, Moment);
            }
        });
    }

    private void LeaveAfter(Connector connector, TimeSpan delay)
    {
        _leaving[connector.Id]?.Cancel();
        _leaving[connector.Id] = chargePoint.After(delay, () =>
        {
            if (connector.Transaction is null && connector.IsPlugged)
            {
                if (connector.HeldFor is { } held)
                {
                    PresentIdTag(connector, held.IdTag);
                }

                Unplug(connector);
            }
        });
    }
}
