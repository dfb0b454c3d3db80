using System.Net.WebSockets;
using CentralSystem.Web.Access;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Tests.Support;

/// <summary>The whole program on a real port, with files of its own. A test that leaves an Error in the log or an unobserved exception fails.</summary>
internal sealed class RunningCentralSystem : IAsyncDisposable
{
    private readonly TempDirectory _files = new();
    private readonly CapturedLog _log = new();
    private readonly CentralSystemSettings _settings;
    private Factory _factory;
    private bool _errorsAreExpected;

    private RunningCentralSystem(CentralSystemSettings settings)
    {
        _settings = settings;
        _factory = new Factory(_settings, _files.FullName, _log, isFirstStart: true);
    }

    /// <summary>Where it listens, without TLS.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Where it listens, in the order in which it opens its doors: plain, TLS, TLS with client certificates.</summary>
    public IReadOnlyList<Uri> Addresses => [.. Get<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address))];

    public IServiceProvider Services => _factory.Services;

    /// <summary>Folder of the database files.</summary>
    public string DataDirectory => _files.FullName;

    public IReadOnlyCollection<LogEntry> Log => _log.Entries;

    /// <summary>Starts the program on an empty database.</summary>
    public static Task<RunningCentralSystem> StartAsync(Action<CentralSystemSettings>? configure = null)
    {
        var settings = new CentralSystemSettings();
        configure?.Invoke(settings);
        return Task.Run(() =>
        {
            var system = new RunningCentralSystem(settings);
            TestDatabase.Prepare(system._files.FullName);
            system._factory.StartProgram();
            return system;
        });
    }

    /// <summary>Errors in the log belong to this test.</summary>
    public void ExpectErrors() => _errorsAreExpected = true;

    /// <summary>A service of the program.</summary>
    public T Get<T>()
        where T : notnull =>
        Services.GetRequiredService<T>();

    /// <summary>A client that may do everything.</summary>
    public HttpClient CreateHttpClient() => CreateHttpClient(TestAccess.BootstrapApiKey);

    /// <summary>A client with an API key, or anonymous without one.</summary>
    public HttpClient CreateHttpClient(string? apiKey)
    {
        var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = Address };
        if (apiKey is not null)
        {
            http.DefaultRequestHeaders.Add("X-API-Key", apiKey);
        }

        return http;
    }

    /// <summary>A client with an API key of a role.</summary>
    public async Task<HttpClient> CreateHttpClientAsync(Role role, params string[] scopes)
    {
        var key = new NewApiKey { Name = $"{role}-{Guid.NewGuid():n}", Role = role, Scopes = scopes.Length == 0 ? null : scopes };
        return CreateHttpClient((await Get<ApiKeys>().CreateAsync(key)).Key);
    }

    /// <summary>Stops the program in order.</summary>
    public Task StopAsync() => Get<IHost>().StopAsync();

    /// <summary>Stops the program in order and starts it again on the same files, at another port.</summary>
    public async Task RestartAsync(Action<CentralSystemSettings>? change = null)
    {
        await _factory.DisposeAsync();
        change?.Invoke(_settings);
        _factory = new Factory(_settings, _files.FullName, _log, isFirstStart: false);
        await Task.Run(_factory.StartProgram);
    }

    /// <summary>URL of the door for an identity that stands in it as given.</summary>
    public Uri OcppUri(string identity, string prefix = "/ocpp/") => new($"ws://{Address.Authority}{prefix}{identity}");

    /// <summary>A Charge Point that is connected and, unless told otherwise, booted.</summary>
    public async Task<ScriptedChargePoint> ConnectAsync(string identity, bool boot = true, Action<ClientWebSocketOptions>? configure = null)
    {
        var chargePoint = await ScriptedChargePoint.ConnectAsync(OcppUri(Uri.EscapeDataString(identity)), configure);
        if (boot)
        {
            await chargePoint.CallAsync(A.BootNotification);
        }

        return chargePoint;
    }

    /// <summary>A Charge Point that speaks in whole frames as text, without the library under test.</summary>
    public async Task<RawChargePoint> ConnectRawAsync(string identity, bool boot = true, Action<ClientWebSocketOptions>? configure = null)
    {
        var chargePoint = await RawChargePoint.ConnectAsync(OcppUri(Uri.EscapeDataString(identity)), configure);
        if (boot)
        {
            await chargePoint.BootAsync();
        }

        return chargePoint;
    }

    /// <summary>Tries a handshake at the level of TCP.</summary>
    public Task<RawWebSocketClient> HandshakeAsync(string target, params string[] headers) => RawWebSocketClient.ConnectAsync(Address, target, headers);

    /// <summary>A peer at the level of TCP that is let in.</summary>
    public async Task<RawWebSocketClient> ConnectTcpAsync(string identity, bool boot = true)
    {
        var client = await HandshakeAsync($"/ocpp/{identity}", "Sec-WebSocket-Protocol: ocpp1.6");
        client.StatusCode.ShouldBe(101);
        if (boot)
        {
            await client.SendTextAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
            (await client.ReceiveTextAsync()).ShouldStartWith("""[3,"boot",""");
        }

        return client;
    }

    /// <summary>The central system's side of a connection, which is there once its handshake is over.</summary>
    public async Task<ChargePointSession> SessionAsync(string identity)
    {
        var registry = Get<ChargePointRegistry>();
        await Eventually.TrueAsync(() => registry.Find(identity) is not null, $"{identity} is connected");
        return registry.Find(identity)!;
    }

    /// <summary>Has the central system send a CALL.</summary>
    public async Task<CallOutcome> CallAsync(string identity, IOcppRequest request, TimeSpan? timeout = null) =>
        await (await SessionAsync(identity)).Connection.CallAsync(new OutgoingCall(request, timeout));

    /// <summary>Writes what is written behind: counts, sightings, attempts, journal.</summary>
    public async Task FlushAsync()
    {
        await Services.GetServices<IHostedService>().OfType<PeriodicFlusher>().Single().FlushAllAsync();
        await Get<MessageJournal>().FlushAsync();
    }

    /// <summary>Reads the database through the model.</summary>
    public async Task<T> ReadAsync<T>(Func<CentralSystemDbContext, Task<T>> read)
    {
        await using var db = await Get<IDbContextFactory<CentralSystemDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    public Task<List<Transaction>> TransactionsAsync() => ReadAsync(db => db.Transactions.OrderBy(t => t.TransactionId).ToListAsync());

    public async Task<Transaction> TransactionAsync(int transactionId) =>
        (await TransactionsAsync()).Single(t => t.TransactionId == transactionId);

    /// <summary>Registers a Charge Point as an operator would; it has never booted.</summary>
    public async Task AddChargePointAsync(
        string identity, string? password = null, RegistrationStatus registration = RegistrationStatus.Accepted, ValidationMode? validationMode = null)
    {
        var row = new ChargePoint
        {
            Identity = identity,
            Registration = registration,
            PasswordHash = password is null ? null : ChargePointPassword.Hash(password),
            ValidationMode = validationMode,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await Get<GroupCommitWriter>().ChangeAsync(db => db.ChargePoints.Add(row).Entity);
        Get<ChargePointDirectory>().Add(new ChargePointState(identity)
        {
            Key = row.Key,
            Registration = registration,
            Security = ChargePointSecurity.Of(row),
            ValidationMode = validationMode,
        });
    }

    /// <summary>Registers an idTag as an operator would.</summary>
    public async Task AddIdTagAsync(
        string id, AuthorizationStatus status = AuthorizationStatus.Accepted, string? parentIdTag = null, DateTimeOffset? expiryDate = null, int? maxActiveTransactions = null)
    {
        var tag = new IdTag
        {
            Id = id,
            Status = status,
            ParentIdTag = parentIdTag,
            ExpiryDate = expiryDate,
            MaxActiveTransactions = maxActiveTransactions,
            CreatedAt = DateTimeOffset.UtcNow,
            UpdatedAt = DateTimeOffset.UtcNow,
        };
        await Get<GroupCommitWriter>().ChangeAsync(db => db.IdTags.Add(tag).Entity, Get<IdTagDirectory>().Set);
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _files.Dispose();
        if (!_errorsAreExpected)
        {
            _log.Errors.ShouldBeEmpty();
            UnobservedExceptions.Take().ShouldBeEmpty();
        }
    }

    private sealed class Factory : WebApplicationFactory<ServerOptions>
    {
        private readonly CentralSystemSettings _settings;
        private readonly string _dataDirectory;
        private readonly CapturedLog _log;
        private readonly bool _isFirstStart;

        public Factory(CentralSystemSettings settings, string dataDirectory, CapturedLog log, bool isFirstStart)
        {
            (_settings, _dataDirectory, _log, _isFirstStart) = (settings, dataDirectory, log, isFirstStart);
            UseKestrel();
        }

        /// <summary>Starts the program and sees to it that it runs: one that gave up while it started, as for a bad setting, would look the same to the factory.</summary>
        public void StartProgram()
        {
            StartServer();
            if (!Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested)
            {
                throw new InvalidOperationException("The program ended while it started; the console tells why.");
            }
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            TestAccess.Configure(builder);
            builder.UseSetting("Server:Host", "127.0.0.1");
            builder.UseSetting("Server:Port", "0");
            builder.UseSetting("Storage:DataDirectory", _dataDirectory);
            builder.UseSetting("Storage:ConnectionString", TestDatabase.ConnectionStringOf(_dataDirectory));
            builder.UseSetting("Ocpp:ShutdownTimeoutSeconds", "2");

            // Listeners hear every meter of the process: systems that run side by side would count each other's messages.
            builder.UseSetting("Telemetry:Metrics", "Off");
            builder.UseSetting("Authorization:SampleIdTags:0", A.Tag);
            builder.UseSetting("Authorization:SampleIdTags:1", A.OtherTag);
            builder.UseSetting("Authorization:SampleIdTags:2", "TAG-3");
            foreach (var (key, value) in _settings.Values)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
            {
                TestDatabase.SeedAsNew(services, _isFirstStart);

                // Serilog's logger is one for the whole process: systems that run side by side would write into each other's log.
                services.AddSingleton(_ => LoggerFactory.Create(logging => logging
                    .AddProvider(_log).AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)));
                foreach (var configure in _settings.ServiceChanges)
                {
                    configure(services);
                }
            });
        }
    }
}

/// <summary>What a test sets before the program starts.</summary>
internal sealed class CentralSystemSettings
{
    private readonly Dictionary<string, string> _values = [];
    private readonly List<Action<IServiceCollection>> _serviceChanges = [];

    public IReadOnlyDictionary<string, string> Values => _values;

    public IReadOnlyList<Action<IServiceCollection>> ServiceChanges => _serviceChanges;

    /// <summary>Gives a setting, by its key in appsettings.json or its name in the environment.</summary>
    public CentralSystemSettings Set(string key, string value)
    {
        _values[key] = value;
        return this;
    }

    /// <summary>Replaces or adds services.</summary>
    public CentralSystemSettings Services(Action<IServiceCollection> change)
    {
        _serviceChanges.Add(change);
        return this;
    }

    /// <summary>Runs the program by another clock.</summary>
    public CentralSystemSettings Time(TimeProvider time) => Services(services => services.AddSingleton(time));
}
