using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Commands;

/// <summary>Ends the rows of commands that were under way when this central system last stopped.</summary>
internal sealed partial class InterruptedCommands(GroupCommitWriter writer, TimeProvider time, ILogger<InterruptedCommands> logger) : IStorageSeed
{
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var count = await writer.ChangeAsync(db => db.Commands
            .Where(c => c.Status == CommandStatus.Pending || c.Status == CommandStatus.Sent)
            .ExecuteUpdate(set => set
                .SetProperty(c => c.ErrorDescription, c => c.Status == CommandStatus.Sent
                    ? "This central system stopped before the answer; whether the Charge Point acted is not known."
                    : "This central system stopped before the command was sent.")
                .SetProperty(c => c.Status, CommandStatus.Interrupted)
                .SetProperty(c => c.FinishedAt, (DateTimeOffset?)now)));
        if (count > 0)
        {
            LogInterrupted(count);
        }
    }

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "{Count} commands were under way at the last stop and are marked Interrupted")]
    private partial void LogInterrupted(int count);
}
