using System.Text.Json.Nodes;
using System.Xml.Linq;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Check;
using ChargePointEmulator.Scenarios;

namespace CentralSystem.Tests.Emulator.Driving;

public sealed class ScenarioProgramTests : IDisposable
{
    private readonly TempDirectory _files = new();

    [Fact]
    public async Task A_failure_names_the_step_what_came_instead_and_shows_the_frames_in_every_report()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        central.Answer("StartTransaction", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Blocked" }, ["transactionId"] = 5 });
        var file = Write("s.yaml", """
            scenario: blocked
            steps:
              - boot: {}
              - { plug: 1 }
              - { swipe: T }
              - { expectReply: StartTransaction, match: { idTagInfo: { status: Accepted } }, within: 2s }
            """);
        using var output = new StringWriter();
        string[] kinds = ["junit", "json", "md", "html"];
        var exit = await RunAsync(central, output, file, [.. kinds.Select(kind => $"{kind}={PathOf(kind)}")]);
        exit.ShouldBe(1);
        output.ToString().ShouldContain("FAIL blocked");
        output.ToString().ShouldContain("s.yaml:6:5: expectReply StartTransaction");
        output.ToString().ShouldContain("idTagInfo.status is \"Blocked\", not \"Accepted\"");
        kinds.ShouldAllBe(kind => File.ReadAllText(PathOf(kind)).Contains("StartTransaction", StringComparison.Ordinal));
        XDocument.Load(PathOf("junit")).Descendants("failure").Count().ShouldBe(1);
        JsonNode.Parse(File.ReadAllText(PathOf("json")))!["verdict"]!.GetValue<string>().ShouldBe("Failed");
    }

    [Fact]
    public async Task Nobody_there_is_exit_code_4()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        central.RefuseWith = 404;
        using var output = new StringWriter();
        (await RunAsync(central, output, Write("s.yaml", "scenario: x\nsteps:\n  - { boot: {}, within: 2s }"))).ShouldBe(4);
        output.ToString().ShouldContain("HTTP 404");
    }

    [Fact]
    public async Task An_interruption_is_130_and_the_report_is_still_written()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        using var interrupt = new CancellationTokenSource();
        var running = RunAsync(central, output, Write("s.yaml", "scenario: x\nsteps:\n  - boot: {}\n  - { after: 1h }"), [$"json={PathOf("json")}"], interrupt.Token);
        await (await central.ConnectionAsync("x")).NextAsync("BootNotification");
        await interrupt.CancelAsync();
        (await running.Within("the run ends")).ShouldBe(130);
        File.ReadAllText(PathOf("json")).ShouldContain("Interrupted");
    }

    [Fact]
    public async Task A_scenario_that_takes_too_long_fails()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        (await RunAsync(central, output, Write("s.yaml", "scenario: x\ntimeout: 300ms\nsteps:\n  - { after: 1h }"))).ShouldBe(1);
        output.ToString().ShouldContain("did not end within 300 ms");
    }

    [Fact]
    public async Task What_was_used_by_one_expectation_is_not_there_for_another_and_what_went_before_is_out_of_sight()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        (await RunAsync(central, output, Write("s.yaml", """
            scenario: windows
            steps:
              - boot: {}
              - { plug: 1 }
              - { expectSent: StatusNotification, match: { status: Preparing }, within: 5s }
              - { expectNone: StatusNotification, match: { status: Preparing }, for: 100ms }
              - { unplug: 1 }
              - { expectSent: StatusNotification, match: { status: Available, connectorId: 1 }, within: 5s, save: { at: timestamp } }
              - { set: { later: "${at}" } }
              - if: { later: { pattern: "^20" } }
                then: [ { log: "seen at ${later}" } ]
                else: [ { expectSent: Heartbeat, within: 1ms } ]
            """))).ShouldBe(0, output.ToString());
    }

    [Fact]
    public async Task Operating_the_Central_System_needs_a_driver()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(central, output, Write("s.yaml", "scenario: x\nsteps:\n  - { operate: Reset, payload: { type: Soft } }"))))
            .Message.ShouldContain("--driver says how");
    }

    public void Dispose() => _files.Dispose();

    private static Task<int> RunAsync(ScriptedCentralSystem central, StringWriter output, string file, string[]? reports = null, CancellationToken cancellationToken = default) => ScenarioProgram.RunAsync(
        new ScenarioOptions { Files = [file], Url = central.Endpoint.AbsoluteUri, Reports = reports ?? [] }, TextReader.Null, output, cancellationToken);

    private string PathOf(string name) => Path.Combine(_files.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }
}
