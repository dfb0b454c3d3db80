using System.Net.Http.Json;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Load;

namespace CentralSystem.Tests.Emulator.Load;

/// <summary>Every sample, small, side by side and fifty times as fast, against one running central system.</summary>
public sealed class LoadedSamples : IAsyncLifetime
{
    private readonly Dictionary<string, LoadSummary> _summaries = [];

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "ChargePointEmulator", "samples"), "*.load.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    internal LoadSummary Of(string file) => _summaries[file];

    public async Task InitializeAsync()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient();
        foreach (var idTag in new[] { "TAG00001", "TAG00002", "TAG00003" })
        {
            (await http.PutAsJsonAsync($"/api/v1/id-tags/{idTag}", new { status = "Accepted" })).EnsureSuccessStatusCode();
        }

        var ended = await Task.WhenAll(Files.Select(async (file, index) =>
        {
            var overrides = new LoadOverrides { Url = new(new Uri(system.OcppUri("").AbsoluteUri.TrimEnd('/')), "--url"), Count = new(6, "--count") };
            var profile = LoadReader.ReadFile(Path.Combine(Repository.Root, "ChargePointEmulator", "samples", file), overrides);

            // Each has charge points of its own.
            var identities = ChargePointEmulator.Settings.IdentityPattern.TryParse($"LOAD{index}-{{n}}", 6)!;
            await using var runner = new LoadRunner(profile with { Fleet = profile.Fleet with { Identities = identities } }, new ScaledTime(50));
            return (file, summary: await runner.RunAsync(CancellationToken.None));
        }));
        foreach (var (file, summary) in ended)
        {
            _summaries[file] = summary;
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

public class LoadSampleTests(LoadedSamples samples) : IClassFixture<LoadedSamples>
{
    public static TheoryData<string> Files => [.. LoadedSamples.Files];

    /// <summary>Thresholds of time mean nothing at fifty times the speed; the others have to hold.</summary>
    [Theory, MemberData(nameof(Files))]
    public void A_sample_runs_against_the_central_system(string file)
    {
        var summary = samples.Of(file);
        summary.Faults.ShouldBeEmpty();
        summary.Stages.Count.ShouldBe(summary.Profile.Stages.Count);
        summary.Traffic.Calls.Sum(calls => calls.Ok).ShouldBeGreaterThan(30);
        summary.Traffic.Calls.Sum(calls => calls.Errors).ShouldBe(0, string.Join('\n', summary.Errors));
        summary.Recoveries.ShouldAllBe(recovery => recovery.Missing == 0);
        summary.Thresholds.ShouldNotBeEmpty();
        summary.Thresholds.ShouldAllBe(threshold => threshold.Measured != "not measured");
    }

    [Fact]
    public void Where_people_come_they_charge() =>
        LoadedSamples.Files.Select(samples.Of).Where(summary => summary.Sessions.Planned > 0).ToArray().ShouldSatisfyAllConditions(
            busy => busy.Length.ShouldBeGreaterThanOrEqualTo(3),
            busy => busy.ShouldAllBe(summary => summary.Sessions.Started > 0 && summary.Traffic.Of("StopTransaction").Ok > 0));
}
