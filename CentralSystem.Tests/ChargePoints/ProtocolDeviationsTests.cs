using CentralSystem.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.ChargePoints;

/// <summary>What was tolerated is counted for those it concerns.</summary>
public sealed class ProtocolDeviationsTests
{
    [Fact, Trait("Quirk", "11")]
    public async Task Deviations_of_strangers_that_never_boot_keep_no_other_from_being_counted()
    {
        const int Strangers = 8;
        const int FramesEach = 60;
        const int NamesPerFrame = 32;
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var stranger = 0; stranger < Strangers; stranger++)
        {
            await using var socket = await system.ConnectRawAsync($"STRANGER-{stranger}", boot: false);
            for (var frame = 0; frame < FramesEach; frame++)
            {
                // A boot may come before the registration; this one is refused for what it lacks, and invents members on the way.
                var invented = string.Join(',', Enumerable.Range(frame * NamesPerFrame, NamesPerFrame).Select(i => $"\"invented{i}\":0"));
                await socket.ExpectErrorAsync("BootNotification", $$"""{{{invented}}}""", "ProtocolError");
            }
        }

        await chargePoint.ExpectResultAsync("Heartbeat", """{"surplus":1}""");
        await system.FlushAsync();
        var counted = await system.ReadAsync(db => db.ProtocolDeviations.SingleAsync(d => d.Action == "Heartbeat"));
        (counted.Field, counted.Count).ShouldBe(("surplus", 1L));
    }
}
