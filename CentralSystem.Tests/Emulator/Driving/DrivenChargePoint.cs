using CentralSystem.Tests.Support;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Emulator.Driving;

/// <summary>One emulated charge point with a line, on fake time against a scripted Central System.</summary>
internal sealed class DrivenChargePoint : IAsyncDisposable
{
    private readonly RunningFleet _fleet;

    private DrivenChargePoint(RunningFleet fleet, ScriptedConnection connection, LineLink lines)
    {
        (_fleet, Connection) = (fleet, connection);
        Driver = new ChargePointDriver(fleet.ChargePoint, lines.LineOf(fleet.ChargePoint.Identity));
    }

    public ChargePointDriver Driver { get; }

    public RunningFleet Fleet => _fleet;

    public ScriptedConnection Connection { get; }

    public Line Line => Driver.Line;

    /// <summary>A charge point that has booted and reported.</summary>
    public static async Task<DrivenChargePoint> StartAsync(Func<EmulatorSettings, EmulatorSettings>? adjust = null)
    {
        LineLink? lines = null;
        EmulatorSettings? adjusted = null;
        var fleet = await RunningFleet.StartAsync(
            settings => adjusted = adjust?.Invoke(settings) ?? settings,
            disturb: link => lines = new LineLink(link, adjusted!, TimeProvider.System));
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.BootedAsync(fleet.Settings.Connectors);
        return new DrivenChargePoint(fleet, connection, lines!);
    }

    public async Task DoAsync(string word, string arguments = "{}")
    {
        var verb = Verbs.Find(word)!;
        await Driver.RunAsync(verb, VerbArguments.Read(verb, System.Text.Json.Nodes.JsonNode.Parse(arguments)!.AsObject()), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();
}
