using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Repl;

/// <summary>Lets a person at the terminal, or a script at standard input, drive the one charge point of this process.</summary>
internal sealed class ReplWorker(FleetDrivers drivers, LineLink lines, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (drivers.Count == 0)
        {
            await Task.Delay(Look, stoppingToken);
        }

        var driver = drivers.All.First();
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        var chargePoint = driver.ChargePoint;
        var completion = new Completion(chargePoint.Settings.IdTags, chargePoint.Connectors.Count, [.. chargePoint.Fleet.Catalogue.Keys.Select(key => key.Name)]);
        using var editor = isTerminal ? new LineEditor($"{chargePoint.Identity}> ", completion) : null;
        await RunAsync(driver, editor is null ? token => Console.In.ReadLineAsync(token).AsTask() : editor.ReadAsync, editor ?? Console.Out, stoppingToken);
        lifetime.StopApplication();
    }

    private async Task RunAsync(ChargePointDriver driver, Func<CancellationToken, Task<string?>> readAsync, TextWriter output, CancellationToken stoppingToken)
    {
        var session = new ReplSession(driver, output);
        lines.FramePassed += (_, frame) => session.Told(frame);
        await output.WriteLineAsync($"{driver.ChargePoint.Identity} at {driver.ChargePoint.Settings.Endpoint}; help shows what can be done.");
        if (driver.ChargePoint.Settings.Sessions)
        {
            await output.WriteLineAsync("People come and charge on their own; CP_SESSIONS=off keeps them away.");
        }

        try
        {
            while (await readAsync(stoppingToken) is { } line && await session.RunAsync(line, stoppingToken))
            {
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The emulator stops.
        }
    }
}
