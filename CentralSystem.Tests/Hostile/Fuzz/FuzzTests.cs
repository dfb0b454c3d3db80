using System.Diagnostics;
using System.Globalization;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ocpp.Messages;
using Ocpp.Rpc;
using Xunit.Abstractions;

namespace CentralSystem.Tests.Hostile.Fuzz;

/// <summary>A running central system under messages and frames that nobody should send.</summary>
/// <remarks>
/// <c>FUZZ_FRAMES</c> says how many frames (50 000 unless set; a nightly run takes 1 000 000) and <c>FUZZ_SEED</c> repeats a run; the
/// seed stands in the output and in each failure.
/// </remarks>
[Collection(Heavy.Name)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Peers = 16;

    /// <summary>What a run may leave in memory, whatever its length.</summary>
    private const long MostGrowth = 96 * 1024 * 1024;

    private static readonly int Frames = (int)Setting("FUZZ_FRAMES", 50_000);

    [Fact]
    public async Task Nothing_a_peer_sends_breaks_leaks_or_leaves_a_call_unanswered()
    {
        var seed = Setting("FUZZ_SEED", (ulong)Random.Shared.NextInt64());
        output.WriteLine($"FUZZ_SEED={seed} FUZZ_FRAMES={Frames}");
        var log = new CapturedLog();
        await using var system = await RunningCentralSystem.StartAsync(s => s
            .Set("Limits:MessagesPerSecond", "0").Set("Limits:BytesPerSecond", "0").Set("Limits:HandshakesPerIdentityPerMinute", "0")
            .Services(services => services.AddSingleton(_ => LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(log)))));
        var room = system.Get<LongMessageRoom>().Left;
        await new FuzzedPeer(system, Peers, seed).RunAsync(200);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var watch = Stopwatch.StartNew();
        using var ended = new CancellationTokenSource();
        var asking = AskAsync(system, ended.Token);
        var peers = Enumerable.Range(0, Peers).Select(number => new FuzzedPeer(system, number, seed)).ToList();
        await Task.WhenAll(peers.Select(peer => Task.Run(() => peer.RunAsync(Frames / Peers))));
        output.WriteLine($"{Frames / watch.Elapsed.TotalSeconds:0} frames/s, {peers.Sum(p => p.Results)} answered with a result, {peers.Sum(p => p.Errors)} with an error");
        await ended.CancelAsync();
        await asking;

        await Eventually.TrueAsync(() => system.Get<ChargePointRegistry>().Count == 0, "no connection is left");
        await Eventually.TrueAsync(() => system.Get<OpenConnections>() is { Admitted: 0 }, "none is counted");
        await system.FlushAsync();
        system.Get<LongMessageRoom>().Left.ShouldBe(room, "No room is lost.");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{growth / 1024 / 1024} MiB more in memory");
        growth.ShouldBeLessThan(MostGrowth);
        peers.Sum(p => p.Results).ShouldBeGreaterThan(Frames / 5, "Most messages are right enough to reach a handler.");
        peers.Sum(p => p.Errors).ShouldBeGreaterThan(Frames / 20, "Many break a rule.");
        log.Errors.ShouldBeEmpty($"seed {seed}");
    }

    /// <summary>Asks one peer after the other for its configuration; every question ends.</summary>
    private static async Task AskAsync(RunningCentralSystem system, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var session in system.Get<ChargePointRegistry>().All.ToList())
            {
                var outcome = await session.Connection.CallAsync(new OutgoingCall(new GetConfigurationRequest(), TimeSpan.FromSeconds(1)), CancellationToken.None).Within("the end of a CALL");
                outcome.ShouldNotBeNull();
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static ulong Setting(string name, ulong otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
