using ChargePointEmulator.Fleet;

namespace CentralSystem.Tests.Emulator;

public class MemoryTests
{
    /// <summary>Ten thousand of them share a process; what few of them need is made by those few.</summary>
    [Fact]
    public async Task A_charge_point_is_made_of_little()
    {
        await using var fleet = await RunningFleet.StartAsync();
        const int Count = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 1; number <= Count; number++)
        {
            _ = new EmulatedChargePoint("CP", number, fleet.Services);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / Count).ShouldBeLessThan(4096);
    }
}
