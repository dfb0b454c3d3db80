using System.Text;
using System.Text.Json.Nodes;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Quirks;

namespace ChargePointEmulator.Faults;

/// <summary>The line between one charge point and the Central System: everything that disturbs or watches its frames is here.</summary>
/// <remarks>Sent frames pass the quirks of the station first and the faults of the network last; received ones the faults first. All members may be called from any thread.</remarks>
internal sealed class Line(string identity, TimeProvider time, SeededRandom random, int framesKept = Line.FramesKept)
{
    public const int FramesKept = 200;

    private const int MaxOpenCalls = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _openCalls = [];
    private readonly HashSet<string> _ownCalls = [];
    private Fault[] _faults = [];
    private CallRule[] _rules = [];
    private LineSocket? _socket;
    private TaskCompletionSource? _offline;
    private TaskCompletionSource? _stall;
    private int _lastOwnId;

    public string Identity { get; } = identity;

    public FrameLog Frames { get; } = new(framesKept);

    public TimeProvider Time { get; } = time;

    /// <summary>Habits of the station that show in its frames.</summary>
    public IReadOnlyList<Quirk> Quirks { get; init; } = [];

    /// <summary>There is a conversation.</summary>
    public bool IsConnected => Volatile.Read(ref _socket) is not null;

    /// <summary>The network is gone; handshakes wait for it.</summary>
    public bool IsOffline => Volatile.Read(ref _offline) is not null;

    /// <summary>The socket stays open and nothing passes it.</summary>
    public bool IsHalfOpen => Volatile.Read(ref _stall) is not null;

    /// <summary>A handshake succeeded at least once.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>Why the last handshake failed; null after one that did not.</summary>
    public string? LastRefusal { get; set; }

    public IReadOnlyList<Fault> Faults => Volatile.Read(ref _faults);

    public void Add(Fault fault)
    {
        lock (_lock)
        {
            _faults = [.. _faults.Where(each => !each.IsOver), fault];
        }
    }

    /// <summary>Ends the faults of a kind, or all; gives how many.</summary>
    public int Clear(FaultKind? kind)
    {
        lock (_lock)
        {
            var before = _faults.Length;
            _faults = [.. _faults.Where(fault => kind is not null && fault.Kind != kind)];
            return before - _faults.Length;
        }
    }

    public void Add(CallRule rule)
    {
        lock (_lock)
        {
            // The newest rule wins.
            _rules = [rule, .. _rules.Where(each => !each.IsOver)];
        }
    }

    public void GoOffline()
    {
        Interlocked.CompareExchange(ref _offline, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        Drop();
    }

    public void GoOnline() => Interlocked.Exchange(ref _offline, null)?.TrySetResult();

    /// <summary>From now on the socket is open at both ends and carries nothing, as after a lost route.</summary>
    public void HalfOpen() => Interlocked.CompareExchange(ref _stall, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>The route is back; what was swallowed is lost, so the charge point connects anew.</summary>
    public void EndHalfOpen()
    {
        if (Interlocked.Exchange(ref _stall, null) is { } stall)
        {
            Drop();
            stall.TrySetResult();
        }
    }

    /// <summary>Breaks the connection without a close frame.</summary>
    public void Drop() => Volatile.Read(ref _socket)?.Abort();

    /// <summary>Waits until there is a network.</summary>
    public Task OnlineAsync(CancellationToken cancellationToken) => Volatile.Read(ref _offline)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Waits until something passes again.</summary>
    public Task PassableAsync(CancellationToken cancellationToken) => Volatile.Read(ref _stall)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Sends a CALL beside those of the charge point, however wrong it is; gives its message id. Its answer shows in the frames only.</summary>
    /// <remarks>Errors: <see cref="HandshakeRefusedException"/> without a connection.</remarks>
    public async Task<string> CallAsync(string action, JsonNode? payload, CancellationToken cancellationToken)
    {
        var id = $"raw-{Interlocked.Increment(ref _lastOwnId)}";
        await SendTextAsync(new JsonArray(2, id, action, payload?.DeepClone() ?? new JsonObject()).ToJsonString(LineJson.Plain), cancellationToken);
        return id;
    }

    /// <summary>Puts a text on the line as it is.</summary>
    /// <remarks>Errors: <see cref="HandshakeRefusedException"/> without a connection.</remarks>
    public async Task SendTextAsync(string text, CancellationToken cancellationToken)
    {
        var socket = Volatile.Read(ref _socket) ?? throw new HandshakeRefusedException($"{Identity} is not connected");
        var (type, id, _) = LineFrame.ReadHead(Encoding.UTF8.GetBytes(text));
        if (type == 2)
        {
            lock (_lock)
            {
                _ownCalls.Add(id);
            }
        }

        await socket.SendTextAsync(text, null, cancellationToken);
    }

    internal void Attach(LineSocket socket)
    {
        lock (_lock)
        {
            _openCalls.Clear();
            _ownCalls.Clear();
        }

        Volatile.Write(ref _socket, socket);
        (WasConnected, LastRefusal) = (true, null);
    }

    internal void Detach(LineSocket socket) => Interlocked.CompareExchange(ref _socket, null, socket);

    /// <summary>What the faults do to a frame on its way.</summary>
    internal Disturbance Disturb(LineDirection direction, string action, string text)
    {
        var disturbance = new Disturbance(text);
        if (Faults.Count > 0)
        {
            lock (_lock)
            {
                foreach (var fault in _faults)
                {
                    if (fault.Hits(direction, action, random))
                    {
                        disturbance.Add(fault, random);
                    }
                }
            }
        }

        return disturbance;
    }

    internal LineFrame Record(LineDirection direction, (int Type, string Id, string Action) head, string text, string? note, bool arrived) =>
        Frames.Add(number => new LineFrame(number, Time.GetUtcNow(), direction, head.Type, head.Id, head.Action, text, note, arrived));

    /// <summary>The head of a frame, with the action of the CALL that an answer belongs to.</summary>
    internal (int Type, string Id, string Action) Follow(LineDirection direction, ReadOnlySpan<byte> utf8)
    {
        var head = LineFrame.ReadHead(utf8);
        var caller = head.Type == 2 ? direction : Opposite(direction);
        var key = caller + head.Id;
        lock (_lock)
        {
            if (head.Type == 2)
            {
                if (_openCalls.Count >= MaxOpenCalls)
                {
                    // Calls that nobody answers must not gather for ever.
                    _openCalls.Clear();
                }

                _openCalls[key] = head.Action;
                return head;
            }

            return head.Type is 3 or 4 && _openCalls.TryGetValue(key, out var action) ? head with { Action = action } : head;
        }
    }

    /// <summary>The answer belongs to a CALL the charge point knows nothing of.</summary>
    internal bool TakesForItself((int Type, string Id, string Action) head)
    {
        if (head.Type is not (3 or 4))
        {
            return false;
        }

        lock (_lock)
        {
            return _ownCalls.Remove(head.Id);
        }
    }

    internal CallRule? RuleFor(string action, string text)
    {
        if (Volatile.Read(ref _rules).Length == 0)
        {
            return null;
        }

        lock (_lock)
        {
            return _rules.FirstOrDefault(rule => rule.Applies(action, () => LineJson.PayloadOf(text)));
        }
    }

    private static LineDirection Opposite(LineDirection direction) => direction == LineDirection.Sent ? LineDirection.Received : LineDirection.Sent;
}
