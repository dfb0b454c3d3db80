using CentralSystem.Tests.Support;
using ChargePointEmulator.CommandLine;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Check;

/// <summary>The samples of the emulator and the whole command, from its words to its exit code and reports.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Sample_files_drive_our_central_system_and_the_reports_are_written()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        foreach (var idTag in new[] { "CHECK-TAG-1", "CHECK-TAG-2", "CHECK-TAG-3" })
        {
            await system.AddIdTagAsync(idTag);
        }

        Environment.SetEnvironmentVariable("CENTRALSYSTEM_URL", system.Address.ToString().TrimEnd('/'));
        Environment.SetEnvironmentVariable("API_KEY", TestAccess.BootstrapApiKey);
        using var files = new TempDirectory();
        string At(string name) => Path.Combine(files.FullName, name);
        await File.WriteAllTextAsync(At("known.txt"), "# what we know\nTC_064 nothing at all, it passes\n");
        string[] check =
        [
            "check", "--url", system.OcppUri("", "/ocpp").ToString(), "--driver", "http", "--driver-file", Sample("centralsystem.driver.yaml"), "--data", Sample("centralsystem.data.yaml"),
            "--case", "TC_003", "--case", "TC_013", "--case", "TC_056", "--case", "TC_064", "--timeout", "8",
        ];

        (await EmulatorCommandLine.RunAsync([.. check, "--report", $"json={At("r.json")}", "--report", $"junit={At("r.xml")}", "--report", $"md={At("r.md")}", "--report", $"html={At("r.html")}"])).ShouldBe(ExitCode.Ok);
        foreach (var report in new[] { "r.json", "r.xml", "r.md", "r.html" })
        {
            var text = await File.ReadAllTextAsync(At(report));
            text.ShouldContain("TC_056_CSMS", customMessage: report);
            text.ShouldNotContain(TestAccess.BootstrapApiKey);
        }

        System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(At("r.json"))).RootElement.GetProperty("counts").GetProperty("PASS").GetInt32().ShouldBe(4);
        System.Xml.Linq.XDocument.Load(At("r.xml")).Descendants("testcase").Count().ShouldBe(4);

        // A case that was expected to fail and passes is a failure: the list is out of date.
        (await EmulatorCommandLine.RunAsync([.. check, "--expected-failures", At("known.txt")])).ShouldBe(ExitCode.Failed);
    }

    [Fact]
    public async Task Nobody_at_the_address_ends_with_4() =>
        (await EmulatorCommandLine.RunAsync(["check", "--url", "ws://127.0.0.1:9/ocpp", "--case", "TC_001"])).ShouldBe(ExitCode.NeverConnected);

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
