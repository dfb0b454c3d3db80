using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Metering;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace ChargePointEmulator.Transactions;

/// <summary>Starts and stops transactions and does what the Central System's answers ask.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §3.7, §4.8, §4.10; errata §3.9, §3.14, §3.17, §3.18, §3.36.</remarks>
internal sealed class TransactionControl(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(5);

    private readonly ScheduledWork?[] _samples = new ScheduledWork?[chargePoint.Connectors.Count + 1];

    /// <summary>The running transaction with this id.</summary>
    public Transaction? Find(int transactionId) =>
        chargePoint.Connectors.Select(connector => connector.Transaction).FirstOrDefault(transaction => transaction?.Id == transactionId);

    /// <summary>Everything is there: energy flows and the transaction begins.</summary>
    public void Start(Connector connector, PresentedIdTag idTag)
    {
        var transaction = new Transaction(connector.Id, idTag, chargePoint.Now);
        var reservationId = chargePoint.Reservations.Use(connector, idTag);
        var meterStart = connector.Meter.RegisterWh;
        connector.Meter.Car ??= CarModel.Arriving(chargePoint.Random, chargePoint.Settings.Supply);
        connector.Transaction = transaction;
        transaction.SampledWh = connector.Meter.Read().RegisterWh;
        connector.IsSessionOver = false;
        connector.IsLocked = !chargePoint.Settings.FixedCable;
        KeepReading(connector, transaction, ReadingContext.TransactionBegin);
        if (idTag.ChargingProfile is { } profile && chargePoint.Charging.HasRoomFor(connector.Id, profile))
        {
            chargePoint.Charging.Install(connector.Id, profile);
        }

        chargePoint.Queue.Add(new TransactionMessage(
            new StartTransactionRequest { ConnectorId = connector.Id, IdTag = idTag.IdTag, MeterStart = meterStart, ReservationId = reservationId, Timestamp = transaction.StartedAt },
            transaction));
        chargePoint.Charging.Apply();
        connector.Refresh();
        RearmSample(connector);
        WatchBattery(connector, transaction);
    }

    /// <summary>Ends the transaction of a connector; nothing happens where none runs.</summary>
    /// <param name="connector">Where.</param>
    /// <param name="reason">Why, as StopTransaction tells it.</param>
    /// <param name="idTag">Who, if somebody presented an idTag.</param>
    /// <param name="at">When, if not now.</param>
    public void Stop(Connector connector, Reason reason, string? idTag = null, DateTimeOffset? at = null)
    {
        if (connector.Transaction is not { } transaction)
        {
            return;
        }

        var meterStop = connector.Meter.RegisterWh;
        KeepReading(connector, transaction, ReadingContext.TransactionEnd, at);
        _samples[connector.Id]?.Cancel();
        transaction.HasEnded = true;
        connector.Transaction = null;
        connector.IsEnergyAllowed = true;
        connector.IsSessionOver = connector.IsPlugged;

        // After a refused idTag the cable stays locked until somebody known comes (errata §3.5).
        connector.IsLocked &= reason == Reason.DeAuthorized;
        connector.HeldFor = connector.IsLocked ? new PresentedIdTag(transaction.IdTag, transaction.ParentIdTag) : null;
        if (connector.IsVehicleAway && chargePoint.Settings.FixedCable)
        {
            // Nothing is left in the charge point to be taken away.
            connector.Unplug();
        }

        chargePoint.Charging.TransactionEnded(connector.Id);
        chargePoint.Queue.Add(new TransactionMessage(
            new StopTransactionRequest { MeterStop = meterStop, Timestamp = at ?? chargePoint.Now, TransactionId = -1, IdTag = idTag, Reason = reason, TransactionData = transaction.Kept },
            transaction));
        ApplyScheduledAvailability(connector);
        connector.Refresh();
        chargePoint.FirmwareUpdateOrNone?.TransactionEnded();
        chargePoint.Users.TransactionEnded(connector);
    }

    public void StopAll(Reason reason)
    {
        foreach (var connector in chargePoint.Connectors)
        {
            Stop(connector, reason);
        }
    }

    /// <summary>Follows a change of MeterValueSampleInterval.</summary>
    public void RearmSamples()
    {
        foreach (var connector in chargePoint.Connectors.Where(connector => connector.Transaction is not null))
        {
            RearmSample(connector);
        }
    }

    /// <summary>The Central System confirmed a message.</summary>
    public void Delivered(TransactionMessage message, IOcppResponse response)
    {
        switch (response)
        {
            case StartTransactionResponse started:
                Started(message.Transaction!, started);
                break;
            case StopTransactionResponse { IdTagInfo: { } idTagInfo } when message.Payload is StopTransactionRequest { IdTag: { } idTag }:
                chargePoint.Authorizer.Learn(idTag, idTagInfo);
                break;
        }
    }

    private void Started(Transaction transaction, StartTransactionResponse response)
    {
        transaction.Id = response.TransactionId;
        transaction.ParentIdTag = response.IdTagInfo.ParentIdTag ?? transaction.ParentIdTag;
        chargePoint.Authorizer.LearnFromStart(transaction.IdTag, response.IdTagInfo);
        var connector = chargePoint.FindConnector(transaction.ConnectorId)!;
        chargePoint.Keep();
        if (response.IdTagInfo.Status == AuthorizationStatus.Accepted || !ReferenceEquals(connector.Transaction, transaction))
        {
            return;
        }

        transaction.InvalidUntilWh = connector.Meter.RegisterWh + chargePoint.Configuration.Number("MaxEnergyOnInvalidId");
        WatchInvalid(connector, transaction);
    }

    /// <summary>Some energy may still go to a refused idTag; then the transaction stops, or only the energy does (§3.5.4, errata §3.17).</summary>
    private void WatchInvalid(Connector connector, Transaction transaction)
    {
        if (!ReferenceEquals(connector.Transaction, transaction) || transaction.InvalidUntilWh is not { } until)
        {
            return;
        }

        var reading = connector.Meter.Read();
        if (reading.RegisterWh < until)
        {
            var hours = (until - reading.RegisterWh) / Math.Max(reading.Power, 1);
            chargePoint.After(TimeSpan.FromHours(Math.Clamp(hours, 1 / 3600d, 1 / 60d)), () => WatchInvalid(connector, transaction));
        }
        else if (chargePoint.Configuration.Flag("StopTransactionOnInvalidId"))
        {
            Stop(connector, Reason.DeAuthorized);
        }
        else
        {
            connector.IsEnergyAllowed = false;
            connector.Refresh();
        }
    }

    /// <summary>A vehicle whose battery is full stops asking, whether anybody samples or not.</summary>
    private void WatchBattery(Connector connector, Transaction transaction)
    {
        if (!ReferenceEquals(connector.Transaction, transaction))
        {
            return;
        }

        var rest = connector.Meter.UntilFull;
        if (rest == TimeSpan.Zero)
        {
            connector.IsVehicleReady = false;
            connector.Refresh();
        }

        // The current falls towards the end, so that it may be looked at too early, but not too late; a limit that was lifted shows at the next look.
        var wait = Math.Clamp((rest ?? LongestLook).TotalSeconds, 1, LongestLook.TotalSeconds);
        chargePoint.After(TimeSpan.FromSeconds(wait), () => WatchBattery(connector, transaction));
    }

    /// <summary>Most values a StopTransaction carries.</summary>
    public int MostKept => chargePoint.Configuration.Number("StopTransactionMaxMeterValues");

    /// <summary>Takes a transaction from the store.</summary>
    public void Recall(Connector connector, Transaction transaction)
    {
        connector.Transaction = transaction;
        connector.IsLocked = !chargePoint.Settings.FixedCable;
    }

    private void RearmSample(Connector connector)
    {
        _samples[connector.Id]?.Cancel();
        var interval = TimeSpan.FromSeconds(chargePoint.Configuration.Number("MeterValueSampleInterval"));
        if (interval > TimeSpan.Zero)
        {
            _samples[connector.Id] = chargePoint.After(interval, () => Sample(connector));
        }
    }

    private void Sample(Connector connector)
    {
        if (connector.Transaction is { } transaction)
        {
            chargePoint.Meters.SampleTransaction(connector, transaction);
            RearmSample(connector);
        }
    }

    /// <summary>First and last value of transactionData, which is kept only when a key asks for it (§3.16.5, errata §3.14).</summary>
    private void KeepReading(Connector connector, Transaction transaction, ReadingContext context, DateTimeOffset? at = null)
    {
        string[] items = [.. chargePoint.Configuration.List("StopTxnSampledData").Union(chargePoint.Configuration.List("StopTxnAlignedData"), StringComparer.OrdinalIgnoreCase)];
        if (items.Length > 0)
        {
            transaction.Keep(MeterReadings.Sample(connector.Meter.Read(), at ?? chargePoint.Now, items, context), MostKept, isFirm: true);
        }
    }

    private void ApplyScheduledAvailability(Connector connector)
    {
        if (connector.ScheduledOperative is { } isOperative)
        {
            connector.ScheduledOperative = null;
            connector.IsOperative = isOperative;
            connector.IsSessionOver &= isOperative;
        }

        if (chargePoint.IsScheduledInoperative && chargePoint.Connectors.All(each => each.Transaction is null))
        {
            chargePoint.IsScheduledInoperative = false;
            chargePoint.IsOperative = false;
            chargePoint.Status.Changed(0);
        }

        chargePoint.Reservations.EndImpossible();
    }
}
