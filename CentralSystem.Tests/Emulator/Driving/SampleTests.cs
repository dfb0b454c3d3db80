using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Scenarios;
using ChargePointEmulator.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace CentralSystem.Tests.Emulator.Driving;

/// <summary>Every sample, side by side against one running central system, each with idTags of its own.</summary>
public sealed class PlayedSamples : IAsyncLifetime
{
    private readonly Dictionary<string, ScenarioResult> _results = [];

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "ChargePointEmulator", "samples", "scenarios")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    internal ScenarioResult Of(string file) => _results[file];

    public async Task InitializeAsync()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var http = system.CreateHttpClient();
        await using var driver = new CentralSystemDriver(system.Address, TestAccess.BootstrapApiKey);
        var played = await Task.WhenAll(Files.Select(async (file, index) =>
        {
            var (tag, other) = ($"SAMPLE{index:00}A", $"SAMPLE{index:00}B");
            foreach (var idTag in new[] { tag, other })
            {
                (await http.PutAsJsonAsync($"/api/v1/id-tags/{idTag}", new { status = "Accepted" })).EnsureSuccessStatusCode();
            }

            var settings = new EmulatorSettings { Endpoint = new Uri(system.OcppUri("").AbsoluteUri.TrimEnd('/')), ConnectRatePerSecond = 1000, FileStepTime = TimeSpan.FromMilliseconds(100) };
            var variables = new JsonObject { ["tag"] = tag, ["other"] = other };
            var scenario = ScenarioReader.ReadFile(Path.Combine(Repository.Root, "ChargePointEmulator", "samples", "scenarios", file));
            var runner = new ScenarioRunner(settings, driver, variables, null, TimeProvider.System, NullLoggerFactory.Instance);
            return (file, result: await runner.RunAsync(scenario, _ => { }, CancellationToken.None));
        }));
        foreach (var (file, result) in played)
        {
            _results[file] = result;
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

public class SampleTests(PlayedSamples samples) : IClassFixture<PlayedSamples>
{
    public static TheoryData<string> Files => [.. PlayedSamples.Files];

    [Theory, MemberData(nameof(Files))]
    public void A_sample_passes_against_the_central_system(string file)
    {
        var result = samples.Of(file);
        (result.Verdict, result.Message).ShouldBe((ScenarioVerdict.Passed, ""), string.Join('\n', result.Frames.Select(ScenarioReport.Text)));
    }

    [Fact]
    public void There_is_a_sample_for_each_kind_of_thing() => PlayedSamples.Files.Count.ShouldBeGreaterThanOrEqualTo(10);
}
