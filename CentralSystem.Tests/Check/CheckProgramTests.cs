using CentralSystem.Tests.Support;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Check;

/// <summary>Files, verdicts and ends of a run.</summary>
public sealed class CheckProgramTests : IDisposable
{
    private readonly TempDirectory _files = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _output.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("baseUrl: http://cs\noperations:\n  Reset: { url: x, bdy: y }", ":3:20: Reset has no key 'bdy'; did you mean 'body'?")]
    [InlineData("baseUrl: http://cs\noperations:\n  Heartbeat: { url: x }", ":3:3: 'Heartbeat' is no operation that a central system sends")]
    [InlineData("baseUrl: http://cs\noperations:\n  Reset: { url: \"${chargePoint}\" }", ":3:17: '${chargePoint}' is none of ${chargePointId}")]
    [InlineData("baseUrl: http://cs\noperations:\n  Reset: { url: x, method: FETCH }", ":3:28: method is 'FETCH'")]
    [InlineData("baseUrl: cs\noperations: {}", ":1:10: baseUrl is 'cs'")]
    [InlineData("baseUrl: http://cs\noperations:\n  Reset: [x]", ":3:10: Reset must be a map of keys and values, but is a list.")]
    [InlineData("baseUrl: http://cs/${env:NOT_SET_ANYWHERE}\noperations: {}", ":1:10: the environment variable NOT_SET_ANYWHERE is not set")]
    [InlineData("baseUrl: [", ":2:1: ")]
    public void Driver_file_that_cannot_be_used_is_refused_with_line_and_column(string content, string words) =>
        Should.Throw<DocumentException>(() => HttpDriverFile.Read(FileOf("driver.yaml", content))).Message.ShouldContain(words);

    [Theory]
    [InlineData("idTag: TAG-1", ":1:1: Test data has no key 'idTag'; did you mean 'idTags'?")]
    [InlineData("tls:\n  url: ws://cs", ":2:8: url must be wss://")]
    [InlineData("sameParent: { first: A }", ":1:13: sameParent needs second.")]
    [InlineData("tls: { centralSystemRoots: /no/such/file }", ":1:28: centralSystemRoots cannot be read as PEM")]
    public async Task Data_file_that_cannot_be_used_is_refused_with_line_and_column(string content, string words) =>
        (await Should.ThrowAsync<DocumentException>(() => RunAsync(new() { Url = "ws://cs/ocpp", DataFile = FileOf("data.yaml", content) }))).Message.ShouldContain(words);

    [Theory]
    [InlineData("TC_003", "has no reason")]
    [InlineData("TC_777 because", "is not known")]
    public async Task Expected_failures_that_cannot_be_used_are_refused_with_their_line(string content, string words) =>
        (await Should.ThrowAsync<DocumentException>(() => RunAsync(new() { Url = "ws://cs/ocpp", ExpectedFailuresFile = FileOf("known.txt", "\n" + content) }))).Message.ShouldMatch($"known.txt:2:1: .*{words}");

    [Fact]
    public async Task Failure_ends_with_1_and_shows_the_rule_and_the_frames()
    {
        await using var system = await FaultyCentralSystem.StartAsync(Fault.ExtraFieldInAnswers);
        (await RunAsync(new() { Url = system.Endpoint.ToString(), Cases = ["TC_001"] })).ShouldBe(ExitCode.Failed);
        _output.ToString().ShouldContain("FAIL");
        _output.ToString().ShouldContain("OCPP 1.6 chapter 6, BootNotification.conf; spec");
        _output.ToString().ShouldContain("\"server\":\"mine\"");
    }

    [Fact]
    public async Task Failure_that_is_expected_with_a_reason_ends_with_0()
    {
        await using var system = await FaultyCentralSystem.StartAsync(Fault.ExtraFieldInAnswers);
        (await RunAsync(new() { Url = system.Endpoint.ToString(), Cases = ["TC_001"], ExpectedFailuresFile = FileOf("known.txt", "TC_001 vendor will not fix") })).ShouldBe(ExitCode.Ok);
        _output.ToString().ShouldContain("FAIL (known)");
    }

    [Fact]
    public async Task Interrupted_run_ends_with_130_and_its_report_is_written()
    {
        await using var system = await FaultyCentralSystem.StartAsync(Fault.NoAnswerToStopOfMinusOne);
        using var interrupt = new CancellationTokenSource();
        var report = Path.Combine(_files.FullName, "report.json");
        var options = new CheckOptions { Url = system.Endpoint.ToString(), Cases = ["TC_001", "XS24"], Parallel = 1, TimeoutSeconds = 60, Reports = [$"json={report}"] };
        var run = RunAsync(options, interrupt.Token);
        await system.Ignored.Within("a case that waits for an answer");
        await interrupt.CancelAsync();

        (await run.Within("the end of the run")).ShouldBe(ExitCode.Interrupted);
        var written = await File.ReadAllTextAsync(report);
        written.ShouldContain("\"interrupted\": true");
        written.ShouldContain("TC_001_CSMS", customMessage: "what was over before");
    }

    [Fact]
    public async Task Person_is_asked_and_the_CALL_counts_not_the_key()
    {
        await using var system = await FaultyCentralSystem.StartAsync(Fault.None);
        var options = new CheckOptions { Url = system.Endpoint.ToString(), Cases = ["TC_061"], Driver = "prompt" };
        using var skipping = new StringReader("what?\ns\n");
        (await CheckProgram.RunAsync(options, _output, skipping, default)).ShouldBe(ExitCode.Ok);
        _output.ToString().ShouldContain("Have the central system send ClearCache to CHECK-");
        _output.ToString().ShouldContain("ClearCache was skipped");
    }

    [Fact]
    public async Task A_CALL_that_a_person_says_was_sent_is_not_waited_for_as_long_as_the_person()
    {
        await using var system = await FaultyCentralSystem.StartAsync(Fault.None);
        var options = new CheckOptions { Url = system.Endpoint.ToString(), Cases = ["TC_061"], Driver = "prompt", TimeoutSeconds = 0.5 };
        using var done = new StringReader("\n");
        (await CheckProgram.RunAsync(options, _output, done, default).Within("the end of the run")).ShouldBe(ExitCode.HarnessError);
        _output.ToString().ShouldContain("no such CALL came within 0.5 s");
    }

    [Fact]
    public void Password_that_travels_in_a_frame_is_in_no_report()
    {
        var transcript = new ChargePointEmulator.Check.Wire.Transcript();
        transcript.Add("CP", '<', """[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"00112233"}]""");
        transcript.Add("CP", '<', """[2,"2","ChangeConfiguration",{"value":"00112233","key":"AuthorizationKey"}]""");
        transcript.Lines.ShouldAllBe(line => line.Text.Contains("***") && !line.Text.Contains("00112233"));
    }

    private Task<int> RunAsync(CheckOptions options, CancellationToken cancellationToken = default) => CheckProgram.RunAsync(options, TextWriter.Synchronized(_output), TextReader.Null, cancellationToken);

    private string FileOf(string name, string content)
    {
        var path = Path.Combine(_files.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
