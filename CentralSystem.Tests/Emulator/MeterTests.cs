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

    [Theory]
    [InlineData("Energy.Active.Import.Register", true), InlineData("Voltage.L2", true), InlineData("SoC", true)]
    [InlineData("Energy.Active.Import.Register.L1", false), InlineData("RPM", false), InlineData("Voltage.L4", false), InlineData("", false)]
    public void Measurands_are_known_by_name_and_phase(string item, bool isSupported) => MeterReadings.IsSupported(item).ShouldBe(isSupported);

    private static CarModel CarAt(double stateOfCharge) => new(50_000, 3, 16, stateOfCharge);
}
