using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ocpp;
using Ocpp.Payloads;

namespace ChargePointEmulator.Check.Wire;

/// <summary>A charge point that does what a case says and nothing else: it sends frames, keeps every frame it gets, and judges their shape.</summary>
/// <remarks>
/// Errors: a broken rule is a <see cref="RuleBrokenException"/>, silence and a lost connection included. CALLs that no case waits for
/// are answered as an obliging charge point would, so that a central system that asks on its own can go on.
/// </remarks>
internal sealed class Station : IAsyncDisposable
{
    /// <summary>No central system gives up on an answer this early; a second CALL before it is a second one in flight.</summary>
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, (string Action, TaskCompletionSource<Answer> Answered)> _pending = new();
    private readonly ConcurrentDictionary<string, long> _openCalls = new();
    private readonly ConcurrentQueue<Violation> _violations = new();
    private readonly HashSet<string> _idsOfCalls = [];
    private readonly List<Expectation> _expectations = [];
    private readonly ConcurrentQueue<ReceivedCall> _calls = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<byte[]> _pong = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leaving = new();
    private readonly WireSocket _socket;
    private readonly Transcript _transcript;
    private readonly Task _reading;

    /// <summary>Register at the start of each, in Wh, by transactionId.</summary>
    private readonly Dictionary<int, int> _openTransactions = [];

    private int _strayAnswersAllowed;

    public Station(string identity, WireSocket socket, Transcript transcript, TimeSpan timeout)
    {
        (Identity, _socket, _transcript, Timeout) = (identity, socket, transcript, timeout);
        _reading = ReadAsync();
    }

    public string Identity { get; }

    /// <summary>Longest wait for an answer or a CALL.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Completes with the reason when the central system ends the connection.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Completes with the first pong.</summary>
    public Task<byte[]> Pong => _pong.Task;

    /// <summary>Rules that frames of this connection broke.</summary>
    public IReadOnlyCollection<Violation> Violations => _violations;

    /// <summary>Every CALL of the central system so far.</summary>
    public IReadOnlyCollection<ReceivedCall> Calls => _calls;

    /// <summary>Whether CALLs that nobody waits for are answered; a rejected charge point does not (OCPP 1.6 §4.2).</summary>
    public bool AnswersByItself { get; set; } = true;

    /// <summary>Lets one answer pass whose id was never asked: to a malformed frame some answer with an id of their own, and some with none.</summary>
    public void TolerateStrayAnswer() => Interlocked.Increment(ref _strayAnswersAllowed);

    /// <summary>Sends a text message as it stands.</summary>
    public Task SendAsync(string text) => SendFrameAsync(Opcode.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends one websocket frame as it stands.</summary>
    public async Task SendFrameAsync(Opcode opcode, ReadOnlyMemory<byte> payload, bool isFinal = true)
    {
        _transcript.Add(Identity, '>', opcode is Opcode.Text ? Encoding.UTF8.GetString(payload.Span) : $"{opcode} frame of {payload.Length} bytes");
        try
        {
            await _socket.SendFrameAsync(opcode, payload, isFinal, CancellationToken.None).WaitAsync(Timeout);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new RuleBrokenException("OCPP-J §4", $"the connection is gone: {await WhyEndedAsync(e)}");
        }
    }

    /// <summary>Sends a CALL and gives whatever answers it.</summary>
    /// <param name="action">Operation as it stands in the frame.</param>
    /// <param name="payload">JSON.</param>
    /// <param name="id">Message id; null for a new one.</param>
    public async Task<Answer> AskAsync(string action, string payload, string? id = null)
    {
        id ??= Guid.NewGuid().ToString();
        var answer = ExpectAnswer(id, action);
        await SendAsync($"[2,{JsonSerializer.Serialize(id)},{JsonSerializer.Serialize(action)},{payload}]");
        var answered = await AwaitAnswerAsync(answer, action);
        KeepTransaction(action, payload, answered);
        return answered;
    }

    /// <summary>Prepares for the answer to a CALL that the case sends in its own way.</summary>
    public Task<Answer> ExpectAnswer(string id, string action)
    {
        var answered = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = (action, answered);
        return answered.Task;
    }

    /// <summary>Waits for an answer: silence and a lost connection break a rule.</summary>
    public async Task<Answer> AwaitAnswerAsync(Task<Answer> answer, string action)
    {
        if (await Task.WhenAny(answer, Ended, Task.Delay(Timeout)) == answer)
        {
            ThrowIfViolated();
            return await answer;
        }

        ThrowIfViolated();
        throw Ended.IsCompleted
            ? new RuleBrokenException("OCPP-J §4.2", $"the connection ended instead of an answer to {action}: {await Ended}")
            : new RuleBrokenException("OCPP-J §4.2", $"{action} got no answer within {Timeout.TotalSeconds:0.#} s");
    }

    /// <summary>Sends a CALL that has to be answered with a CALLRESULT as the specification has it.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IOcppRequest<TResponse> request)
        where TResponse : IOcppResponse, IOcppPayload<TResponse> =>
        (await AskAsync(request.ActionName, OcppPayload.ToJson(request))).As<TResponse>();

    /// <summary>Waits for a CALL of the central system from now on, and answers it.</summary>
    /// <param name="action">Operation.</param>
    /// <param name="answer">Payload of the answer; null leaves the CALL open.</param>
    /// <param name="match">Which of these CALLs is meant; null for the first.</param>
    public Task<ReceivedCall> Expect(string action, Func<ReceivedCall, string>? answer, Func<ReceivedCall, bool>? match = null)
    {
        var expectation = new Expectation(action, answer, match ?? (_ => true));
        lock (_expectations)
        {
            _expectations.Add(expectation);
        }

        return expectation.Arrived.Task;
    }

    /// <summary>Answers a CALL of the central system.</summary>
    public async Task AnswerAsync(ReceivedCall call, string payload)
    {
        // Before the answer leaves: the next CALL may come at once.
        _openCalls.TryRemove(call.Id, out _);
        await SendAsync($"[3,{JsonSerializer.Serialize(call.Id)},{payload}]");
    }

    /// <summary>Errors: the first rule that a frame broke, if any.</summary>
    public void ThrowIfViolated()
    {
        if (_violations.TryPeek(out var first))
        {
            throw new RuleBrokenException(first.Rule, first.Message);
        }
    }

    /// <summary>Drops the connection without a word.</summary>
    public async Task DropAsync()
    {
        _transcript.Add(Identity, '-', "connection dropped");
        await _leaving.CancelAsync();
        await _socket.DisposeAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopOpenTransactionsAsync();

            // A close frame, so that the central system takes the station off its list at once.
            await _socket.SendFrameAsync(Opcode.Close, new byte[] { 0x03, 0xE8 }, isFinal: true, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(1));
            await Task.WhenAny(Ended, Task.Delay(TimeSpan.FromMilliseconds(500)));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or TimeoutException or RuleBrokenException)
        {
            // It is gone already.
        }

        await _leaving.CancelAsync();
        await _socket.DisposeAsync();
        await _reading;
        _leaving.Dispose();
    }

    private void KeepTransaction(string action, string payload, Answer answer)
    {
        if (action == "StartTransaction" && !answer.IsError && answer.Payload.ValueKind == JsonValueKind.Object
            && answer.Payload.TryGetProperty("transactionId", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var started))
        {
            _openTransactions[started] = JsonSerializer.Deserialize<JsonElement>(payload).GetProperty("meterStart").GetInt32();
        }
        else if (action == "StopTransaction")
        {
            _openTransactions.Remove(JsonSerializer.Deserialize<JsonElement>(payload).GetProperty("transactionId").GetInt32());
        }
    }

    /// <summary>A case that failed half way must not leave its idTag in a transaction, where the next case would find it.</summary>
    private async Task StopOpenTransactionsAsync()
    {
        foreach (var (transactionId, meter) in _openTransactions)
        {
            var id = Guid.NewGuid().ToString();
            var answer = ExpectAnswer(id, "StopTransaction");
            await SendAsync($"[2,\"{id}\",\"StopTransaction\",{{\"transactionId\":{transactionId},\"meterStop\":{meter},\"timestamp\":\"{OcppDateTime.Format(DateTimeOffset.UtcNow)}\",\"reason\":\"Other\"}}]");
            await Task.WhenAny(answer, Ended, Task.Delay(TimeSpan.FromSeconds(1)));
        }
    }

    private async Task ReadAsync()
    {
        var reason = "the TCP connection was closed";
        using var message = new MemoryStream();
        try
        {
            while (await _socket.ReadFrameAsync(_leaving.Token) is { } frame)
            {
                switch (frame.Opcode)
                {
                    case Opcode.Text or Opcode.Continuation:
                        message.Write(frame.Payload);
                        if (message.Length > WireSocket.MaxFrameBytes)
                        {
                            throw new IOException($"a message is longer than {WireSocket.MaxFrameBytes} bytes");
                        }

                        if (frame.IsFinal)
                        {
                            var text = Encoding.UTF8.GetString(message.ToArray());
                            message.SetLength(0);
                            await TakeAsync(text);
                        }

                        break;
                    case Opcode.Ping:
                        await _socket.SendFrameAsync(Opcode.Pong, frame.Payload, isFinal: true, _leaving.Token);
                        break;
                    case Opcode.Pong:
                        _pong.TrySetResult(frame.Payload);
                        break;
                    case Opcode.Close:
                        reason = frame.Payload.Length >= 2 ? $"close frame {(frame.Payload[0] << 8) | frame.Payload[1]} {Encoding.UTF8.GetString(frame.Payload, 2, frame.Payload.Length - 2)}".TrimEnd() : "close frame without a code";
                        _transcript.Add(Identity, '<', reason);
                        await _socket.SendFrameAsync(Opcode.Close, frame.Payload.AsMemory(0, Math.Min(2, frame.Payload.Length)), isFinal: true, _leaving.Token);
                        return;
                    default:
                        Violate("OCPP-J §4.1.2", $"a frame has opcode {(int)frame.Opcode}, but messages are text");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            reason = _leaving.IsCancellationRequested ? "the case left" : $"the connection broke: {e.Message}";
        }
        finally
        {
            _ended.TrySetResult(reason);
        }
    }

    private async Task TakeAsync(string text)
    {
        _transcript.Add(Identity, '<', text);
        var violation = FrameShape.Read(text, out var frame, anyAnswerId: _strayAnswersAllowed > 0);
        if (violation is { } broken)
        {
            Violate(broken.Rule, broken.Message);
        }

        if (FrameShape.KindOf(frame) is not { } kind)
        {
            return;
        }

        var id = frame[1].ValueKind == JsonValueKind.String ? frame[1].GetString()! : "";
        if (kind == 2)
        {
            await TakeCallAsync(new ReceivedCall(id, frame[2].ToString(), frame.GetArrayLength() > 3 ? frame[3] : default), isWellFormed: violation is null);
        }
        else if (_pending.TryRemove(id, out var pending))
        {
            pending.Answered.TrySetResult(new Answer(pending.Action, frame));
        }
        else if (_strayAnswersAllowed > 0)
        {
            Interlocked.Decrement(ref _strayAnswersAllowed);
        }
        else
        {
            Violate("OCPP-J §4.1.4", $"an answer came for '{id}', which is no CALL that waits for one");
        }
    }

    private async Task TakeCallAsync(ReceivedCall call, bool isWellFormed)
    {
        foreach (var (_, since) in _openCalls)
        {
            if (Stopwatch.GetElapsedTime(since) < ShortestTimeout)
            {
                Violate("OCPP-J §4.1.1", $"{call.Action} was sent while an earlier CALL still waited for its answer");
            }
        }

        if (!_idsOfCalls.Add(call.Id))
        {
            Violate("OCPP-J §4.1.4", $"the message id '{call.Id}' was used before on this connection");
        }

        _openCalls[call.Id] = Stopwatch.GetTimestamp();
        if (isWellFormed)
        {
            CheckPayload(call);
        }

        _calls.Enqueue(call);
        Expectation? expectation;
        lock (_expectations)
        {
            expectation = _expectations.Find(candidate => candidate.Action == call.Action && candidate.Match(call));
            _ = expectation is not null && _expectations.Remove(expectation);
        }

        var answer = expectation is not null ? expectation.Answer?.Invoke(call) : AnswersByItself ? ObligingAnswers.To(call) : null;
        if (answer is not null)
        {
            await AnswerAsync(call, answer);
        }

        expectation?.Arrived.TrySetResult(call);
    }

    private void CheckPayload(ReceivedCall call)
    {
        try
        {
            OcppActions.Find(call.Action)!.ReadRequestStrictly(Encoding.UTF8.GetBytes(call.Payload.ValueKind == JsonValueKind.Null ? "{}" : call.Payload.GetRawText()));
        }
        catch (OcppPayloadException e)
        {
            Violate($"OCPP 1.6 chapter 6, {call.Action}.req", $"{call.Action}.req breaks the specification: {e.Message}");
        }
    }

    private void Violate(string rule, string message)
    {
        _transcript.Add(Identity, '-', $"{message} ({rule})");
        _violations.Enqueue(new Violation(rule, message));
    }

    private async Task<string> WhyEndedAsync(Exception e) => await Task.WhenAny(Ended, Task.Delay(200)) == Ended ? await Ended : e.Message;

    private sealed record Expectation(string Action, Func<ReceivedCall, string>? Answer, Func<ReceivedCall, bool> Match)
    {
        public TaskCompletionSource<ReceivedCall> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
