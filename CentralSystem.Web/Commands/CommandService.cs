using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>The one path from an operator to a Charge Point: check, row, CALL, answer, the rows it implies, the row's end.</summary>
/// <remarks>
/// A command belongs to nobody once it is registered: it goes on when the caller hangs up, and its row tells how it ended.
/// Errors: <see cref="ProblemException"/> for what is refused before anything is sent.
/// </remarks>
internal sealed partial class CommandService : IHostedService
{
    private readonly ChargePointDirectory _directory;
    private readonly ChargePointRegistry _registry;
    private readonly GroupCommitWriter _writer;
    private readonly CommandDefaults _defaults;
    private readonly FrozenDictionary<string, ICommandEffect> _effects;
    private readonly TimeProvider _time;
    private readonly ILogger<CommandService> _logger;
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    /// <summary>The command of each CALL, so that a late answer finds its row. Connections keep the last CALLs that timed out; with them the entries go.</summary>
    private readonly ConditionalWeakTable<OutgoingCall, Registered> _registered = [];

    public CommandService(
        ChargePointDirectory directory, ChargePointRegistry registry, GroupCommitWriter writer, CommandDefaults defaults,
        IEnumerable<ICommandEffect> effects, LateAnswers lateAnswers, TimeProvider time, ILogger<CommandService> logger)
    {
        (_directory, _registry, _writer, _defaults, _time, _logger) = (directory, registry, writer, defaults, time, logger);
        _effects = effects.ToFrozenDictionary(effect => effect.Action, StringComparer.Ordinal);
        lateAnswers.Answered = (call, outcome) => Detach(AnswerLateAsync(call, outcome));
    }

    /// <summary>Checks a command, registers it and sends it when its turn comes.</summary>
    /// <param name="chargePointId">Identity, in any letter case.</param>
    /// <param name="actionName">Case-sensitive name of the operation.</param>
    /// <param name="payload">Payload of the CALL as JSON; empty stands for an empty object.</param>
    /// <param name="cancellationToken">Ends the checks; a registered command is not cancelled.</param>
    public async Task<CommandRun> StartAsync(string chargePointId, string actionName, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var action = CommandChecks.ActionOf(actionName);
        if (!_directory.TryFind(chargePointId, out var chargePoint))
        {
            throw Problems.UnknownChargePoint(chargePointId);
        }

        var completed = await _defaults.CompleteAsync(action.Name, payload.IsEmpty ? "{}"u8.ToArray() : payload, chargePoint, cancellationToken);
        var request = CommandChecks.Read(action, completed.Span);
        CommandChecks.MayBeSent(action, chargePoint);
        var session = _registry.Find(chargePoint.Identity) ?? throw Problems.NotConnected(chargePoint.Identity);

        var registered = new Registered(Guid.CreateVersion7(_time.GetUtcNow()), chargePoint, request, _effects.GetValueOrDefault(action.Name));
        await RegisterAsync(registered);
        var outcome = RunAsync(session, registered);
        Detach(TrackAsync(registered.Id, outcome));
        return new CommandRun(registered.Id, action.Name, chargePoint.Identity, outcome);
    }

    /// <summary>Commands without an end.</summary>
    public int Pending => _running.Count;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The connections are closed by now, so every command is about to end: its row ends with it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static CallPriority PriorityOf(IOcppRequest request) =>
        request is RemoteStopTransactionRequest or UnlockConnectorRequest ? CallPriority.Urgent : CallPriority.Normal;

    private async Task RegisterAsync(Registered command)
    {
        var now = _time.GetUtcNow();
        await _writer.ChangeAsync(
            db =>
            {
                var change = new CommandChange(db, command.ChargePoint, now);
                command.Effect?.Asked(change, command.Request);
                db.Commands.Add(new Command
                {
                    Id = command.Id,
                    ChargePointKey = command.ChargePoint.Key,
                    Action = command.Request.ActionName,
                    Payload = Secrets.Mask(OcppPayload.ToJson(command.Request)),
                    Status = CommandStatus.Pending,
                    CreatedAt = now,
                });
                return change;
            },
            change => change.Committed());
    }

    private async Task<CallOutcome> RunAsync(ChargePointSession session, Registered command)
    {
        var call = new OutgoingCall(command.Request, priority: PriorityOf(command.Request))
        {
            Sending = _ =>
            {
                command.Effect?.Sending(session, command.Request);
                Detach(MarkSentAsync(command));
            },
        };
        _registered.Add(call, command);
        var outcome = await session.Connection.CallAsync(call, CancellationToken.None);
        await EndAsync(command, outcome, isLate: false);
        return outcome;
    }

    private async Task MarkSentAsync(Registered command)
    {
        var now = _time.GetUtcNow();
        await _writer.ChangeAsync(db =>
        {
            // The end may have overtaken: a connection can go the moment its turn comes.
            if (db.Commands.Find(command.Id) is { Status: CommandStatus.Pending } row)
            {
                (row.Status, row.SentAt) = (CommandStatus.Sent, now);
            }

            return true;
        });
    }

    private async Task AnswerLateAsync(OutgoingCall call, CallOutcome outcome)
    {
        if (_registered.TryGetValue(call, out var command))
        {
            await EndAsync(command, outcome, isLate: true);
        }
    }

    private async Task EndAsync(Registered command, CallOutcome outcome, bool isLate)
    {
        try
        {
            await WriteEndAsync(command, outcome, isLate, command.Effect);
        }
        catch (Exception e) when (command.Effect is not null)
        {
            // What a Charge Point answers must never cost the command its end: that is kept even where the rows it implies cannot be.
            LogEffectFailed(e, command.Request.ActionName, command.Id, command.ChargePoint.Identity);
            await WriteEndAsync(command, outcome, isLate, effect: null);
        }
    }

    private async Task WriteEndAsync(Registered command, CallOutcome outcome, bool isLate, ICommandEffect? effect)
    {
        var now = _time.GetUtcNow();
        await _writer.ChangeAsync(
            db =>
            {
                var change = new CommandChange(db, command.ChargePoint, now);
                var row = db.Commands.Find(command.Id)!;

                // A late answer may be written before the time-out it comes after; that one must not undo it.
                if (isLate || row.Status is CommandStatus.Pending or CommandStatus.Sent)
                {
                    CommandEnd.Write(row, outcome, now, isLate);
                    ApplyEffect(effect, change, command.Request, outcome);
                }

                return change;
            },
            change => change.Committed());
    }

    private static void ApplyEffect(ICommandEffect? effect, CommandChange change, IOcppRequest request, CallOutcome outcome)
    {
        switch (outcome)
        {
            case CallOutcome.Answered answered:
                effect?.Answered(change, request, answered.Response);
                break;
            case CallOutcome.Refused:
                effect?.Failed(change, request);
                break;
        }
    }

    private async Task TrackAsync(Guid id, Task outcome)
    {
        _running[id] = outcome;
        try
        {
            await outcome;
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    /// <summary>Lets a task go on alone; its failure reaches the log.</summary>
    private void Detach(Task task) =>
        _ = task.ContinueWith(failed => LogNotStored(failed.Exception!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "What {Action} {CommandId} to {ChargePoint} changed could not be kept; its answer is")]
    private partial void LogEffectFailed(Exception exception, string action, Guid commandId, string chargePoint);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "The progress of a command could not be stored")]
    private partial void LogNotStored(Exception exception);

    private sealed record Registered(Guid Id, ChargePointState ChargePoint, IOcppRequest Request, ICommandEffect? Effect);
}
