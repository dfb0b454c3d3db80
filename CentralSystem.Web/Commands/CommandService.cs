using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>The one path from an operator to a Charge Point: check, row, maybe a wait for the connection, CALL, answer, the rows it implies, the row's end.</summary>
/// <remarks>
/// A command belongs to nobody once it is registered: it goes on when the caller hangs up, and its row tells how it ended.
/// One that may wait is noted as sent before its frame leaves, so that it is sent at most once whatever ends first.
/// Errors: <see cref="ProblemException"/> for what is refused before anything is registered.
/// </remarks>
internal sealed partial class CommandService : IHostedService, IMirror
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(366);

    /// <summary>Between two tries to write what could not be written.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly ChargePointDirectory _directory;
    private readonly ChargePointRegistry _registry;
    private readonly CommandRows _rows;
    private readonly CommandDefaults _defaults;
    private readonly CommandTimeouts _timeouts;
    private readonly ICommandCheck[] _checks;
    private readonly FrozenDictionary<string, ICommandEffect> _effects;
    private readonly CommandSettings _settings;
    private readonly CommandIds _ids;
    private readonly TimeProvider _time;
    private readonly ILogger<CommandService> _logger;
    private readonly WaitingCommands _waiting = new();
    private readonly ConcurrentDictionary<Guid, LiveCommand> _live = new();
    private readonly ConcurrentDictionary<Guid, Task> _underWay = new();

    /// <summary>Commands that are over, whose rows could not be written yet.</summary>
    private readonly ConcurrentQueue<(LiveCommand Command, CallOutcome Outcome)> _unstored = new();
    private DateTimeOffset _storeAgainAt;

    /// <summary>The command of each CALL, so that a late answer finds its row. Connections keep the last CALLs that timed out; with them the entries go.</summary>
    private readonly ConditionalWeakTable<OutgoingCall, LiveCommand> _calls = [];

    public CommandService(
        ChargePointDirectory directory, ChargePointRegistry registry, CommandRows rows, CommandDefaults defaults, CommandTimeouts timeouts, IEnumerable<ICommandCheck> checks,
        IEnumerable<ICommandEffect> effects, LateAnswers lateAnswers, IOptions<CommandSettings> settings, TimeProvider time, ILogger<CommandService> logger)
    {
        (_directory, _registry, _rows, _defaults, _timeouts, _checks) = (directory, registry, rows, defaults, timeouts, [.. checks]);
        (_settings, _time, _logger, _ids) = (settings.Value, time, logger, new CommandIds(time));
        _effects = effects.ToFrozenDictionary(effect => effect.Action, StringComparer.Ordinal);
        lateAnswers.Answered = (call, outcome) => Detach(AnswerLateAsync(call, outcome));
    }

    /// <summary>Told of the campaign or batch of every command that ends; set once, by whoever runs those.</summary>
    public Action<Guid>? BatchCommandEnded { get; set; }

    /// <summary>Checks a command, registers it and sends it when its turn comes.</summary>
    /// <param name="chargePointId">Identity, in any letter case.</param>
    /// <param name="request">Payload of the CALL.</param>
    /// <param name="options">How it is carried out.</param>
    /// <param name="cancellationToken">Ends the checks; a registered command is not cancelled.</param>
    public Task<CommandRun> StartAsync(string chargePointId, IOcppRequest request, CommandOptions options, CancellationToken cancellationToken) =>
        StartAsync(chargePointId, request.ActionName, Encoding.UTF8.GetBytes(OcppPayload.ToJson(request)), options, cancellationToken);

    /// <summary>Checks a command, registers it and sends it when its turn comes.</summary>
    /// <param name="chargePointId">Identity, in any letter case.</param>
    /// <param name="actionName">Case-sensitive name of the operation.</param>
    /// <param name="payload">Payload of the CALL as JSON; empty stands for an empty object. Members that may be left to us are filled in.</param>
    /// <param name="options">How it is carried out.</param>
    /// <param name="cancellationToken">Ends the checks; a registered command is not cancelled.</param>
    public async Task<CommandRun> StartAsync(
        string chargePointId, string actionName, ReadOnlyMemory<byte> payload, CommandOptions options, CancellationToken cancellationToken)
    {
        CheckWaits(options);
        var action = CommandChecks.ActionOf(actionName);
        var chargePoint = _directory.Get(chargePointId);
        var request = CommandChecks.Read(action, (await _defaults.CompleteAsync(action.Name, payload.IsEmpty ? "{}"u8.ToArray() : payload, chargePoint, cancellationToken)).Span);
        foreach (var check in _checks)
        {
            await check.CheckAsync(request, chargePoint, cancellationToken);
        }

        var session = SessionFor(chargePoint, request, options);
        var command = new LiveCommand(_ids.Next(), chargePoint, request, _effects.GetValueOrDefault(action.Name))
        {
            QueueUntil = options.QueueUntil,
            Timeout = options.Timeout ?? _timeouts.Of(action.Name),
            BatchId = options.BatchId,
        };
        await RegisterAsync(command, session, options);
        return new CommandRun(command.Id, action.Name, chargePoint.Identity, session is null, command.Outcome, command.WaitsAgain);
    }

    /// <summary>Gives a command up, unless it was sent or is over.</summary>
    /// <returns>Whether it was given up; its row has ended then.</returns>
    public async Task<bool> TryCancelAsync(Guid commandId, Caller caller)
    {
        if (!_live.TryGetValue(commandId, out var command) || !command.TryGiveUp(CommandStatus.Cancelled, caller, out var isWithConnection))
        {
            return false;
        }

        if (!isWithConnection)
        {
            await EndUnsentAsync(command);
        }

        await command.Outcome;
        return true;
    }

    /// <summary>Sends what waited for Charge Points that are connected by now, and ends what waited too long, or for one that was removed.</summary>
    public async Task ServeWaitingAsync()
    {
        var now = _time.GetUtcNow();
        await StoreEndsAsync(now);
        foreach (var chargePoint in _waiting.ChargePoints)
        {
            var isRemoved = _directory.IsRemoved(chargePoint.Identity);
            foreach (var vain in _waiting.Take(chargePoint, command => isRemoved || command.QueueUntil <= now))
            {
                if (vain.TryGiveUp(isRemoved ? CommandStatus.Cancelled : CommandStatus.Expired, by: null, out _))
                {
                    await EndUnsentAsync(vain);
                }
            }

            if (_registry.Find(chargePoint.Identity) is { } session && session.ConnectedAt + DelayOf(session) <= now)
            {
                SendWaiting(session);
            }
        }
    }

    /// <summary>Takes up what waited when this central system last stopped.</summary>
    public void Load(CentralSystemDbContext db)
    {
        foreach (var row in db.Commands.AsNoTracking().Where(c => c.Status == CommandStatus.Queued).OrderBy(c => c.Id).AsEnumerable())
        {
            var request = CommandChecks.Read(CommandChecks.ActionOf(row.Action), Encoding.UTF8.GetBytes(row.Payload));
            var command = new LiveCommand(row.Id, _directory.Find(row.ChargePointKey)!, request, _effects.GetValueOrDefault(row.Action))
            {
                QueueUntil = row.QueueUntil,
                Timeout = TimeSpan.FromSeconds(row.TimeoutSeconds),
                BatchId = row.BatchId,
            };
            _live[command.Id] = command;
            _waiting.Add(command);
        }
    }

    /// <summary>Commands without an end.</summary>
    public int Pending => _live.Count;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The connections are closed by now, so every command that is with one is about to end: its row ends with it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_underWay.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void CheckWaits(CommandOptions options)
    {
        var now = _time.GetUtcNow();
        if (options.QueueUntil is { } until && (until <= now || until > now + LongestWait))
        {
            throw Problems.Invalid("queueUntil", "must be an instant in the future, at most a year ahead");
        }

        if (options.Timeout is { } timeout && (timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromSeconds(CommandSettings.MaxTimeoutSeconds)))
        {
            throw Problems.Invalid("timeoutSeconds", $"must be between 1 and {CommandSettings.MaxTimeoutSeconds}");
        }
    }

    /// <summary>Writes the row of a command and begins it.</summary>
    private async Task RegisterAsync(LiveCommand command, ChargePointSession? session, CommandOptions options)
    {
        // Before the commit: whoever learns the id by it may give the command up at once.
        _live[command.Id] = command;
        try
        {
            await _rows.RegisterAsync(command, session is null ? CommandStatus.Queued : CommandStatus.Pending, options);
            Begin(command, session);
        }
        catch
        {
            _live.TryRemove(command.Id, out _);
            throw;
        }
        finally
        {
            if (session is null)
            {
                _waiting.Release(command.ChargePoint);
            }
        }
    }

    /// <summary>The connection to send on; null, with a place kept in the line, where the command may wait for one.</summary>
    private ChargePointSession? SessionFor(ChargePointState chargePoint, IOcppRequest request, CommandOptions options)
    {
        var session = _registry.Find(chargePoint.Identity);
        var refusal = CommandChecks.RefusalOf(request, chargePoint);
        if (session is not null && refusal is null)
        {
            return session;
        }

        if (options.QueueUntil is null)
        {
            throw refusal is null ? Problems.NotConnected(chargePoint.Identity) : new ProblemException(refusal);
        }

        return _waiting.TryReserve(chargePoint, _settings.MaxQueuedPerChargePoint) ? null : throw new ProblemException(new Problem(
            StatusCodes.Status409Conflict, "queue-full", "Too many commands wait for the charge point",
            $"{_settings.MaxQueuedPerChargePoint} commands wait for {chargePoint.Identity} to connect (Commands:MaxQueuedPerChargePoint). Cancel some first."));
    }

    private void Begin(LiveCommand command, ChargePointSession? session)
    {
        if (session is null)
        {
            Wait(command);
            return;
        }

        // What waited longer goes first, also when it would have waited for its moment after the connect.
        SendWaiting(session);
        Send(command, session);
    }

    /// <summary>Puts a command in line, unless it was given up before it stood there, where nobody could take it out.</summary>
    private void Wait(LiveCommand command)
    {
        _waiting.Add(command);
        if (command.GivenUpAs is not null)
        {
            _waiting.Take(command.ChargePoint, waiting => waiting == command);
        }
    }

    private void SendWaiting(ChargePointSession session)
    {
        // A Charge Point that was never accepted boots first.
        var chargePoint = session.ChargePoint;
        if (chargePoint.WasAccepted || chargePoint.Registration != RegistrationStatus.Accepted)
        {
            _waiting.Take(chargePoint, command => CommandChecks.RefusalOf(command.Request, chargePoint) is null).ForEach(command => Send(command, session));
        }
    }

    /// <summary>A moment of its own for each connection, so that a reconnect storm does not become a storm of commands.</summary>
    private TimeSpan DelayOf(ChargePointSession session) =>
        TimeSpan.FromMilliseconds((uint)HashCode.Combine(session.Identity, session.ConnectedAt) % (uint)(_settings.ReconnectDelayMs + 1));

    private void Send(LiveCommand command, ChargePointSession session)
    {
        var sending = SendAsync(command, session);
        _underWay[command.Id] = sending;
        _ = sending.ContinueWith(_ => _underWay.TryRemove(KeyValuePair.Create(command.Id, sending)), TaskScheduler.Default);
    }

    /// <summary>Carries a command out on a connection, to its end or back into the line; never throws.</summary>
    private async Task SendAsync(LiveCommand command, ChargePointSession session)
    {
        try
        {
            var call = new OutgoingCall(command.Request, command.Timeout, command.Priority)
            {
                Preparing = command.QueueUntil is null ? null : _ => TryNoteSentAsync(command),
                Sending = _ =>
                {
                    command.Effect?.Sending(session, command.Request);
                    if (command.QueueUntil is null)
                    {
                        Detach(_rows.SentAsync(command));
                    }
                },
            };
            if (!command.TryBegin(session, call))
            {
                return;
            }

            _calls.Add(call, command);
            var outcome = CommandEnd.WithoutSecrets(await session.Connection.CallAsync(call, CancellationToken.None));
            if (outcome is CallOutcome.ConnectionLost { WasSent: false } && command.QueueUntil > _time.GetUtcNow() && command.TryWaitAgain())
            {
                await WaitAgainAsync(command);
                return;
            }

            await EndAsync(command, command.GivenUpAs is null ? outcome : new CallOutcome.Cancelled());
        }
        catch (Exception e)
        {
            LogNotStored(e);
            command.Fail(e);
        }
    }

    private async Task<bool> TryNoteSentAsync(LiveCommand command)
    {
        try
        {
            await _rows.SentAsync(command);
            return true;
        }
        catch (Exception e)
        {
            LogNotStored(e);
            return false;
        }
    }

    private async Task WaitAgainAsync(LiveCommand command)
    {
        try
        {
            await _rows.QueuedAgainAsync(command);
        }
        catch (Exception e)
        {
            // It was not sent, so it waits all the same; its row is behind until it is.
            LogNotStored(e);
        }

        Wait(command);
        command.TellThatItWaits();
    }

    private async Task EndUnsentAsync(LiveCommand command)
    {
        _waiting.Take(command.ChargePoint, waiting => waiting == command);
        await EndAsync(command, new CallOutcome.Cancelled());
    }

    /// <summary>Ends a command; where its row cannot be written, whoever waits learns that, and it is tried again.</summary>
    private async Task EndAsync(LiveCommand command, CallOutcome outcome)
    {
        try
        {
            await _rows.EndAsync(command, outcome, isLate: false);
        }
        catch (Exception e)
        {
            LogNotStored(e);
            command.Fail(e);
            _unstored.Enqueue((command, outcome));
            return;
        }

        _live.TryRemove(command.Id, out _);
        command.End(outcome);
        if (command.BatchId is { } batch)
        {
            BatchCommandEnded?.Invoke(batch);
        }
    }

    private async Task StoreEndsAsync(DateTimeOffset now)
    {
        if (now < _storeAgainAt)
        {
            return;
        }

        _storeAgainAt = now + PauseAfterFailure;
        for (var left = _unstored.Count; left > 0 && _unstored.TryDequeue(out var end); left--)
        {
            await EndAsync(end.Command, end.Outcome);
        }
    }

    private async Task AnswerLateAsync(OutgoingCall call, CallOutcome outcome)
    {
        if (_calls.TryGetValue(call, out var command))
        {
            await _rows.EndAsync(command, CommandEnd.WithoutSecrets(outcome), isLate: true);
        }
    }

    /// <summary>Lets a task go on alone; its failure reaches the log.</summary>
    private void Detach(Task task) =>
        _ = task.ContinueWith(failed => LogNotStored(failed.Exception!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "The progress of a command could not be stored")]
    private partial void LogNotStored(Exception exception);
}
