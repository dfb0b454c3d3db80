using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using ChargePointEmulator.Quirks;
using Ocpp.Rpc;

namespace ChargePointEmulator.Faults;

/// <summary>A socket whose frames pass a <see cref="Line"/>.</summary>
internal sealed class LineSocket : IMessageSocket
{
    private readonly IMessageSocket _inner;
    private readonly Line _line;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _order = new();
    private readonly Queue<InboundMessage> _again = new();
    private readonly Quirk[] _quirks;
    private Task _lastSend = Task.CompletedTask;

    public LineSocket(IMessageSocket inner, Line line)
    {
        (_inner, _line) = (inner, line);
        _quirks = [.. line.Quirks];
        foreach (var quirk in _quirks)
        {
            quirk.Connected();
        }

        line.Attach(this);
    }

    public long BegunAt => _inner.BegunAt;

    public async ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_again.TryDequeue(out var repeated))
            {
                return repeated;
            }

            var message = await _inner.ReceiveAsync(cancellationToken);
            if (message.Kind is not (InboundKind.Text or InboundKind.Binary) || message.Bytes.IsEmpty)
            {
                return message;
            }

            var kind = message.Kind;
            var text = Encoding.UTF8.GetString(message.Bytes);
            message.Dispose();
            if (await PassAsync(text, cancellationToken) is { } passed)
            {
                return Message(kind, passed);
            }
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        if (_quirks.Length == 0)
        {
            await SendTextAsync(Encoding.UTF8.GetString(utf8.Span), null, cancellationToken);
            return;
        }

        var head = _line.Follow(LineDirection.Sent, utf8.Span);
        foreach (var (text, note) in StationHabits.Apply(_quirks, head, Encoding.UTF8.GetString(utf8.Span)))
        {
            await SendTextAsync(text, note, cancellationToken);
        }
    }

    public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken) => _inner.CloseOutputAsync(statusCode, reason, cancellationToken);

    public void Abort() => _inner.Abort();

    public void Dispose()
    {
        _line.Detach(this);
        _inner.Dispose();
    }

    /// <summary>Sends a text, unless a fault has other plans for it.</summary>
    internal async Task SendTextAsync(string text, string? note, CancellationToken cancellationToken)
    {
        var head = _line.Follow(LineDirection.Sent, Encoding.UTF8.GetBytes(text));
        var disturbance = _line.Disturb(LineDirection.Sent, head.Action, text);
        Task sending;
        lock (_order)
        {
            // In order, and without holding up the caller: it may go on while a slow network carries its frame.
            sending = _lastSend = disturbance.Delay > TimeSpan.Zero || !_lastSend.IsCompleted
                ? DeliverLaterAsync(_lastSend, head, disturbance, note)
                : DeliverAsync(head, disturbance, note, cancellationToken);
        }

        if (disturbance.Delay <= TimeSpan.Zero)
        {
            await sending;
        }
    }

    private async Task DeliverLaterAsync(Task earlier, (int, string, string) head, Disturbance disturbance, string? note)
    {
        await Task.Delay(disturbance.Delay, _line.Time);

        // Whoever sent the earlier one hears of its failure.
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await DeliverAsync(head, disturbance, note, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The connection went while the frame was on its way; its receive loop tells the charge point.
        }
    }

    private async Task DeliverAsync((int Type, string Id, string Action) head, Disturbance disturbance, string? note, CancellationToken cancellationToken)
    {
        var notes = note is null ? disturbance.Note : disturbance.Note is null ? note : $"{note}, {disturbance.Note}";
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (disturbance.Copies == 0)
            {
                _line.Record(LineDirection.Sent, head, disturbance.Text, notes, arrived: false);
            }

            for (var copy = 0; copy < disturbance.Copies; copy++)
            {
                // Before it leaves: an answer must not be in the record ahead of its CALL.
                _line.Record(LineDirection.Sent, head, disturbance.Text, notes, arrived: true);
                await _inner.SendAsync(Encoding.UTF8.GetBytes(disturbance.Text), cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }

        if (disturbance.Disconnects)
        {
            _inner.Abort();
        }
    }

    /// <summary>What the charge point is to see of a received frame; null for nothing.</summary>
    private async Task<string?> PassAsync(string text, CancellationToken cancellationToken)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var head = _line.Follow(LineDirection.Received, utf8);
        var disturbance = _line.Disturb(LineDirection.Received, head.Action, text);
        if (disturbance.Delay > TimeSpan.Zero)
        {
            await Task.Delay(disturbance.Delay, _line.Time, cancellationToken);
        }

        if (disturbance.Disconnects)
        {
            _inner.Abort();
        }

        var rule = head.Type == 2 && disturbance.Copies > 0 ? _line.RuleFor(head.Action, text) ?? HabitFor(head.Action, text) : null;
        var note = rule is null ? disturbance.Note : "answered by rule";
        _line.Record(LineDirection.Received, head, disturbance.Text, note, arrived: disturbance.Copies > 0);
        if (disturbance.Copies == 0 || _line.TakesForItself(head))
        {
            return null;
        }

        if (rule is not null)
        {
            if (rule.Replaces)
            {
                _ = AnswerAsync(head, rule);
                return null;
            }

            await Task.Delay(rule.Delay, _line.Time, cancellationToken);
        }

        var seen = disturbance.Text;
        foreach (var quirk in _quirks)
        {
            seen = quirk.Received(head, seen);
        }

        for (var copy = 1; copy < disturbance.Copies; copy++)
        {
            _again.Enqueue(Message(InboundKind.Text, seen));
        }

        return seen;
    }

    private CallRule? HabitFor(string action, string text) => _quirks.Select(quirk => quirk.RuleFor(action, text)).FirstOrDefault(rule => rule is not null);

    private async Task AnswerAsync((int Type, string Id, string Action) head, CallRule rule)
    {
        if (rule.Ignore)
        {
            return;
        }

        try
        {
            await Task.Delay(rule.Delay, _line.Time);
            JsonArray answer = rule.CallError is { } code
                ? [4, head.Id, code, "answered by rule", new JsonObject()]
                : [3, head.Id, rule.Respond!.DeepClone()];
            await SendTextAsync(answer.ToJsonString(LineJson.Plain), "rule", CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The connection went before the answer.
        }
    }

    private static InboundMessage Message(InboundKind kind, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        Encoding.UTF8.GetBytes(text, rented);
        return InboundMessage.Of(kind, rented, length);
    }
}
