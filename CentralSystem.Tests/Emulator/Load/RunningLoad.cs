using CentralSystem.Tests.Support;
using ChargePointEmulator.Load;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Emulator.Load;

/// <summary>A load on fake time against a scripted Central System over real sockets; a fault of the emulator fails the test.</summary>
internal sealed class RunningLoad : IAsyncDisposable
{
    /// <summary>Real time for minutes of fake time, on a machine that does much else.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Real time that a CALL is given for its answer in a step where it may never come: it costs that in each.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(40);

    private readonly CancellationTokenSource _interrupt = new();
    private Task<LoadSummary>? _running;

    private RunningLoad(ScriptedCentralSystem central, FakeTimeProvider time, LoadRunner runner) => (Central, Time, Runner) = (central, time, runner);

    public ScriptedCentralSystem Central { get; }

    /// <summary>The script leaves CALLs unanswered. Otherwise the clock waits for each answer: a busy machine must not make the Central System slow.</summary>
    public bool IsSilent { get; set; }

    public FakeTimeProvider Time { get; }

    public LoadRunner Runner { get; }

    /// <summary>Starts a load whose first stage switches charge points on, and waits in real time until they are accepted.</summary>
    public static async Task<RunningLoad> AcceptedAsync(string yaml, int chargePoints = 1, Action<ScriptedCentralSystem>? script = null, bool isSilent = false)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        var central = await ScriptedCentralSystem.StartAsync(time);
        script?.Invoke(central);
        var profile = LoadReader.Read(yaml, "test.load.yaml", new LoadOverrides { Url = new(central.Endpoint, "--url") });
        var load = new RunningLoad(central, time, new LoadRunner(profile, time)) { IsSilent = isSilent };
        load._running = load.Runner.RunAsync(load._interrupt.Token);
        await load.AdvanceUntilAsync(() => load.Runner.Fleet.Members.Count(member => member.ChargePoint.Outbox.IsOnline) == chargePoints, step: 0.005);
        return load;
    }

    /// <summary>Lets time pass in small steps, with real time for what is under way, until something holds.</summary>
    public async Task AdvanceUntilAsync(Func<bool> holds, double step = 0.25)
    {
        var limit = DateTime.UtcNow + Longest;
        while (!holds())
        {
            (DateTime.UtcNow < limit).ShouldBeTrue("it does not happen");
            await AdvanceAsync(step);
        }
    }

    /// <summary>Lets so much time pass.</summary>
    public async Task AdvanceSecondsAsync(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.25)
        {
            await AdvanceAsync(0.25);
        }
    }

    /// <summary>Lets time pass until the run is over.</summary>
    public async Task<LoadSummary> EndedAsync()
    {
        await AdvanceUntilAsync(() => _running!.IsCompleted);
        var summary = await _running!;
        summary.Faults.ShouldBeEmpty();
        return summary;
    }

    /// <summary>Ends the run as Ctrl+C does.</summary>
    public Task InterruptAsync() => _interrupt.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _interrupt.CancelAsync();
        await _running!.WaitAsync(Patience.Limit);
        var goodbye = Runner.DisposeAsync().AsTask();
        await AdvanceUntilAsync(() => goodbye.IsCompleted);
        await Central.DisposeAsync();
        _interrupt.Dispose();
    }

    private async Task AdvanceAsync(double seconds)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        var began = TimeProvider.System.GetTimestamp();
        do
        {
            await Task.Delay(1);
        }
        while (Runner.Fleet.Members.Any(member => member.ChargePoint.Outbox.Outstanding > 0) && TimeProvider.System.GetElapsedTime(began) < (IsSilent ? Glance : Patience.Limit));
    }
}
