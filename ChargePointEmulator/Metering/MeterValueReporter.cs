using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.Metering;

/// <summary>Sends MeterValues: periodic in a transaction, on the clock, and when they are triggered.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §3.16, §4.7, §5.17; errata §3.15, §3.16.</remarks>
internal sealed class MeterValueReporter(EmulatedChargePoint chargePoint)
{
    private ScheduledWork? _aligned;

    /// <summary>Registers at the last sample on the clock, by connector, 0 first.</summary>
    private double[]? _alignedWh;

    /// <summary>One periodic sample of a running transaction.</summary>
    public void SampleTransaction(Connector connector, Transaction transaction)
    {
        if (!chargePoint.Power.IsOn)
        {
            return;
        }

        var reading = connector.Meter.Read();
        reading = reading with { IntervalWh = reading.RegisterWh - (transaction.SampledWh ?? reading.RegisterWh) };
        transaction.SampledWh = reading.RegisterWh;
        var now = chargePoint.Now;
        Queue(connector.Id, transaction, MeterReadings.Sample(reading, now, chargePoint.Configuration.List("MeterValuesSampledData"), ReadingContext.SamplePeriodic));
        if (chargePoint.Configuration.List("StopTxnSampledData") is { Length: > 0 } items)
        {
            transaction.Keep(MeterReadings.Sample(reading, now, items, ReadingContext.SamplePeriodic), chargePoint.Transactions.MostKept);
        }
    }

    /// <summary>Follows a change of ClockAlignedDataInterval: the next boundary, counted from midnight (§9.1.5).</summary>
    public void RearmClockAligned()
    {
        _aligned?.Cancel();
        var interval = TimeSpan.FromSeconds(chargePoint.Configuration.Number("ClockAlignedDataInterval"));
        if (interval > TimeSpan.Zero)
        {
            var now = chargePoint.Now;
            var boundary = now.UtcDateTime.Date + (interval * (Math.Floor(now.UtcDateTime.TimeOfDay / interval) + 1));
            var midnight = now.UtcDateTime.Date.AddDays(1);
            var next = new DateTimeOffset(boundary < midnight ? boundary : midnight, TimeSpan.Zero);
            _aligned = chargePoint.After(next - now, () => SampleOnTheClock(next));
        }
    }

    /// <summary>Latest values of all sampled measurands, sent at once (§5.17).</summary>
    public void Trigger(int? connectorId)
    {
        for (var id = connectorId ?? 0; id <= (connectorId ?? chargePoint.Connectors.Count); id++)
        {
            var value = MeterReadings.Sample(ReadingOf(id), chargePoint.Now, chargePoint.Configuration.List("MeterValuesSampledData"), ReadingContext.Trigger);

            // What was told once must not run backwards after a loss of power.
            chargePoint.Keep();
            chargePoint.Outbox.SendUnregistered(new MeterValuesRequest { ConnectorId = id, TransactionId = chargePoint.FindConnector(id)?.Transaction?.IdOnWire, MeterValue = [value] });
        }
    }

    private void SampleOnTheClock(DateTimeOffset instant)
    {
        if (chargePoint.Power.IsOn)
        {
            Sample(instant);
        }

        RearmClockAligned();
    }

    private void Sample(DateTimeOffset instant)
    {
        var items = chargePoint.Configuration.List("MeterValuesAlignedData");
        var isFirst = _alignedWh is null;
        _alignedWh ??= new double[chargePoint.Connectors.Count + 1];
        for (var id = 0; id <= chargePoint.Connectors.Count; id++)
        {
            var transaction = chargePoint.FindConnector(id)?.Transaction;
            var reading = ReadingOf(id);
            reading = reading with { IntervalWh = isFirst ? 0 : reading.RegisterWh - _alignedWh[id] };
            _alignedWh[id] = reading.RegisterWh;
            Queue(id, transaction, MeterReadings.Sample(reading, instant, items, ReadingContext.SampleClock));
            if (transaction is not null && chargePoint.Configuration.List("StopTxnAlignedData") is { Length: > 0 } kept)
            {
                transaction.Keep(MeterReadings.Sample(reading, instant, kept, ReadingContext.SampleClock), chargePoint.Transactions.MostKept);
            }
        }
    }

    private void Queue(int connectorId, Transaction? transaction, MeterValue value) =>
        chargePoint.Queue.Add(new TransactionMessage(new MeterValuesRequest { ConnectorId = connectorId, MeterValue = [value] }, transaction));

    /// <summary>A connector's values, or for 0 those of the main meter: the sum.</summary>
    private MeterReading ReadingOf(int connectorId)
    {
        if (chargePoint.FindConnector(connectorId) is { } connector)
        {
            return connector.Meter.Read();
        }

        var readings = chargePoint.Connectors.Select(each => each.Meter.Read()).ToArray();
        var voltages = readings[0].Voltages;
        var power = readings.Sum(reading => reading.Power);
        return new MeterReading(readings.Sum(reading => reading.RegisterWh), power / voltages.Sum(), voltages.Count, voltages, readings.Sum(reading => reading.Offered), 0, false)
        {
            IsMain = true,
            IsDirectCurrent = readings[0].IsDirectCurrent,
            ReactiveVarh = readings.Sum(reading => reading.ReactiveVarh),
        };
    }
}
