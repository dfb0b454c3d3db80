using System.Diagnostics;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Connections;

/// <summary>The newest connection of an identity wins.</summary>
[Collection(Heavy.Name)]
public sealed class TakeOverTests
{
    [Fact, Trait("Case", "XS32"), Trait("Quirk", "6")]
    public async Task Newest_connection_wins_and_the_old_one_is_closed_with_1001()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var old = await system.ConnectAsync("CP001");
        await using var newer = await system.ConnectAsync("CP001", boot: false);

        await old.Closed.Within("the old connection is closed");
        old.CloseCode.ShouldBe(1001);
        await newer.CallAsync(A.Heartbeat);
        newer.Answer<ResetRequest, ResetResponse>(_ => new ResetResponse { Status = ResetStatus.Accepted });
        (await system.CallAsync("CP001", new ResetRequest { Type = ResetType.Hard })).ShouldBeOfType<CallOutcome.Answered>();
        system.Get<ChargePointRegistry>().Count.ShouldBe(1);
    }

    [Fact, Trait("Quirk", "6")]
    public async Task CALLs_that_wait_on_the_old_connection_fail_at_once()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var old = await system.ConnectTcpAsync("CP001");
        var outstanding = system.CallAsync("CP001", new ClearCacheRequest());
        (await old.ReceiveTextAsync()).ShouldContain("ClearCache");
        var waiting = system.CallAsync("CP001", new ClearCacheRequest());

        await using var newer = await system.ConnectAsync("CP001", boot: false);
        (await outstanding.Within("the end of the outstanding CALL", TimeSpan.FromSeconds(3))).ShouldBe(new CallOutcome.ConnectionLost(WasSent: true));
        (await waiting.Within("the end of the waiting CALL", TimeSpan.FromSeconds(3))).ShouldBe(new CallOutcome.ConnectionLost(WasSent: false));
        await newer.CallAsync(A.Heartbeat);
    }

    [Fact, Trait("Quirk", "6")]
    public async Task Half_open_old_socket_keeps_nobody_out()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var old = await system.ConnectTcpAsync("CP001");

        // The old peer reads nothing and answers nothing from here on.
        var watch = Stopwatch.StartNew();
        await using var newer = await system.ConnectAsync("CP001");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await newer.CallAsync(A.Heartbeat);
        (await old.ReadToEndAsync(TimeSpan.FromSeconds(15))).ShouldBe(1001);
        await newer.CallAsync(A.Heartbeat);
        (await system.SessionAsync("CP001")).WasReplaced.ShouldBeFalse();
    }

    [Fact, Trait("Quirk", "6"), Trait("Quirk", "36")]
    public async Task Three_hundred_Charge_Points_return_at_once_while_their_old_sockets_are_half_open()
    {
        const int Count = 300;
        await using var system = await RunningCentralSystem.StartAsync();
        var old = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => system.ConnectTcpAsync($"CP{i}")));
        try
        {
            system.Get<ChargePointRegistry>().Count.ShouldBe(Count);
            var watch = Stopwatch.StartNew();
            var returned = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => system.ConnectTcpAsync($"CP{i}")));
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));

            system.Get<ChargePointRegistry>().Count.ShouldBe(Count);
            (await system.ReadAsync(db => db.ChargePoints.CountAsync())).ShouldBe(Count);
            foreach (var chargePoint in returned)
            {
                await chargePoint.SendTextAsync("""[2,"h","Heartbeat",{}]""");
            }

            foreach (var chargePoint in returned)
            {
                (await chargePoint.ReceiveTextAsync()).ShouldStartWith("""[3,"h",""");
                await chargePoint.DisposeAsync();
            }
        }
        finally
        {
            foreach (var chargePoint in old)
            {
                chargePoint.Reset();
            }
        }
    }
}
