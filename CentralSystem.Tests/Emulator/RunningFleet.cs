using System.Collections.Concurrent;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Connectors;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Emulator;

/// <summary>Emulated charge points on fake time against a scripted Central System; an Error in the log fails the test.</summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ErrorLog _log = new();
    private readonly Scheduler _scheduler;
    private Task _running = Task.CompletedTask;

    private RunningFleet(ScriptedCentralSystem central, FakeTimeProvider time, Func<EmulatorSettings, EmulatorSettings>? adjust, Func<ICentralSystemLink, ICentralSystemLink>? disturb)
    {
        (Central, Time) = (central, time);
        var settings = new EmulatorSettings { Endpoint = central.Endpoint, TlsPort = central.TlsPort, Sessions = false, PlugInDelay = null, FirstBackOff = TimeSpan.FromSeconds(1), ConnectRatePerSecond = 1e9, LogPayload = true };
        Settings = adjust?.Invoke(settings) ?? settings;
        var logs = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _scheduler = new Scheduler(time, logs.CreateLogger<Scheduler>());
        var link = new WebSocketLink(Settings);
        Services = new FleetServices(
            Settings, time, _scheduler, disturb?.Invoke(link) ?? link, new ConfigurationCatalogue(Settings),
            new LifecycleLog(logs.CreateLogger<LifecycleLog>(), Settings), new PayloadLog(logs.CreateLogger<PayloadLog>(), Settings));
    }

    public ScriptedCentralSystem Central { get; }

    public FakeTimeProvider Time { get; }

    public EmulatorSettings Settings { get; }

    public FleetServices Services { get; }

    /// <summary>Handshakes that did not become connections.</summary>
    public int RefusedHandshakes => _log.Refused;

    public IReadOnlyList<EmulatedChargePoint> ChargePoints { get; private set; } = [];

    /// <summary>The first charge point.</summary>
    public EmulatedChargePoint ChargePoint => ChargePoints[0];

    public static async Task<RunningFleet> StartAsync(
        Func<EmulatorSettings, EmulatorSettings>? adjust = null, Action<ScriptedCentralSystem>? script = null, Func<ICentralSystemLink, ICentralSystemLink>? disturb = null,
        TestAuthority? tls = null, DateTimeOffset? from = null)
    {
        // Certificates of an authority are valid by the real clock only.
        var time = new FakeTimeProvider(from ?? (tls is null ? new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero) : DateTimeOffset.UtcNow));
        var central = await ScriptedCentralSystem.StartAsync(time, tls);
        script?.Invoke(central);
        var fleet = new RunningFleet(central, time, adjust, disturb);
        fleet.Run();
        return fleet;
    }

    /// <summary>One charge point that has booted and reported.</summary>
    public static async Task<(RunningFleet Fleet, ScriptedConnection Connection)> BootedAsync(
        Func<EmulatorSettings, EmulatorSettings>? adjust = null, Action<ScriptedCentralSystem>? script = null, TestAuthority? tls = null, DateTimeOffset? from = null)
    {
        var fleet = await StartAsync(adjust, script, tls: tls, from: from);
        var connection = await fleet.Central.ConnectionAsync("CP00001");
        await connection.BootedAsync(fleet.Settings.Connectors);
        return (fleet, connection);
    }

    public Connector Connector(int id = 1) => ChargePoint.FindConnector(id)!;

    public void Plug(int connector = 1) => ChargePoint.Do(() => ChargePoint.Users.Plug(Connector(connector)));

    public void Unplug(int connector = 1) => ChargePoint.Do(() => ChargePoint.Users.Unplug(Connector(connector)));

    public void Do(Action<EmulatedChargePoint> action) => ChargePoint.Do(() => action(ChargePoint));

    /// <summary>Presents the idTag of a running transaction; gives its stop.</summary>
    public async Task<ReceivedCall> StopAsync(ScriptedConnection connection, int connector = 1, string idTag = "TAG00001")
    {
        Swipe(idTag, connector);
        return (await connection.StopAndStatusAsync(connector, "Finishing")).Stop;
    }

    /// <summary>The connection after a reconnect, as soon as it is there.</summary>
    public Task<ScriptedConnection> ReconnectedAsync() => AdvanceUntilAsync(Central.ConnectionAsync("CP00001"));

    /// <summary>Loses the connection; handshakes are refused until <see cref="OnlineAsync"/>.</summary>
    public async Task OfflineAsync(ScriptedConnection connection)
    {
        Central.RefuseWith = 503;
        connection.Abort();
        await EventuallyAsync(() => !ChargePoint.Outbox.IsConnected);
    }

    public Task<ScriptedConnection> OnlineAsync()
    {
        Central.RefuseWith = null;
        return ReconnectedAsync();
    }

    public void Swipe(string idTag, int connector = 1) => ChargePoint.Do(() => ChargePoint.Users.PresentIdTag(Connector(connector), idTag));

    /// <summary>Plugs in, swipes and waits until the charge point charges and knows its transaction.</summary>
    public async Task<int> ChargeAsync(ScriptedConnection connection, int connector = 1, string idTag = "TAG00001")
    {
        Plug(connector);
        Swipe(idTag, connector);
        await connection.StatusAsync(connector, "Charging");
        return await EventuallyAsync(() => ChargePoint.FindConnector(connector)!.Transaction?.Id);
    }

    /// <summary>Waits until a value of the charge point is there.</summary>
    public async Task<T> EventuallyAsync<T>(Func<T?> read)
        where T : struct
    {
        var limit = DateTime.UtcNow + Patience.Limit;
        while (DateTime.UtcNow < limit)
        {
            lock (ChargePoint.Gate)
            {
                if (read() is { } value)
                {
                    return value;
                }
            }

            await Task.Delay(1);
        }

        throw new TimeoutException("The charge point did not get there.");
    }

    public Task EventuallyAsync(Func<bool> holds) => EventuallyAsync<bool>(() => holds() ? true : null);

    /// <summary>Lets time pass at once, after every CALL under way has ended: none may time out for lack of real time.</summary>
    public async Task AdvanceAsync(double seconds)
    {
        await EventuallyAsync(() => ChargePoint.Outbox.Outstanding == 0);
        Time.Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Lets time pass in small steps until something has happened; a CALL under way gets real time for its answer.</summary>
    public async Task<T> AdvanceUntilAsync<T>(Task<T> happened, double step = 0.25)
    {
        var limit = DateTime.UtcNow + Patience.Limit;
        while (!happened.IsCompleted && DateTime.UtcNow < limit)
        {
            Time.Advance(TimeSpan.FromSeconds(step));
            await Task.WhenAny(happened, Task.Delay(ChargePoint.Outbox.Outstanding > 0 ? 10 : 2));
        }

        return await happened.WaitAsync(TimeSpan.FromSeconds(1));
    }

    /// <summary>Stops the charge points as the end of the process does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Central.DisposeAsync();
        await _running.WaitAsync(Patience.Limit);
        _scheduler.Dispose();
        Services.Dispose();
        _stop.Dispose();
        _log.Errors.ShouldBeEmpty();
    }

    private void Run()
    {
        ChargePoints = [.. Enumerable.Range(1, Settings.ChargePoints).Select(number => new EmulatedChargePoint(Settings.Identities.Identity(number), number, Services))];
        _running = Task.WhenAll(ChargePoints.Select(chargePoint => new ConnectionLoop(chargePoint).RunAsync(_stop.Token)));
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        private const int RefusedEvent = 2104;

        private int _refused;

        public ConcurrentQueue<string> Errors { get; } = [];

        public int Refused => Volatile.Read(ref _refused);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == RefusedEvent)
            {
                Interlocked.Increment(ref _refused);
            }

            if (logLevel >= LogLevel.Error)
            {
                Errors.Enqueue(formatter(state, exception) + exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
