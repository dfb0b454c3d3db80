using CentralSystem.Web.Connections;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Commands;

/// <summary>Ends the rows of commands that were under way when this central system last stopped; those that may wait and were not sent wait on.</summary>
internal sealed partial class InterruptedCommands(GroupCommitWriter writer, TimeProvider time, ILogger<InterruptedCommands> logger) : IStorageSeed
{
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var count = await writer.ChangeAsync(db =>
        {
            var open = db.Commands.Where(c => c.Status == CommandStatus.Pending || c.Status == CommandStatus.Sent)
                .Join(db.ChargePoints, c => c.ChargePointKey, p => p.Key, (c, p) => new { Row = c, p.Identity }).ToList();

            // One that may wait is noted as sent before it leaves: without that note it never left.
            foreach (var command in open.Where(c => IsUnsent(c.Row)))
            {
                command.Row.Status = CommandStatus.Queued;
            }

            var interrupted = open.Where(c => c.Row.Status != CommandStatus.Queued).ToList();
            foreach (var command in interrupted)
            {
                End(command.Row, now);
                db.Raise(EventTypes.CommandFinished, now, command.Identity, CommandView.Of(command.Row, command.Identity));
            }

            return interrupted.Count;
        });
        if (count > 0)
        {
            LogInterrupted(count);
        }
    }

    private static bool IsUnsent(Command row) => row is { Status: CommandStatus.Pending, QueueUntil: not null };

    private static void End(Command row, DateTimeOffset now)
    {
        row.ErrorDescription = row.Status == CommandStatus.Sent
            ? "This central system stopped before the answer; whether the Charge Point acted is not known."
            : "This central system stopped while the command waited for its turn; whether it was sent is not known.";
        (row.Status, row.FinishedAt, row.Payload) = (CommandStatus.Interrupted, now, Secrets.Mask(row.Payload));
    }

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "{Count} commands were under way at the last stop and are marked Interrupted")]
    private partial void LogInterrupted(int count);
}
