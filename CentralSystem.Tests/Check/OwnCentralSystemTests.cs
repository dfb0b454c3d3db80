using CentralSystem.Tests.Support;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Drivers;

namespace CentralSystem.Tests.Check;

/// <summary>The checker against our own central system over its real ports, driven over its REST interface.</summary>
public sealed class OwnCentralSystemTests
{
    [Fact]
    public async Task Every_case_passes_and_none_is_left_out()
    {
        using var doors = new TlsCentralSystem();
        await using var system = await RunningCentralSystem.StartAsync(settings =>
        {
            doors.Configure(settings);
            settings.Set("Certificates:Sign", "Always").Set("Registration:UnknownChargePoints", "Reject").Set("Ocpp:OldPasswordHours", "0").Set("Commands:TimeoutSeconds", "3");
        });
        await using var driver = new CentralSystemDriver(system.Address, TestAccess.BootstrapApiKey);
        var identity = "CHECK-TLS";
        await driver.AddChargePointAsync(new NewChargePoint(identity), default);
        using var certificate = doors.CertificateOf(identity);
        var given = new TestData
        {
            TlsUrl = LocalhostOf(system.Addresses[1]),
            ClientCertificateUrl = LocalhostOf(system.Addresses[2]),
            CentralSystemRoots = [doors.Authority.Root],
            ClientCertificate = (certificate, identity),
            CpoName = TlsCentralSystem.CpoName,
        };
        var data = await Provisioning.IdTagsAsync(given, driver, count: 6, default);
        var target = new CheckTarget(system.OcppUri("", "/ocpp"), data, new ChargePointSupply(data, driver), driver, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8));

        var results = await new CheckRunner(target, parallel: 6, ExpectedFailures.None).RunAsync(CaseCatalogue.All, _ => { }, default);
        await driver.CleanUpAsync();

        results.Count.ShouldBe(CaseCatalogue.All.Count);
        results.Where(result => result.Verdict != Verdict.Pass)
            .Select(result => $"{result.Case.Id} {result.Verdict.Text()}: {result.Message} ({result.Rule})\n    " + string.Join("\n    ", result.Frames.TakeLast(8).Select(line => $"{line.AtMs} {line.Direction} {line.Text}")))
            .ShouldBeEmpty();
    }

    private static Uri LocalhostOf(Uri door) => new($"wss://localhost:{door.Port}/ocpp");
}
