using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using CentralSystem.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Playwright;
using Ocpp.Messages;
using Xunit.Abstractions;

namespace CentralSystem.BrowserTests;

/// <summary>Pages of a large fleet: 10,000 charge points are registered, 1,000 of them are connected.</summary>
[Collection(Alone.Name)]
public sealed class ManyChargePointsTests(Desk desk, ITestOutputHelper output) : IClassFixture<Desk>
{
    private const int Registered = 10_000;
    private const int Connected = 1_000;
    private const int Talking = 500;
    private const int OpenPages = 8;
    private const int Tries = 3;

    /// <summary>Most renderings of a page in a second, one of which may be of a click.</summary>
    private const int MostRenderings = 6;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

    [SkippableFact]
    public async Task Pages_answer_soon_follow_within_a_second_and_take_little_memory()
    {
        Desk.NeedsBrowser();
        using (var http = desk.System.CreateHttpClient())
        {
            using var answer = await http.PostAsync("/api/v1/charge-points/import", JsonContent.Create(Enumerable.Range(0, Registered).Select(i => new { chargePointId = $"MANY-{i:00000}" })));
            answer.EnsureSuccessStatusCode();
        }

        var chargePoints = new ScriptedChargePoint[Connected];
        try
        {
            await Parallel.ForAsync(0, Connected, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, _) => chargePoints[i] = await desk.System.ConnectAsync($"MANY-{i:00000}"));
            await ShownSoonAsync("/charge-points");
            await ShownSoonAsync("/");
            await FollowsAsync(chargePoints);
            await AsksNothingWhileNothingHappensAsync(chargePoints[0]);
            await StaysFluentAsync(chargePoints);
            await TakesLittleAsync("/charge-points");
            await TakesLittleAsync("/messages");
        }
        finally
        {
            await Parallel.ForEachAsync(chargePoints.Where(chargePoint => chargePoint is not null), async (chargePoint, _) => await chargePoint.DisposeAsync());
        }
    }

    /// <summary>From the navigation in an empty browser to the first click that would be answered; the fastest of some, since other work may hold one up.</summary>
    private async Task ShownSoonAsync(string path)
    {
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            await using var open = await desk.OpenAsync(path);
            fastest = new[] { fastest, open.InteractiveAfter }.Min();
        }

        output.WriteLine($"{path} is interactive after {fastest.TotalMilliseconds:0} ms");
        fastest.ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
    }

    /// <summary>While hundreds of others report, a change is seen within a second.</summary>
    private async Task FollowsAsync(ScriptedChargePoint[] chargePoints)
    {
        await using var open = await desk.OpenAsync("/charge-points?search=MANY-0000");
        var row = open.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "MANY-00003" });
        await Assertions.Expect(row).ToContainTextAsync("connected");
        var others = Parallel.ForEachAsync(chargePoints.Skip(100).Take(500), async (chargePoint, _) =>
            await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Preparing }));
        await chargePoints[3].CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Charging });
        var began = Stopwatch.GetTimestamp();
        await Assertions.Expect(row).ToContainTextAsync("Charging", new() { Timeout = 2_000 });
        output.WriteLine($"A status is shown {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms after it was answered");
        await others;
    }

    /// <summary>Pages that nobody touches wait for what happens; they do not look for it.</summary>
    private async Task AsksNothingWhileNothingHappensAsync(ScriptedChargePoint chargePoint)
    {
        var running = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var alone = await MeasureAsync();
        await using var overview = await desk.OpenAsync("/");
        await using var list = await desk.OpenAsync("/charge-points");
        await using var transactions = await desk.OpenAsync("/transactions");
        await using var transaction = await desk.OpenAsync($"/transactions/{running}");
        await using var messages = await desk.OpenAsync("/messages");
        await MeasureAsync();
        var idle = await MeasureAsync();
        output.WriteLine($"Five open pages of which nothing happens: {alone} without, {idle} with them");

        // Once in a second the feed looks for events that others wrote; once in a while the central system looks after itself.
        var asked = idle.Queries.Except(alone.Queries).Where(query => !query.Contains("FROM \"events\"", StringComparison.Ordinal)).ToList();
        asked.Count.ShouldBeLessThan((int)Watched.TotalSeconds, string.Join('\n', asked));
    }

    /// <summary>While hundreds of charge points talk, pages follow, answer to clicks, and are not rendered without end.</summary>
    private async Task StaysFluentAsync(ScriptedChargePoint[] chargePoints)
    {
        using var stop = new CancellationTokenSource();
        var said = 0;
        var talking = Task.WhenAll(Enumerable.Range(1, Talking).Select(i => TalkAsync(chargePoints[i], i)));
        await MeasureAsync();
        var alone = await MeasureAsync();
        var pages = new Dictionary<string, OpenPage>();
        var renderings = new ConcurrentDictionary<string, int>();
        foreach (var path in new[] { "/", "/charge-points", "/messages", "/messages?action=MeterValues" })
        {
            pages[path] = await desk.OpenAsync(path, onRendered: () => renderings.AddOrUpdate(path, 1, (_, count) => count + 1));
        }

        renderings.Clear();
        said = 0;
        var began = Stopwatch.GetTimestamp();
        var watched = await MeasureAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine($"{said / seconds:0} messages/s: {alone} without, {watched} with four pages");
        foreach (var (path, count) in renderings)
        {
            output.WriteLine($"{path} is rendered {count / seconds:0.0} times/s");
            (count / seconds).ShouldBeLessThan(MostRenderings);
        }

        var messages = pages["/messages"].Page;
        (await messages.Locator("#messages tbody tr").CountAsync()).ShouldBeInRange(1, 200);
        began = Stopwatch.GetTimestamp();
        await messages.Button("Pause").ClickAsync();
        await Assertions.Expect(messages.Button("Go on")).ToBeVisibleAsync();
        output.WriteLine($"A click is answered after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        await stop.CancelAsync();
        await talking;
        foreach (var page in pages.Values)
        {
            await page.DisposeAsync();
        }

        async Task TalkAsync(ScriptedChargePoint chargePoint, int number)
        {
            var interval = TimeSpan.FromSeconds(5);
            await Task.Delay(interval * number / Talking);
            var start = TimeProvider.System.GetUtcNow();
            var id = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = start, IdTag = $"MANY-{number}" })).TransactionId;
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await chargePoint.CallAsync(A.Heartbeat);
                await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [Metering.At(start.AddSeconds(i), i)] });
                await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = i % 2 == 1 ? ChargePointStatus.Charging : ChargePointStatus.SuspendedEV });
                Interlocked.Add(ref said, 3);
                await Task.Delay(interval);
            }
        }
    }

    private async Task TakesLittleAsync(string path)
    {
        // The first ones make what all share.
        await using var before = await desk.OpenAsync(path);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var pages = new List<OpenPage>();
        for (var i = 0; i < OpenPages; i++)
        {
            pages.Add(await desk.OpenAsync(path));
        }

        var perPage = (GC.GetTotalMemory(forceFullCollection: true) - empty) / OpenPages;
        output.WriteLine($"{path} takes {perPage / 1024} KiB on the server");
        perPage.ShouldBeLessThan(4 * 1024 * 1024);
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
    }

    /// <summary>What this process does meanwhile, the scripted charge points with it.</summary>
    private static async Task<Load> MeasureAsync()
    {
        using var queries = new QueryLog();
        var (processor, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(Watched);
        return new Load(Environment.CpuUsage.TotalTime - processor, Stopwatch.GetElapsedTime(began), [.. queries.Asked]);
    }

    private sealed record Load(TimeSpan Processor, TimeSpan Time, IReadOnlyList<string> Queries)
    {
        public override string ToString() => $"{100 * Processor / Time:0} % of a processor and {Queries.Count / Time.TotalSeconds:0.0} queries/s";
    }

    /// <summary>What is asked of the database through the model.</summary>
    private sealed class QueryLog : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly List<IDisposable> _subscriptions = [];

        public QueryLog() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public ConcurrentQueue<string> Asked { get; } = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandExecutedEventData executed)
            {
                Asked.Enqueue(executed.Command.CommandText);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
    }
}

/// <summary>Tests that measure times and memory, which those of others would be part of.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
