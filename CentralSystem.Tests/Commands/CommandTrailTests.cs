using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Events;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Commands;

/// <summary>What a command leaves behind besides its row, and how code of this program starts one.</summary>
public sealed class CommandTrailTests
{
    [Fact]
    public async Task A_command_started_from_code_tells_who_asked_and_how_it_ended()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        chargePoint.Answer<ClearCacheRequest, ClearCacheResponse>(_ => new() { Status = ClearCacheStatus.Accepted });
        var caller = new Caller(CallerKind.User, "anna", Role.Operator, null);

        var run = await system.Get<CommandService>().StartAsync("cp001", new ClearCacheRequest(), new CommandOptions { Caller = caller, Timeout = TimeSpan.FromSeconds(5) }, default);

        (await run.Outcome.Within("the end of the command")).ShouldBeOfType<CallOutcome.Answered>().Response.ShouldBeOfType<ClearCacheResponse>();
        var row = await system.ReadAsync(db => db.Commands.SingleAsync());
        (row.CallerName, row.TimeoutSeconds, row.Status).ShouldBe(("anna", 5, CommandStatus.Answered));
        var audit = await system.ReadAsync(db => db.AuditEntries.SingleAsync(a => a.Action.StartsWith("command.")));
        (audit.CallerName, audit.Action, audit.Subject).ShouldBe(("anna", "command.requested", "CP001"));
        var raised = await system.ReadAsync(db => db.Events.SingleAsync(e => e.Type == EventTypes.CommandFinished));
        raised.ChargePointId.ShouldBe("CP001");
        raised.Data.ShouldContain($"\"commandId\":\"{run.Id}\"");
        raised.Data.ShouldContain("\"callerName\":\"anna\"");
    }

    [Fact]
    public async Task A_cancelled_command_is_in_the_audit_trail_and_ends_as_cancelled()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001");
        var commands = system.Get<CommandService>();
        var run = await commands.StartAsync("CP001", new ClearCacheRequest(), new CommandOptions { QueueUntil = DateTimeOffset.UtcNow.AddHours(1) }, default);

        (await commands.TryCancelAsync(run.Id, new Caller(CallerKind.User, "bert", Role.Operator, null))).ShouldBeTrue();

        (await run.Outcome.Within("the end of the command")).ShouldBeOfType<CallOutcome.Cancelled>();
        (await system.ReadAsync(db => db.AuditEntries.Where(a => a.Action.StartsWith("command.")).OrderBy(a => a.Id).Select(a => a.Action).ToListAsync())).ShouldBe(["command.requested", "command.cancelled"]);
        (await system.ReadAsync(db => db.Events.CountAsync(e => e.Type == EventTypes.CommandFinished))).ShouldBe(1);
    }

    [Fact]
    public async Task A_crash_leaves_what_was_never_sent_in_line_and_ends_what_may_have_been()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001");
        var commands = system.Get<CommandService>();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await commands.StartAsync("CP001", new ClearCacheRequest(), new CommandOptions { QueueUntil = DateTimeOffset.UtcNow.AddHours(1) }, default)).Id);
        }

        // As a crash finds them: the first one sent, the second one in line on a connection, the third one waiting for one.
        await system.Get<Web.Storage.GroupCommitWriter>().ChangeAsync(db =>
        {
            db.Commands.Find(ids[0])!.Status = CommandStatus.Sent;
            db.Commands.Find(ids[1])!.Status = CommandStatus.Pending;
            return true;
        });
        await system.RestartAsync();

        var statuses = await system.ReadAsync(db => db.Commands.OrderBy(c => c.Id).Select(c => c.Status).ToListAsync());
        statuses.ShouldBe([CommandStatus.Interrupted, CommandStatus.Queued, CommandStatus.Queued]);
    }
}
