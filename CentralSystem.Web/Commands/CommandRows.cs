using CentralSystem.Web.Access;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>Writes what becomes of a command, each step with what it implies in one commit.</summary>
internal sealed partial class CommandRows(GroupCommitWriter writer, TimeProvider time, ILogger<CommandRows> logger)
{
    /// <summary>Registers a command before anything of it is sent.</summary>
    public async Task RegisterAsync(LiveCommand command, CommandStatus status, CommandOptions options)
    {
        var now = time.GetUtcNow();
        var caller = options.Caller ?? Caller.Current;
        var payload = OcppPayload.ToJson(command.Request);
        await writer.ChangeAsync(
            db =>
            {
                var change = new CommandChange(db, command.ChargePoint, now) { CommandId = command.Id };
                command.Effect?.Asked(change, command.Request);
                options.Registering?.Invoke(change, command.Id);
                db.Commands.Add(new Command
                {
                    Id = command.Id,
                    ChargePointKey = command.ChargePoint.Key,
                    Action = command.Request.ActionName,
                    CallerKind = caller.Kind,
                    CallerName = caller.Name,
                    BatchId = command.BatchId,
                    Payload = command.QueueUntil is null ? Secrets.Mask(payload) : payload,
                    QueueUntil = command.QueueUntil,
                    TimeoutSeconds = (int)command.Timeout.TotalSeconds,
                    Status = status,
                    CreatedAt = now,
                });
                db.Audit(caller, now, "command.requested", command.ChargePoint.Identity, new { commandId = command.Id, action = command.Request.ActionName, batchId = command.BatchId });
                return change;
            },
            change => change.Committed());
    }

    /// <summary>Notes that the frame leaves.</summary>
    public async Task SentAsync(LiveCommand command)
    {
        var now = time.GetUtcNow();
        await writer.ChangeAsync(db =>
        {
            // The end may have overtaken: a connection can go the moment its turn comes.
            if (db.Commands.Find(command.Id) is { Status: CommandStatus.Queued or CommandStatus.Pending } row)
            {
                (row.Status, row.SentAt) = (CommandStatus.Sent, now);
            }

            return true;
        });
    }

    /// <summary>Notes that the command waits for the next connection: the frame did not leave.</summary>
    public async Task QueuedAgainAsync(LiveCommand command) => await writer.ChangeAsync(db =>
    {
        // It may have been given up in between: what has ended is not to be sent at the next start.
        if (db.Commands.Find(command.Id) is { Status: CommandStatus.Pending or CommandStatus.Sent } row)
        {
            (row.Status, row.SentAt) = (CommandStatus.Queued, null);
        }

        return true;
    });

    /// <summary>Ends the row with what the answer means for others.</summary>
    /// <param name="command">Which.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="isLate">The answer came after the time-out.</param>
    public async Task EndAsync(LiveCommand command, CallOutcome outcome, bool isLate)
    {
        try
        {
            await EndAsync(command, outcome, isLate, command.Effect);
        }
        catch (Exception e) when (command.Effect is not null && e is not StoreUnavailableException)
        {
            // What a Charge Point answers must never cost the command its end: that is kept even where the rows it implies cannot be.
            LogEffectFailed(e, command.Request.ActionName, command.Id, command.ChargePoint.Identity);
            await EndAsync(command, outcome, isLate, effect: null);
        }
    }

    private async Task EndAsync(LiveCommand command, CallOutcome outcome, bool isLate, ICommandEffect? effect)
    {
        var now = time.GetUtcNow();
        await writer.ChangeAsync(
            db =>
            {
                var change = new CommandChange(db, command.ChargePoint, now) { CommandId = command.Id };
                if (db.Commands.Find(command.Id) is not { } row)
                {
                    // An answer so late that its command is not kept any more.
                    return change;
                }

                if (command.GivenUpBy is { } caller)
                {
                    db.Audit(caller, now, "command.cancelled", command.ChargePoint.Identity, new { commandId = command.Id, action = row.Action });
                }

                // A late answer may be written before the time-out it comes after; that one must not undo it.
                if (isLate || row.Status is CommandStatus.Queued or CommandStatus.Pending or CommandStatus.Sent)
                {
                    CommandEnd.Write(row, outcome, command.GivenUpAs, now, isLate);
                    ApplyEffect(effect, change, command.Request, outcome);
                    db.Raise(EventTypes.CommandFinished, now, command.ChargePoint.Identity, CommandView.Of(row, command.ChargePoint.Identity));
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
            case CallOutcome.Refused or CallOutcome.Cancelled or CallOutcome.ConnectionLost { WasSent: false }:
                effect?.Failed(change, request);
                break;
        }
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "What {Action} {CommandId} to {ChargePoint} changed could not be kept; its answer is")]
    private partial void LogEffectFailed(Exception exception, string action, Guid commandId, string chargePoint);
}
