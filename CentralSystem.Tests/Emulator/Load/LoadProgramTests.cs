using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Check;
using ChargePointEmulator.Load;
using ChargePointEmulator.Measuring;
using ChargePointEmulator.Settings;
using LoadOptions = ChargePointEmulator.Load.LoadOptions;

namespace CentralSystem.Tests.Emulator.Load;

/// <summary>The command from its file to its exit code, in real time.</summary>
[Collection(Heavy.Name)]
public sealed class LoadProgramTests : IDisposable
{
    private const string Short = """
        load: short
        fleet: { count: 2 }
        drain: 1s
        stages: [ { ramp: { to: 2 } }, { event: { surge: { for: 200ms, session: { duration: 100ms } } } } ]
        """;

    private static readonly string[] Kinds = ["html", "json", "junit", "md"];

    private readonly TempDirectory _files = new();

    [Fact]
    public async Task A_run_that_holds_its_thresholds_is_0_and_every_report_tells_it()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        (await RunAsync(central, output, Short + "\nthresholds: { connectSuccess: \"==100%\", \"p99(StartTransaction)\": \"<20s\" }", Kinds)).ShouldBe(0);
        output.ToString().ShouldContain("✓ p99(StartTransaction) <20s");
        output.ToString().ShouldContain("short: passed");
        Kinds.ShouldAllBe(kind => File.ReadAllText(PathOf(kind)).Contains("StartTransaction", StringComparison.Ordinal));
        var json = JsonNode.Parse(File.ReadAllText(PathOf("json")))!;
        ((string?)json["verdict"], (long)json["actions"]!["StartTransaction"]!["ok"]!, (long)json["sessions"]!["started"]!).ShouldBe(("passed", 2, 2));
        XDocument.Load(PathOf("junit")).Descendants("testcase").Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_missed_threshold_is_2_and_hostile_texts_harm_no_report()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        central.Refuse("StatusNotification", "<b>|\u0001InternalError");
        using var output = new StringWriter();
        (await RunAsync(central, output, Short + "\nthresholds: { callErrors: \"==0\" }", Kinds)).ShouldBe(2);
        output.ToString().ShouldContain("✗ callErrors ==0");
        output.ToString().ShouldNotContain("\u0001");
        XDocument.Load(PathOf("junit")).Descendants("failure").Count().ShouldBe(1);
        File.ReadAllText(PathOf("html")).ShouldNotContain("<b>|");
        File.ReadAllText(PathOf("md")).ShouldContain("&lt;b>\\|");
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_costs_no_other()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        Directory.CreateDirectory(PathOf("json"));
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(central, output, "fleet: {}\nstages: [ { ramp: { to: 1 } } ]", ["json", "md"]))).Message.ShouldContain($"{PathOf("json")} cannot be written");
        File.ReadAllText(PathOf("md")).ShouldContain("BootNotification");
    }

    [Fact]
    public async Task Nobody_there_is_4_and_ends_with_the_ramp()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        central.RefuseWith = 404;
        using var output = new StringWriter();
        (await RunAsync(central, output, "fleet: {}\nstages: [ { ramp: { to: 1, within: 100ms } }, { hold: { for: 1h } } ]", ["json"])).ShouldBe(4);
        output.ToString().ShouldContain("HTTP 404");
        File.ReadAllText(PathOf("json")).ShouldContain("never connected");
    }

    [Fact]
    public async Task An_interruption_is_130_and_the_report_is_still_written()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        using var interrupt = new CancellationTokenSource();
        var running = RunAsync(central, output, "fleet: {}\nstages: [ { ramp: { to: 1 } }, { hold: { for: 1h } } ]", ["json"], interrupted: interrupt.Token);
        var connection = await central.ConnectionAsync("CP00001");
        await connection.BootedAsync();
        await interrupt.CancelAsync();
        (await running.Within("the run ends")).ShouldBe(130);
        ((bool)JsonNode.Parse(File.ReadAllText(PathOf("json")))!["interrupted"]!).ShouldBeTrue();
        await connection.Ended;
        connection.WasClosedInOrder.ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_let_things_happen_end_the_run_and_are_named_below_the_table()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        var keys = new ConcurrentQueue<char>();
        using var text = new StringWriter();
        await using var output = TextWriter.Synchronized(text);
        var running = RunAsync(
            central, output, "fleet: { count: 2 }\nstages: [ { ramp: { to: 1 } }, { hold: { for: 1h } }, { event: { blackout: { for: 10ms } } } ]", ["json", "md"],
            terminal: new LoadTerminal(() => (120, 40), () => keys.TryDequeue(out var key) ? key : null));
        var first = await central.ConnectionAsync("CP00001");
        await first.BootedAsync();
        await Eventually.TrueAsync(() => Shown().Contains("stage 2 hold", StringComparison.Ordinal), "the hold is shown");
        new Screen(120, 40).Feed(Shown()).Lines[^1].ShouldBe("keys: b blackout  s surge  + 1 more  - 1 fewer  d details  q stop");
        keys.Enqueue('+');
        await (await central.ConnectionAsync("CP00002")).BootedAsync();
        keys.Enqueue('+');
        await Eventually.TrueAsync(() => Shown().Contains("last: all are on", StringComparison.Ordinal), "why not is shown");
        keys.Enqueue('d');
        await Eventually.TrueAsync(() => new Screen(120, 40).Feed(Shown()).Text.Contains("message id", StringComparison.Ordinal), "details are shown");
        keys.Enqueue('B');
        await first.Ended;
        await (await central.ConnectionAsync("CP00001")).BootedAsync();
        await Eventually.TrueAsync(() => Shown().Contains("blackout of 100%: 2 back after", StringComparison.Ordinal), "the result is shown");
        keys.Enqueue('q');
        (await running.Within("the run ends")).ShouldBe(130);
        var json = JsonNode.Parse(File.ReadAllText(PathOf("json")))!;
        json["byHand"]!.AsArray().Select(each => (string?)each!["what"]).ShouldBe(["1 more", "blackout of 100%", "stop"]);
        File.ReadAllText(PathOf("md")).ShouldContain("## By hand");

        string Shown()
        {
            lock (output)
            {
                return text.ToString();
            }
        }
    }

    [Fact]
    public async Task Each_charge_point_of_a_file_of_passwords_shows_its_own()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        File.WriteAllText(Path.Combine(_files.FullName, "keys.txt"), "# of the depot\nCP00001:first:half\nCP00002:00112233445566778899aabbccddeeff\n");
        (await RunAsync(central, output, "target: { security: { keysFile: keys.txt, key: of-the-others } }\nfleet: { count: 3 }\nstages: [ { ramp: { to: 3 } } ]", [])).ShouldBe(0);
        var shown = new Dictionary<string, string>();
        while (central.Handshakes.Reader.TryRead(out var handshake))
        {
            shown[handshake.Path] = handshake.Authorization;
        }

        shown.ShouldBe(
            new Dictionary<string, string>
            {
                ["/ocpp/CP00001"] = Basic([.. "CP00001:first:half"u8]),
                ["/ocpp/CP00002"] = Basic([.. "CP00002:"u8, .. Convert.FromHexString("00112233445566778899aabbccddeeff")]),
                ["/ocpp/CP00003"] = Basic([.. "CP00003:of-the-others"u8]),
            },
            ignoreOrder: true);

        static string Basic(byte[] credentials) => "Basic " + Convert.ToBase64String(credentials);
    }

    [Fact]
    public async Task The_trace_has_every_frame_in_the_shape_that_others_read_without_passwords()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        var trace = Path.Combine(_files.FullName, "trace.jsonl");
        var running = RunAsync(central, output, "fleet: {}\nstages: [ { ramp: { to: 1 } }, { hold: { for: 1s } } ]", [], new LoadOptions { File = "", Trace = trace });
        var connection = await central.ConnectionAsync("CP00001");
        await connection.BootedAsync();
        await connection.StatusOfAsync("GetConfiguration", """{"key":5}""");

        // Last, because it is used at once: in a new connection.
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"AuthorizationKey","value":"00112233445566778899aabbccddeeff"}""");
        (await running).ShouldBe(0);
        var records = File.ReadLines(trace).Select(line => JsonNode.Parse(line)!).ToArray();
        records.ShouldAllBe(record => (string?)record["schemaVersion"] == "1.0" && (string?)record["chargePointId"] == "CP00001" && (string?)record["transport"] == "json");
        var boot = records[0];
        ((string?)boot["direction"], (string?)boot["messageType"], (string?)boot["action"], (string?)boot["payload"]!["chargePointVendor"]).ShouldBe(("cp-to-csms", "CALL", "BootNotification", "CentralSystem"));
        ((string?)records[1]["messageType"], (string?)records[1]["action"], (string?)records[1]["messageId"]).ShouldBe(("CALLRESULT", "BootNotification", (string?)boot["messageId"]));
        records.ShouldContain(record => (string?)record["messageType"] == "CALLERROR" && record["error"]!["code"] != null);
        File.ReadAllText(trace).ShouldNotContain("00112233");
    }

    [Fact]
    public async Task Figures_for_Prometheus_bear_no_charge_point()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        using var interrupt = new CancellationTokenSource();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = new LoadOptions { File = "", MetricsPort = port };
        var yaml = Short.Replace("200ms", "1h", StringComparison.Ordinal);
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(central, output, yaml, [], options))).Message.ShouldContain("--metrics-port");
        taken.Stop();
        var running = RunAsync(central, output, yaml, [], options, interrupted: interrupt.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var text = "";
        await Eventually.TrueAsync(
            async () =>
            {
                text = await http.GetStringAsync("/metrics");
                return text.Contains("ocpp_emulator_calls_total{action=\"StopTransaction\",outcome=\"ok\"} 2\n", StringComparison.Ordinal);
            },
            "both sessions end");
        text.ShouldContain("# TYPE ocpp_emulator_call_duration_seconds histogram\n");
        text.ShouldContain("ocpp_emulator_charge_points{state=\"accepted\"} 2\n");
        text.ShouldContain("ocpp_emulator_call_duration_seconds_bucket{action=\"BootNotification\",le=\"+Inf\"} 2\n");
        text.ShouldNotContain("CP0000");
        (await http.GetStringAsync("/healthz")).ShouldContain("ok");
        await interrupt.CancelAsync();
        (await running.Within("the run ends")).ShouldBe(130);
    }

    [Fact]
    public async Task Connections_are_spread_over_the_addresses_that_were_given()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        using var output = new StringWriter();
        var options = new LoadOptions { File = "", Overrides = new LoadOverrides { Bind = new([IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")], "--bind") } };
        (await RunAsync(central, output, "fleet: { count: 4 }\nstages: [ { ramp: { to: 4 } } ]", [], options)).ShouldBe(0);
        var from = new List<string>();
        while (central.Handshakes.Reader.TryRead(out var handshake))
        {
            from.Add(handshake.From!.ToString());
        }

        from.Order().ShouldBe(["127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.3"]);
    }

    [Fact]
    public void A_run_of_a_large_fleet_fits_into_120_columns_with_all_that_is_asked_for_first()
    {
        var histogram = new LatencyHistogram();
        foreach (var milliseconds in new[] { 1.5, 250, 12_345, 31_000 })
        {
            histogram.Add(TimeSpan.FromMilliseconds(milliseconds));
        }

        var counts = new long[LatencyHistogram.Buckets];
        var longest = histogram.AddTo(counts);
        var profile = LoadReader.Read("load: evening-of-the-first-day\ntarget: { url: \"wss://central-system.example.org:8443/services/ocpp\" }\nfleet: { count: 50000 }\nstages: [ { ramp: { to: 50000 } } ]", "x");
        var status = new ActionFigures { Name = "StatusNotification", Ok = 1_234_567, Errors = 12, TimedOut = 345, Lost = 67, CutOff = 1_234, Open = 56, Unsent = 7_890, Latency = new Latencies(counts, longest) };
        var summary = new LoadSummary
        {
            Profile = profile,
            StartedAt = default,
            Duration = TimeSpan.FromMinutes(35),
            Fleet = new FleetState(50_000, 49_998, 49_998, 12_345, 678, 9),
            Traffic = new TrafficFigures([status]) { Disconnects = 1_234 },
            Sessions = new SessionFigures(Planned: 1_234_567, Started: 1_200_000, Late: 34_567, TurnedAway: 345, Failed: 12, Running: 12_345) { Waiting = 678, Beginning = 9, CutOff = 12 },
        };
        using var output = new StringWriter();
        new LoadConsole(output, new LoadTerminal(() => (120, 30), () => null)).Show(summary);
        var screen = new Screen(120, 30).Feed(output.ToString());
        screen.Lines.ShouldAllBe(line => line.Length < 120);
        screen.Lines.Single(line => line.StartsWith("action", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["action", "sent", "ok", "err", "t/o", "lost", "cut", "open", "unsent", "p50", "p95", "p99", "max", "/s"]);
    }

    [Theory]
    [InlineData(19_800, 20_000L, null)]
    [InlineData(19_801, 20_000L, "19801 charge points are as many open files, but this process may have 20000 (ulimit -Hn) and needs 200 itself: 19800 fit.")]
    [InlineData(1, 100L, "0 fit")]
    [InlineData(1_000_000, null, null)]
    public void A_fleet_that_has_not_enough_files_to_open_does_not_begin(int chargePoints, long? limit, string? refusal)
    {
        if (refusal is null)
        {
            OpenFiles.Refusal(chargePoints, limit).ShouldBeNull();
        }
        else
        {
            OpenFiles.Refusal(chargePoints, limit).ShouldNotBeNull().ShouldContain(refusal);
        }
    }

    [Fact]
    public async Task Outside_a_terminal_it_tells_lines_of_JSON()
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        await using var runner = new LoadRunner(LoadReader.Read("fleet: {}\nstages: [ { ramp: { to: 1 } } ]", "x", new LoadOverrides { Url = new(central.Endpoint, "") }), TimeProvider.System);
        await runner.RunAsync(CancellationToken.None);
        using var output = new StringWriter();
        new LoadConsole(output, terminal: null).Show(runner.Read());
        var line = JsonNode.Parse(output.ToString())!;
        ((int)line["accepted"]!, (long)line["actions"]!["BootNotification"]!["ok"]!).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData(80, 24, true)]
    [InlineData(120, 40, false)]
    [InlineData(120, 40, true)]
    [InlineData(40, 8, true)]
    [InlineData(0, 0, false)]
    public async Task On_a_terminal_the_table_stays_in_its_place_whatever_its_size(int columns, int rows, bool hasKeys)
    {
        await using var central = await ScriptedCentralSystem.StartAsync();
        central.Refuse("StatusNotification", "\e[2JInternalError");
        await using var runner = new LoadRunner(
            LoadReader.Read("load: \"\\e[31mred\"\nfleet: { count: 2 }\nstages: [ { ramp: { to: 2 } } ]\nthresholds: { callErrors: \"==0\" }", "x", new LoadOverrides { Url = new(central.Endpoint, "") }),
            TimeProvider.System);
        using var output = new StringWriter();
        var console = new LoadConsole(output, new LoadTerminal(() => (columns, rows), hasKeys ? () => null : null));
        console.Show(runner.Read());
        var summary = await runner.RunAsync(CancellationToken.None);
        console.Show(summary);
        console.Show(summary);
        var live = new Screen(columns > 0 ? columns : 80, rows > 0 ? rows : 24).Feed(output.ToString());
        live.Lines.ShouldAllBe(line => !line.Contains('\e'));
        live.Lines.Count(line => line.StartsWith("stage", StringComparison.Ordinal)).ShouldBe(1);
        live.Scrolled.ShouldBe(0);
        live.Text.Contains("q stop", StringComparison.Ordinal).ShouldBe(hasKeys);
        console.ShowEnd(summary);

        // Of what moved nothing is left; what stays is whole.
        var whole = new Screen(columns > 0 ? columns : 80, 1_000).Feed(output.ToString());
        whole.Lines.ShouldNotContain(line => line.StartsWith("stage ", StringComparison.Ordinal));
        whole.Lines.ShouldContain("  ✗ callErrors ==0: 6");
        whole.Lines[^1].ShouldEndWith("threshold missed");
        whole.Text.ShouldContain("BootNotification");
    }

    public void Dispose() => _files.Dispose();

    private string PathOf(string kind) => Path.Combine(_files.FullName, $"report.{kind}");

    private Task<int> RunAsync(ScriptedCentralSystem central, TextWriter output, string yaml, IReadOnlyList<string> reports, LoadOptions? options = null, LoadTerminal? terminal = null, CancellationToken interrupted = default)
    {
        var file = Path.Combine(_files.FullName, "x.load.yaml");
        File.WriteAllText(file, yaml);
        options ??= new LoadOptions { File = file };
        options = options with { File = file, Overrides = options.Overrides with { Url = new(central.Endpoint, "--url") }, Reports = [.. reports.Select(kind => $"{kind}={PathOf(kind)}")] };
        return LoadProgram.RunAsync(options, output, terminal, TimeProvider.System, interrupted);
    }
}
