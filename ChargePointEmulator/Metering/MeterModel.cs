using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Metering;

/// <summary>The meter of a connector: a register that only grows, and values that belong together.</summary>
/// <remarks>
/// The register is carried forward when it is read or when something changes, not by a timer.
/// Power is voltage times current summed over the phases in use, and the register is the integral of that power.
/// </remarks>
internal sealed class MeterModel
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);

    private readonly EmulatedChargePoint _chargePoint;
    private readonly Connector _connector;
    private readonly double[] _voltages;
    private double _registerWh;
    private DateTimeOffset _at;

    public MeterModel(EmulatedChargePoint chargePoint, Connector connector)
    {
        (_chargePoint, _connector) = (chargePoint, connector);
        var supply = chargePoint.Settings.Supply;
        _voltages = [.. Enumerable.Range(0, supply.Phases).Select(_ => Math.Round((double)supply.NominalVoltage + (chargePoint.Random.NextDouble() * 4) - 2, 1))];
        _registerWh = Math.Floor(chargePoint.Random.NextDouble() * 1_000_000);
        _at = chargePoint.Fleet.Time.GetUtcNow();
        Offered = supply.MaxCurrent;
    }

    /// <summary>The vehicle at the cable.</summary>
    public CarModel? Car { get; set; }

    /// <summary>Current per phase the charge point allows, in A.</summary>
    public decimal Offered { get; private set; }

    /// <summary>Values of this instant.</summary>
    public MeterReading Read()
    {
        CarryForward();
        var phases = Car?.Phases is { } used ? Math.Min(used, _voltages.Length) : 0;
        return new MeterReading(_registerWh, Current(), phases, _voltages, (double)Offered, Car?.StateOfCharge ?? 0, Car is not null);
    }

    /// <summary>The register in Wh, as StartTransaction and StopTransaction tell it.</summary>
    public long RegisterWh
    {
        get
        {
            CarryForward();
            return (long)_registerWh;
        }
    }

    /// <summary>Before anything changes that the power depends on: what flowed until now is counted as it flowed.</summary>
    public void CarryForward()
    {
        var now = _chargePoint.Fleet.Time.GetUtcNow();
        while (_at < now)
        {
            var current = Current();
            if (current <= 0)
            {
                break;
            }

            var step = now - _at < LongestStep ? now - _at : LongestStep;
            var wattHours = PowerAt(current) * step.TotalHours * _chargePoint.Settings.EnergyScale;
            _registerWh += wattHours;
            Car!.Take(wattHours);
            _at += step;
        }

        _at = now;
    }

    /// <summary>A new limit; below the least current of a vehicle nothing flows.</summary>
    public void Limit(decimal ampere)
    {
        CarryForward();
        Offered = ampere;
    }

    private double Current() =>
        _connector.Transaction is null || _connector.Fault != ChargePointErrorCode.NoError || !_connector.IsEnergyAllowed || !_connector.IsPlugged || !_connector.IsVehicleReady || Offered < SupplyModel.LeastCurrent
            ? 0
            : Car?.CurrentAt((double)Offered) ?? 0;

    private double PowerAt(double current)
    {
        var sum = 0.0;
        for (var phase = 0; phase < Math.Min(Car!.Phases, _voltages.Length); phase++)
        {
            sum += _voltages[phase] * current;
        }

        return sum;
    }
}

/// <summary>Values of one instant that belong together.</summary>
/// <param name="RegisterWh">Imported energy.</param>
/// <param name="Current">Per phase in use, in A.</param>
/// <param name="Phases">Phases in use, L1 first.</param>
/// <param name="Voltages">Phase to neutral, in V, of every phase of the supply.</param>
/// <param name="Offered">Highest current per phase, in A.</param>
/// <param name="StateOfCharge">From 0 to 1.</param>
/// <param name="HasCar">A vehicle is there to tell its state of charge.</param>
internal readonly record struct MeterReading(double RegisterWh, double Current, int Phases, IReadOnlyList<double> Voltages, double Offered, double StateOfCharge, bool HasCar)
{
    /// <summary>In W.</summary>
    public double Power => Voltages.Take(Phases).Sum() * Current;

    public double CurrentOf(int phase) => phase < Phases ? Current : 0;
}
