using ChargePointEmulator.Driving;
using ChargePointEmulator.Repl;

namespace CentralSystem.Tests.Emulator.Driving;

public class ReplTests
{
    private static readonly Completion Completion = new(["TAG00001", "TAG00002"], 2, ["HeartbeatInterval", "HeartbeatX"]);

    [Theory]
    [InlineData("pl", "plug")]
    [InlineData("plug ", "1|2|vehicle=|soc=|ready=")]
    [InlineData("swipe TAG", "TAG00001|TAG00002")]
    [InlineData("swipe TAG00001 ", "1|2|connector=")]
    [InlineData("plug 1 vehicle=se", "vehicle=sedan-77kWh")]
    [InlineData("fault half", "halfOpen")]
    [InlineData("power o", "off|on")]
    [InlineData("send SetCh", "")]
    [InlineData("send StatusN", "StatusNotification")]
    [InlineData("config Heart", "HeartbeatInterval=|HeartbeatX=")]
    [InlineData("help unp", "unplug")]
    [InlineData("nonsense ", "")]
    public void The_next_word_is_completed(string line, string candidates) =>
        string.Join('|', Completion.Of(line)).ShouldBe(line == "send SetCh" ? "SetChargingProfile" : candidates);

    [Fact]
    public async Task A_session_can_be_typed()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        using var output = new StringWriter();
        var session = new ReplSession(driven.Driver, output);
        foreach (var line in new[] { "# a comment", "", "plug 1 soc=20", "swipe TAG00001" })
        {
            (await session.RunAsync(line, CancellationToken.None)).ShouldBeTrue();
        }

        await driven.Connection.StatusAsync(1, "Charging");
        await session.RunAsync("show", CancellationToken.None);
        output.ToString().ShouldContain("CP00001  power on, network online, connected, Accepted, ");
        output.ToString().ShouldContain("1  Charging");
        output.ToString().ShouldContain("of TAG00001, 20 %");
        output.GetStringBuilder().Clear();
        await session.RunAsync("plugg 1", CancellationToken.None);
        output.ToString().ShouldBe("error: There is no 'plugg'; did you mean 'plug'? Try help." + Environment.NewLine);
        output.GetStringBuilder().Clear();
        await session.RunAsync("frames 1000", CancellationToken.None);
        output.ToString().ShouldContain("-> [2,");
        await session.RunAsync("help plug", CancellationToken.None);
        output.ToString().ShouldContain("plug [<connector>] [vehicle=<vehicle>] [soc=<soc>] [ready=<ready>]");
        output.GetStringBuilder().Clear();
        await session.RunAsync("help show", CancellationToken.None);
        output.ToString().ShouldContain("What there is to see.");
        output.GetStringBuilder().Clear();
        await session.RunAsync("help", CancellationToken.None);
        Verbs.Names.Concat(ReplSession.OwnWords).ShouldAllBe(word => output.ToString().Contains($"  {word} ", StringComparison.Ordinal));
        (await session.RunAsync("exit", CancellationToken.None)).ShouldBeFalse();
    }
}
