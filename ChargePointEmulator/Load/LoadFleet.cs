using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;
using ChargePointEmulator.Settings;
using Ocpp.Messages;

namespace ChargePointEmulator.Load;

/// <summary>The charge points of a load: made when they are first switched on, each the same as anywhere else in the emulator.</summary>
/// <remarks>What they share is made once for each station; timers once for each processor, so that one clock thread does not carry the whole fleet.</remarks>
internal sealed class LoadFleet : IAsyncDisposable
{
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(10);

    /// <summary>How often is looked whether what is waited for holds.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly LoadProfile _profile;
    private readonly TimeProvider _time;
    private readonly SessionTally _tally;
    private readonly TrafficMeter _meter;
    private readonly Scheduler[] _schedulers;
    private readonly FleetServices[][] _services;
    private readonly IReadOnlyList<int> _stations;
    private readonly LoadChargePoint?[] _members;
    private readonly List<Task> _goodbyes = [];

    public LoadFleet(LoadProfile profile, TimeProvider time, SessionTally tally, TrafficMeter meter, TraceWriter? trace, ILoggerFactory logs)
    {
        (_profile, _time, _tally, _meter) = (profile, time, tally, meter);
        _members = new LoadChargePoint?[profile.Fleet.Count];
        _stations = profile.Fleet.StationsInOrder();
        _schedulers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Scheduler(time, logs.CreateLogger<Scheduler>()))];
        var observer = new LoadObserver(this, meter, trace);
        var pace = new ConnectPace(profile.Target.ConnectRate, time);
        var settings = SettingsOf(profile);
        var plain = new WebSocketLink(settings);
        _services = [.. profile.Fleet.Mix.Select(entry =>
        {
            var own = WithStation(settings, entry.Station);
            var (catalogue, link) = (new ConfigurationCatalogue(own), (ICentralSystemLink)plain);
            if (own.Quirks.Count > 0)
            {
                // Only stations with habits pay for a line; it remembers no frames.
                link = LineLink.OverWebSockets(own, time, framesKept: 0);
            }

            var (log, payloads) = (new LifecycleLog(logs.CreateLogger<LifecycleLog>(), own), new PayloadLog(logs.CreateLogger<PayloadLog>(), own));
            return _schedulers.Select(scheduler => new FleetServices(own, time, scheduler, link, catalogue, log, payloads) { ConnectPace = pace, Observer = observer, StatusChanged = OnStatus }).ToArray();
        })];
    }

    /// <summary>For waits of the run itself.</summary>
    public Scheduler Clock => _schedulers[0];

    /// <summary>Charge points that are switched on: always the first ones of the fleet.</summary>
    public int SwitchedOn { get; private set; }

    /// <summary>Those that are switched on.</summary>
    public IEnumerable<LoadChargePoint> Members => _members.Take(SwitchedOn).OfType<LoadChargePoint>();

    /// <summary>Switches on the next charge point.</summary>
    public LoadChargePoint SwitchOn()
    {
        var number = SwitchedOn + 1;
        var station = _stations[number - 1];
        var services = _services[station][number % _schedulers.Length];
        var chargePoint = new EmulatedChargePoint(_profile.Fleet.Identities.Identity(number), number, services);
        var member = new LoadChargePoint(chargePoint, _tally, _meter);

        // Found before it starts: what it does is told by its number.
        Volatile.Write(ref _members[number - 1], member);
        SwitchedOn = number;
        member.Start();
        return member;
    }

    /// <summary>Switches off the last one; its goodbye goes on beside.</summary>
    public void SwitchOff()
    {
        if (_members[SwitchedOn - 1] is { } member)
        {
            _goodbyes.RemoveAll(goodbye => goodbye.IsCompleted);
            _goodbyes.Add(member.DisposeAsync().AsTask());
            Volatile.Write(ref _members[SwitchedOn - 1], null);
        }

        SwitchedOn--;
    }

    /// <summary>Null for one that was switched off, also when another has its number by now.</summary>
    public LoadChargePoint? Find(EmulatedChargePoint chargePoint) =>
        Volatile.Read(ref _members[chargePoint.Number - 1]) is { } member && ReferenceEquals(member.ChargePoint, chargePoint) ? member : null;

    /// <summary>It has not been switched off meanwhile.</summary>
    public bool IsOn(LoadChargePoint member) => ReferenceEquals(Find(member.ChargePoint), member);

    /// <summary>The fleet as it is now; read without locks, so charge points may be a moment apart.</summary>
    public FleetState Read(long connected)
    {
        var (on, accepted, charging, suspended, faulted) = (0, 0, 0, 0, 0);
        foreach (var member in Members)
        {
            on++;
            accepted += member.ChargePoint.Outbox.IsOnline ? 1 : 0;
            foreach (var connector in member.ChargePoint.Connectors)
            {
                charging += connector.Status == ChargePointStatus.Charging ? 1 : 0;
                suspended += connector.Status is ChargePointStatus.SuspendedEV or ChargePointStatus.SuspendedEVSE ? 1 : 0;
                faulted += connector.Status == ChargePointStatus.Faulted ? 1 : 0;
            }
        }

        return new FleetState(on, (int)connected, accepted, charging, suspended, faulted);
    }

    /// <summary>Waits until something holds for all; gives for how many it does not.</summary>
    public Task<int> AllAsync(LoadChargePoint[] members, Func<LoadChargePoint, bool> holds, TimeSpan within, CancellationToken interrupted) =>
        AllAsync(members, (member, _) => holds(member), within, interrupted);

    /// <inheritdoc cref="AllAsync(LoadChargePoint[], Func{LoadChargePoint, bool}, TimeSpan, CancellationToken)" />
    public async Task<int> AllAsync(LoadChargePoint[] members, Func<LoadChargePoint, int, bool> holds, TimeSpan within, CancellationToken interrupted)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var missing = members.Where((member, index) => !holds(member, index)).Count();
            if (missing == 0 || _time.GetElapsedTime(began) >= within || interrupted.IsCancellationRequested)
            {
                return missing;
            }

            await Clock.DelayAsync(Look, interrupted);
        }
    }

    /// <summary>Waits until so much time has passed since a moment.</summary>
    public Task UntilAsync(long began, TimeSpan due, CancellationToken interrupted) => Clock.DelayAsync(due - _time.GetElapsedTime(began), interrupted);

    public async ValueTask DisposeAsync()
    {
        var goodbyes = Task.WhenAll([.. _goodbyes, .. Members.Select(member => member.DisposeAsync().AsTask())]);
        await goodbyes.WaitAsync(GoodbyeLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var service in _services.SelectMany(each => each))
        {
            service.Dispose();
        }

        foreach (var scheduler in _schedulers)
        {
            scheduler.Dispose();
        }
    }

    private void OnStatus(EmulatedChargePoint chargePoint, int connectorId)
    {
        if (connectorId > 0)
        {
            Find(chargePoint)?.Connectors[connectorId - 1].Changed();
        }
    }

    private static EmulatorSettings SettingsOf(LoadProfile profile)
    {
        var target = profile.Target;
        return new EmulatorSettings
        {
            Endpoint = target.Url,
            SecurityProfile = target.SecurityProfile ?? (target.Certificate is not null ? 3 : target.Url.Scheme == "wss" ? 2 : target.HasKeys ? 1 : 0),
            Password = target.Key is { } key ? EmulatorSettings.PasswordBytes(key) : null,
            Passwords = target.Keys ?? PasswordFile.None,
            Roots = target.Roots is { } roots ? EmulatorSettings.ReadRoots(roots) ?? [] : [],
            CertificateFile = target.Certificate,
            Insecure = target.Insecure,
            SourceAddresses = target.Bind,
            ConnectRatePerSecond = target.ConnectRate,
            ChargePoints = profile.Fleet.Count,
            Identities = profile.Fleet.Identities,
            BootOnReconnect = profile.Fleet.BootOnReconnect,
            RestartTime = profile.Fleet.RestartTime,
            Sessions = false,
            Seed = profile.Seed,
            EnergyScale = profile.TimeScale,
            LogLifecycle = false,
        };
    }

    private EmulatorSettings WithStation(EmulatorSettings settings, Stations.StationTemplate station)
    {
        var applied = station.Apply(settings);
        var configuration = new Dictionary<string, string>(applied.ConfigurationDefaults, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in _profile.Fleet.Configuration)
        {
            configuration[key] = value;
        }

        return applied with { ConfigurationDefaults = configuration };
    }
}
