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
