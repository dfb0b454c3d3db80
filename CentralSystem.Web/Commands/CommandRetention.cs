using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Commands;

/// <summary>Removes commands that ended long ago, a few at a time.</summary>
/// <remarks>Kept are those without an end, and those of a campaign or batch that goes on: it reads from them how its Charge Points stand.</remarks>
internal sealed partial class CommandRetention(GroupCommitWriter writer, IOptions<CommandSettings> settings, TimeProvider time, ILogger<CommandRetention> logger)
    : Retention(settings.Value.RetentionDays, TimeSpan.FromMinutes(10), time)
{
    protected override async Task<int> RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        var removed = BatchSize;
        while (removed == BatchSize && !cancellationToken.IsCancellationRequested)
        {
            removed = await writer.ChangeAsync(db => Old(db, before).OrderBy(c => c.Id).Take(BatchSize).ExecuteDelete());
            total += removed;
        }

        return total;
    }

    /// <summary>By the id first: what was made later is not looked at.</summary>
    private static IQueryable<Command> Old(CentralSystemDbContext db, DateTimeOffset before)
    {
        var end = CommandIds.At(before);
        return db.Commands.Where(c => c.Id < end && c.FinishedAt < before && !db.Campaigns.Any(campaign => campaign.Id == c.BatchId && campaign.FinishedAt == null));
    }

    [LoggerMessage(EventId = 1511, Level = LogLevel.Error, Message = "Old commands could not be removed; the next round tries again")]
    protected override partial void LogFailed(Exception exception);
}
