using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Metering;

/// <summary>The meter of a connector: registers that only grow, and values that belong together.</summary>
/// <remarks>
/// The registers are carried forward when they are read or when something changes, not by a timer.
/// Power is voltage times current times power factor summed over the phases in use, and the register is the integral of that power.
/// </remarks>
internal sealed class MeterModel
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RampStep = TimeSpan.FromSeconds(0.5);

    private readonly EmulatedChargePoint _chargePoint;
    private readonly Connector _connector;
    private readonly double[] _voltages;
    private double _registerWh;
    private DateTimeOffset _at;
    private DateTimeOffset? _flowsSince;

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

    /// <summary>Register of imported reactive energy.</summary>
    public double ReactiveVarh { get; private set; }

    /// <summary>Values of this instant.</summary>
    public MeterReading Read()
    {
        CarryForward();
        var phases = Car?.Phases is { } used ? Math.Min(used, _voltages.Length) : 0;
        return new MeterReading(_registerWh, Current(_at), phases, Voltages(), (double)Offered, Car?.StateOfCharge ?? 0, Car is not null)
        {
            PowerFactor = Car?.PowerFactor ?? 1,
            ReactiveVarh = ReactiveVarh,
            IsDirectCurrent = _chargePoint.Settings.Supply.IsDirectCurrent,
        };
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

    /// <summary>Time to a full battery at the highest power there could be now, zero with a full one; null while nothing flows.</summary>
    public TimeSpan? UntilFull
    {
        get
        {
            CarryForward();
            if (!IsFlowing)
            {
                return null;
            }

            var power = PowerAt(Car!.CurrentAt((double)Offered)) * _chargePoint.Settings.EnergyScale;
            return Car.IsFull ? TimeSpan.Zero : TimeSpan.FromHours((1 - Car.StateOfCharge) * Car.BatteryWh / power);
        }
    }

    /// <summary>Takes the registers from the store: they go on where they stood.</summary>
    public void Recall(double registerWh, double reactiveVarh) => (_registerWh, ReactiveVarh) = (registerWh, reactiveVarh);

    /// <summary>Before anything changes that the power depends on: what flowed until now is counted as it flowed.</summary>
    public void CarryForward()
    {
        var now = _chargePoint.Fleet.Time.GetUtcNow();
        while (_at < now)
        {
            if (!IsFlowing || Car!.IsFull)
            {
                _flowsSince = null;
                break;
            }

            _flowsSince ??= _at;
            var longest = CarModel.IsRamped((_at - _flowsSince.Value).TotalSeconds) ? LongestStep : RampStep;
            var step = now - _at < longest ? now - _at : longest;
            var current = Current(_at + (step / 2));
            var wattHours = PowerAt(current) * step.TotalHours * _chargePoint.Settings.EnergyScale;
            _registerWh += wattHours;
            ReactiveVarh += wattHours * MeterReading.ReactiveOverActive(Car.PowerFactor);
            Car.Take(wattHours);
            _at += step;
        }

        _at = now;
        _flowsSince = IsFlowing ? _flowsSince ?? now : null;
    }

    /// <summary>A new limit; below the least current of a vehicle nothing flows.</summary>
    public void Limit(decimal ampere)
    {
        CarryForward();
        Offered = ampere;
    }

    private bool IsFlowing => Car is not null && _connector.Transaction is not null && _connector.IsWhole && _chargePoint.Power.IsOn && _connector.IsEnergyAllowed
        && _connector.IsPlugged && !_connector.IsVehicleAway && _connector.IsVehicleReady && Offered >= SupplyModel.LeastCurrent;

    private double Current(DateTimeOffset at) =>
        IsFlowing ? Car!.CurrentAt((double)Offered, _flowsSince is { } since ? (at - since).TotalSeconds : 0) : 0;

    private double PowerAt(double current)
    {
        var voltages = Voltages();
        var sum = 0.0;
        for (var phase = 0; phase < Math.Min(Car!.Phases, voltages.Length); phase++)
        {
            sum += voltages[phase] * current * Car.PowerFactor;
        }

        return sum;
    }

    /// <summary>A battery's voltage rises with its charge; the grid's stands still.</summary>
    private double[] Voltages() =>
        _chargePoint.Settings.Supply.IsDirectCurrent && Car is { } car ? [Math.Round(_voltages[0] * (0.85 + (0.2 * car.StateOfCharge)), 1)] : _voltages;
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
    /// <summary>Active over apparent power.</summary>
    public double PowerFactor { get; init; } = 1;

    public double ReactiveVarh { get; init; }

    /// <summary>There are no phases, only two wires.</summary>
    public bool IsDirectCurrent { get; init; }

    /// <summary>Energy since the sample before; zero where nobody counts.</summary>
    public double IntervalWh { get; init; }

    /// <summary>Read by the main meter, which stands at the inlet (§3.16.3).</summary>
    public bool IsMain { get; init; }

    /// <summary>In W.</summary>
    public double Power => Voltages.Take(Phases).Sum() * Current * PowerFactor;

    /// <summary>In var.</summary>
    public double ReactivePower => Power * ReactiveOverActive(PowerFactor);

    public double CurrentOf(int phase) => phase < Phases ? Current : 0;

    public double PowerOf(int phase) => Voltages[phase] * CurrentOf(phase) * PowerFactor;

    public static double ReactiveOverActive(double powerFactor) => Math.Sqrt(1 - (powerFactor * powerFactor)) / powerFactor;
}
