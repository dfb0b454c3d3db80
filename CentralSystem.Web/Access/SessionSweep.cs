using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access;

/// <summary>Ends sessions that rested or lasted too long, row and all: their open pages learn of it, and no restart brings them back.</summary>
internal sealed partial class SessionSweep(UserDirectory users, GroupCommitWriter writer, TimeProvider time, ILogger<SessionSweep> logger)
    : PeriodicWork(TimeSpan.FromSeconds(5), time)
{
    public async Task SweepAsync()
    {
        var over = users.Overdue();
        if (over.Count > 0)
        {
            await writer.ChangeAsync(db => db.LoginSessions.Where(s => over.Contains(s.Id)).ExecuteDelete(), _ => EndAll(over));
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => SweepAsync();

    private void EndAll(IReadOnlyList<string> sessions)
    {
        foreach (var session in sessions)
        {
            users.EndSession(session);
        }
    }

    [LoggerMessage(EventId = 1613, Level = LogLevel.Error, Message = "Sessions whose time is over could not be removed")]
    protected override partial void LogFailed(Exception exception);
}
