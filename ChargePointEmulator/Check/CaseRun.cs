using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Check.Cases;
using ChargePointEmulator.Check.Data;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Check.Wire;
using Ocpp.Payloads;
using WebSocketUpgrade = ChargePointEmulator.Connection.WebSocketUpgrade;

namespace ChargePointEmulator.Check;

/// <summary>What a case works with: charge points, test data, a driver, and words for what it finds.</summary>
internal sealed class CaseRun(CheckCase check, CheckTarget target, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly List<Station> _stations = [];
    private readonly List<WireSocket> _sockets = [];
    private readonly List<Task> _drives = [];
    private readonly List<string> _notExercised = [];
    private readonly List<string> _warnings = [];
    private readonly List<ChargePointLogin> _borrowed = [];
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private ChargePointLogin? _login;
    private string? _idTag;

    public CheckCase Case => check;

    public TestData Data => target.Data;

    public Transcript Transcript { get; } = new();

    public IReadOnlyList<string> Unexercised => _notExercised;

    public IReadOnlyList<string> Warnings => _warnings;

    public TimeSpan Timeout => target.Timeout;

    /// <summary>Cancelled when the whole run is.</summary>
    public CancellationToken Cancelled => cancellationToken;

    /// <summary>Longest wait until a driver that was asked has acted; a person takes longer than a program.</summary>
    public TimeSpan DriverReaction => target.DriverTimeout > target.Timeout ? target.DriverTimeout : TimeSpan.FromMilliseconds(300);

    /// <summary>An identity that nobody registered.</summary>
    public ChargePointLogin Unknown() => new(target.Supply.Unknown());

    /// <summary>The charge point of this case: the same one however often it is asked for.</summary>
    public async Task<ChargePointLogin> LoginAsync() => _login ??= await target.Supply.TakeAsync(cancellationToken);

    /// <summary>A charge point of a special kind, in this case's hands alone.</summary>
    public async Task<ChargePointLogin> SpecialAsync(SpecialChargePoint special, string? hexPassword = null)
    {
        var login = await target.Supply.BorrowAsync(special, hexPassword, cancellationToken);
        _borrowed.Add(login);
        return login;
    }

    /// <summary>An idTag that is accepted, and in no other case's hands.</summary>
    public async Task<string> IdTagAsync() =>
        _idTag ??= await target.Supply.TakeIdTagAsync(cancellationToken) ?? throw new NotApplicableException("needs an idTag that is accepted (--id-tag, or --provision)");

    /// <summary>Test data that was given, or the end of the case.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Cases read as sentences about their run.")]
    [return: NotNull]
    public T Needs<T>([NotNull] T? data, string name) => data ?? throw new NotApplicableException($"needs {name} in --data");

    /// <summary>The charge point of this case, connected.</summary>
    public async Task<Station> ConnectAsync() => await ConnectAsync(await LoginAsync());

    /// <summary>A charge point, connected at the plain endpoint.</summary>
    public Task<Station> ConnectAsync(ChargePointLogin login) => ConnectAsync(RequestFor(login), login.Identity);

    /// <summary>A charge point, connected as the request says.</summary>
    public async Task<Station> ConnectAsync(HandshakeRequest request, string identity)
    {
        var answer = await TryAsync(request, identity);
        return answer.IsUpgraded
            ? Adopt(answer.Socket!, identity)
            : throw new EnvironmentException($"{request.Url} refused the charge point: {answer}. Register it, give known ones with --charge-point, or --provision.");
    }

    /// <summary>Tries a handshake; a refusal is an answer as well.</summary>
    public async Task<HandshakeAnswer> TryAsync(HandshakeRequest request, string identity)
    {
        Transcript.Add(identity, '-', $"handshake {request.Url} with {request.Subprotocols ?? "no subprotocol"}");
        try
        {
            var answer = await Handshake.TryAsync(request, Timeout, cancellationToken);
            Transcript.Add(identity, '-', answer.IsUpgraded ? $"{answer}, subprotocol {answer.Subprotocol ?? "none"}" : answer.ToString());
            if (answer.Socket is { } socket)
            {
                // Also those that should not have been let in and that no case goes on with.
                _sockets.Add(socket);
                target.Reached();
            }

            return answer;
        }
        catch (TimeoutException e)
        {
            throw new RuleBrokenException("RFC 6455 §4.2", e.Message);
        }
    }

    /// <summary>Makes a socket that was let in one of this case's charge points.</summary>
    public Station Adopt(WireSocket socket, string identity)
    {
        var station = new Station(identity, socket, Transcript, Timeout);
        _stations.Add(station);
        return station;
    }

    /// <summary>The handshake of a charge point at the plain endpoint.</summary>
    public HandshakeRequest RequestFor(ChargePointLogin login) => new()
    {
        Url = UrlFor(target.Url, login.Identity),
        Authorization = login.Password is { } password ? WebSocketUpgrade.BasicAuthorization(login.Identity, password) : null,
        TrustServer = Trust(),
    };

    /// <summary>The handshake of a charge point at another endpoint.</summary>
    public HandshakeRequest RequestFor(Uri endpoint, ChargePointLogin login, X509Certificate2? certificate = null) =>
        RequestFor(login) with { Url = UrlFor(endpoint, login.Identity), ClientCertificate = certificate };

    /// <summary>Connected, booted and accepted, all connectors Available: how nearly every case begins.</summary>
    public async Task<Station> BootedAsync()
    {
        var station = await ConnectAsync();
        await station.BootAsync(Data);
        return station;
    }

    /// <summary>Has the central system send a CALL, and answers it.</summary>
    /// <param name="station">Who gets it.</param>
    /// <param name="wanted">What it should send; the case judges what comes.</param>
    /// <param name="answer">What the charge point answers; null leaves the CALL open.</param>
    /// <returns>What came.</returns>
    public async Task<TRequest> DriveAsync<TRequest, TResponse>(Station station, TRequest wanted, TResponse? answer)
        where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
        where TResponse : class, IOcppResponse =>
        (await DriveAsync(station, wanted.ActionName, OcppPayload.ToJson(wanted), answer is null ? null : OcppPayload.ToJson(answer))).As<TRequest>();

    /// <summary>Has the central system send a CALL, and answers it.</summary>
    public async Task<ReceivedCall> DriveAsync(Station station, string operation, string payload, string? answer)
    {
        var arrives = station.Expect(operation, answer is null ? null : _ => answer);
        var drives = BeginDrive(station, operation, payload);
        return await ArrivalAsync(station, operation, arrives, drives);
    }

    /// <summary>Asks the driver for a CALL without waiting for it.</summary>
    public Task<string> BeginDrive(Station station, string operation, string payload)
    {
        Transcript.Add(station.Identity, '-', $"driver: {operation} {payload}");
        var drives = target.Driver.DriveAsync(new DriveRequest(station.Identity, operation, payload), _over.Token);
        _drives.Add(drives);
        return drives;
    }

    /// <summary>Waits for a CALL that was asked for.</summary>
    public async Task<ReceivedCall> ArrivalAsync(Station station, string operation, Task<ReceivedCall> arrives, Task<string> drives)
    {
        var limit = target.DriverTimeout;
        var timeout = Task.Delay(limit, cancellationToken);
        var first = await Task.WhenAny(arrives, drives, station.Ended, timeout);
        if (first == drives)
        {
            // A driver that failed ends the case; one that is done leaves the word to the wire.
            Transcript.Add(station.Identity, '-', $"driver said: {await drives}");
            limit = target.Timeout;
            first = await Task.WhenAny(arrives, station.Ended, Task.Delay(limit, cancellationToken));
        }

        if (first == arrives)
        {
            var call = await arrives;
            station.ThrowIfViolated();
            return call;
        }

        cancellationToken.ThrowIfCancellationRequested();
        station.ThrowIfViolated();
        throw first == station.Ended
            ? new RuleBrokenException("OCPP-J §4.2", $"the connection ended before {operation} came: {await station.Ended}")
            : new EnvironmentException($"{operation} was asked of the driver, but no such CALL came within {limit.TotalSeconds:0.#} s");
    }

    /// <summary>Whether the driver can cause an operation.</summary>
    public bool CanDrive(string operation) => target.Driver.CanDrive(operation);

    /// <summary>A rule of the specification, which has to hold.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Cases read as sentences about their run.")]
    public void Require(bool holds, string rule, string otherwise)
    {
        if (!holds)
        {
            throw new RuleBrokenException(rule, otherwise);
        }
    }

    /// <summary>An obligation that could not be put to the test; the verdict becomes PARTIAL.</summary>
    public void NotExercised(string obligation) => _notExercised.Add(obligation);

    /// <summary>Allowed, but worth knowing.</summary>
    public void Warn(string what) => _warnings.Add(what);

    /// <summary>Errors: the first rule that any frame of the case broke.</summary>
    public void ThrowIfViolated() => _stations.ForEach(station => station.ThrowIfViolated());

    public async ValueTask DisposeAsync()
    {
        foreach (var station in _stations)
        {
            await station.DisposeAsync();
        }

        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }

        foreach (var drive in _drives)
        {
            try
            {
                // A driver may wait for an answer that the case never gave; what it says now changes nothing.
                await drive.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
            catch (Exception e) when (e is EnvironmentException or NotApplicableException or TimeoutException or OperationCanceledException)
            {
                Transcript.Add("", '-', $"driver: {e.Message}");
            }
        }

        await _over.CancelAsync();
        _over.Dispose();
        target.Supply.Return(_login, _idTag);
        _borrowed.ForEach(target.Supply.GiveBack);
    }

    private static Uri UrlFor(Uri endpoint, string identity) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(identity)}");

    private Func<X509Certificate2, bool>? Trust()
    {
        if (Data.CentralSystemRoots.Count == 0)
        {
            return null;
        }

        return shown =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(Data.CentralSystemRoots);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(shown);
        };
    }
}
