using CentralSystem.Tests.Support;
using ChargePointEmulator.Metering;

namespace CentralSystem.Tests.Emulator;

public class MeterTests
{
    [Fact]
    public void A_vehicle_takes_constant_current_up_to_four_fifths_and_tapers_from_there()
    {
        CarAt(0.3).CurrentAt(32).ShouldBe(16);
        CarAt(0.3).CurrentAt(10).ShouldBe(10, "the offer limits");
        CarAt(0.8).CurrentAt(32).ShouldBe(16);
        CarAt(0.9).CurrentAt(32).ShouldBe(8, 0.01);
        CarAt(0.999).CurrentAt(32).ShouldBe(0.8, 0.01);
        CarAt(1).CurrentAt(32).ShouldBe(0);
    }

    [Fact]
    public async Task A_full_battery_suspends_the_vehicle_and_the_register_stands_still()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"3600"}""");
        await fleet.ChargeAsync(connection);
        fleet.ChargePoint.Do(() => fleet.Connector().Meter.Car!.Take(1_000_000));
        await fleet.AdvanceAsync(3600);
        await connection.StatusAsync(1, "SuspendedEV");
        var before = await fleet.EventuallyAsync(() => (long?)fleet.Connector().Meter.RegisterWh);
        await fleet.AdvanceAsync(3600);
        (await fleet.EventuallyAsync(() => (long?)fleet.Connector().Meter.RegisterWh)).ShouldBe(before);
    }

    [Fact]
    public async Task A_full_battery_is_seen_though_nobody_samples()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"0"}""");
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"HeartbeatInterval","value":"0"}""");
        await ChargeAsync(fleet, connection, new CarModel(40_000, 3, 16, 0.2));
        await fleet.AdvanceAsync(3600);
        fleet.Connector().Status.ToString().ShouldBe("Charging");
        await fleet.AdvanceAsync(9 * 3600);
        await connection.StatusAsync(1, "SuspendedEV");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.16.2")]
    public async Task Nothing_is_measured_on_the_clock_while_the_power_is_off()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"StopTxnAlignedData","value":"Energy.Active.Import.Register"}""");
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"ClockAlignedDataInterval","value":"60"}""");
        await fleet.ChargeAsync(connection);
        await fleet.AdvanceAsync(60);
        await fleet.EventuallyAsync(() => fleet.ChargePoint.Queue.Count == 0);
        fleet.Do(chargePoint => chargePoint.Power.Fail(hasBackup: false));
        await connection.Ended;
        await fleet.AdvanceAsync(300);
        fleet.Do(chargePoint => chargePoint.Power.Return());
        var again = await fleet.ReconnectedAsync();
        var data = (await again.NextAsync("StopTransaction")).Payload["transactionData"]!.AsArray();
        data.Select(value => (string)value!["sampledValue"]![0]!["context"]!).ShouldBe(["Transaction.Begin", "Sample.Clock", "Transaction.End"]);
    }

    [Fact]
    public void The_current_ramps_up_and_falls_at_once()
    {
        var car = CarAt(0.3);
        (car.CurrentAt(32, 0), car.CurrentAt(32, 2.5), car.CurrentAt(32, 5), car.CurrentAt(6, 2.5)).ShouldBe((0, 8, 16, 6));
    }

    [Fact]
    public async Task Energy_is_the_integral_of_power_over_the_ramp_and_after_it()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"0"}""");
        await ChargeAsync(fleet, connection, new CarModel(80_000, 3, 16, 0.2) { PowerFactor = 0.98 });
        var before = await fleet.EventuallyAsync(() => (double?)fleet.Connector().Meter.Read().RegisterWh);
        await fleet.AdvanceAsync(5);
        var ramped = await fleet.EventuallyAsync(() => (MeterReading?)fleet.Connector().Meter.Read());
        ramped.Power.ShouldBe(ramped.Voltages.Sum() * 16 * 0.98, 0.001);
        (ramped.RegisterWh - before).ShouldBe(ramped.Power / 2 * 5 / 3600, 0.001);
        ramped.ReactivePower.ShouldBe(ramped.Power * 0.203, 1);
        await fleet.AdvanceAsync(3600);
        var hour = await fleet.EventuallyAsync(() => (MeterReading?)fleet.Connector().Meter.Read());
        (hour.RegisterWh - ramped.RegisterWh).ShouldBe(ramped.Power, 0.5);
        (hour.StateOfCharge - ramped.StateOfCharge).ShouldBe(ramped.Power / 80_000, 0.001);
    }

    [Fact]
    public async Task Direct_current_has_no_phases_and_its_voltage_rises_with_the_charge()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { Supply = new SupplyModel(1, 400m, 375m) { IsDirectCurrent = true } });
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MeterValuesSampledData","value":"Power.Active.Import,Voltage,Current.Import,SoC"}""");
        await ChargeAsync(fleet, connection, new CarModel(60_000, 1, 250, 0.2));
        await fleet.AdvanceAsync(60);
        var early = await ValuesAsync(connection);
        early["Power.Active.Import"].ShouldBe(early["Voltage"] * early["Current.Import"], 50);
        early["Power.Active.Import"].ShouldBeGreaterThan(80_000);
        await fleet.AdvanceAsync(60 * 15);
        Dictionary<string, double> late;
        do
        {
            late = await ValuesAsync(connection);
        }
        while (late["SoC"] < 50);
        late["Voltage"].ShouldBeGreaterThan(early["Voltage"]);

        static async Task<Dictionary<string, double>> ValuesAsync(ScriptedConnection connection)
        {
            var samples = (await connection.NextAsync("MeterValues")).Payload["meterValue"]![0]!["sampledValue"]!.AsArray();
            samples.ShouldAllBe(sample => sample!["phase"] == null);
            return samples.ToDictionary(sample => (string)sample!["measurand"]!, sample => double.Parse((string)sample!["value"]!, null));
        }
    }

    [Theory]
    [InlineData("Energy.Active.Import.Register", true), InlineData("Voltage.L2", true), InlineData("SoC", true)]
    [InlineData("Power.Active.Import.L3", true), InlineData("Energy.Active.Import.Interval", true), InlineData("Power.Reactive.Import", true)]
    [InlineData("Energy.Active.Import.Register.L1", false), InlineData("RPM", false), InlineData("Voltage.L4", false), InlineData("", false)]
    public void Measurands_are_known_by_name_and_phase(string item, bool isSupported) => MeterReadings.IsSupported(item).ShouldBe(isSupported);

    private static async Task ChargeAsync(RunningFleet fleet, ScriptedConnection connection, CarModel car)
    {
        fleet.Plug();
        fleet.Do(_ => fleet.Connector().Meter.Car = car);
        fleet.Swipe("TAG00001");
        await connection.StatusAsync(1, "Charging");
    }

    private static CarModel CarAt(double stateOfCharge) => new(50_000, 3, 16, stateOfCharge);
}
