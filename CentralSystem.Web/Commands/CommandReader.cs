using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Commands;

/// <summary>Reads commands.</summary>
internal sealed class CommandReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<CommandView> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Commands.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } row
            ? ViewOf(row)
            : throw Problems.NotFound($"There is no command {id}.");
    }

    public async Task<Page<CommandView>> ListAsync(CommandFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var commands = db.Commands.AsQueryable();
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            commands = commands.Where(c => c.ChargePointKey == key);
        }

        if (filter.Action is { } action)
        {
            commands = commands.Where(c => c.Action == action);
        }

        if (filter.Status is { } status)
        {
            commands = commands.Where(c => c.Status == status);
        }

        if (filter.From is { } from)
        {
            var first = CommandIds.At(from.Value);
            commands = commands.Where(c => c.Id >= first);
        }

        if (filter.To is { } to)
        {
            var end = CommandIds.At(to.Value);
            commands = commands.Where(c => c.Id < end);
        }

        if (filter.Caller is { } caller)
        {
            commands = commands.Where(c => c.CallerName == caller);
        }

        if (filter.BatchId is { } batch)
        {
            commands = commands.Where(c => c.BatchId == batch);
        }

        return await commands.InOrder(c => c.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(page, ViewOf, c => PageQuery.CursorOf(c.Id), cancellationToken);
    }

    private CommandView ViewOf(Command row) => CommandView.Of(row, directory.IdentityOf(row.ChargePointKey));
}

/// <summary>Which commands are asked for.</summary>
internal sealed record CommandFilter
{
    public string? ChargePointId { get; init; }

    public string? Action { get; init; }

    public CommandStatus? Status { get; init; }

    /// <summary>Asked for at this instant or later.</summary>
    public Instant? From { get; init; }

    /// <summary>Asked for before this instant.</summary>
    public Instant? To { get; init; }

    /// <summary>Name of the user or of the API key.</summary>
    public string? Caller { get; init; }

    /// <summary>The campaign or batch.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A command as the REST interface shows it, secrets masked.</summary>
/// <param name="CommandId">Its id.</param>
/// <param name="ChargePointId">Whom it is for.</param>
/// <param name="Action">The OCPP 1.6 operation.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Request">Payload of the CALL.</param>
/// <param name="CallerKind">What kind of caller asked for it.</param>
/// <param name="CallerName">Name of the user or of the API key.</param>
/// <param name="BatchId">The batch or campaign it is part of; absent for a command of its own.</param>
/// <param name="QueueUntil">Until when it may wait for a connection; absent when it does not wait.</param>
/// <param name="TimeoutSeconds">Longest wait for the answer, in seconds, counted from the moment it is sent.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="SentAt">When its frame left; absent before.</param>
/// <param name="FinishedAt">When it ended, well or not; absent before.</param>
/// <param name="Response">Payload of the CALLRESULT as it came; absent when none did.</param>
/// <param name="ErrorCode">Code of the CALLERROR (OCPP-J §4.2.3).</param>
/// <param name="ErrorDescription">Description of the CALLERROR, or what else went wrong.</param>
/// <param name="ErrorDetails">Details of the CALLERROR.</param>
/// <param name="AnsweredLate">Whether the answer came after the time-out.</param>
internal sealed record CommandView(
    Guid CommandId, string ChargePointId, string Action, CommandStatus Status, JsonElement? Request, CallerKind CallerKind, string CallerName, Guid? BatchId,
    DateTimeOffset? QueueUntil, int TimeoutSeconds, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? FinishedAt, JsonElement? Response,
    string? ErrorCode, string? ErrorDescription, JsonElement? ErrorDetails, bool AnsweredLate)
{
    public static CommandView Of(Command row, string chargePointId) => new(
        row.Id, chargePointId, row.Action, row.Status, ApiJson.Embedded(Secrets.Mask(row.Payload)), row.CallerKind, row.CallerName, row.BatchId,
        row.QueueUntil, row.TimeoutSeconds, row.CreatedAt, row.SentAt, row.FinishedAt, ApiJson.Embedded(row.Response),
        row.ErrorCode, row.ErrorDescription, ApiJson.Embedded(row.ErrorDetails), row.AnsweredLate);
}
