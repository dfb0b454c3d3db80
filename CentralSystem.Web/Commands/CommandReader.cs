using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Commands;

/// <summary>Reads commands, newest first.</summary>
internal sealed class CommandReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<CommandView?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Commands.SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } row ? ViewOf(row) : null;
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

        if (page.IsAfter(out Guid after))
        {
            commands = commands.Where(c => c.Id < after);
        }

        return await commands.OrderByDescending(c => c.Id).ToPageAsync(page, ViewOf, c => PageQuery.CursorOf(c.Id), cancellationToken);
    }

    private CommandView ViewOf(Command row) => new(
        row.Id, directory.IdentityOf(row.ChargePointKey), row.Action, row.Status, ApiJson.Embedded(row.Payload), row.CreatedAt, row.SentAt, row.FinishedAt,
        ApiJson.Embedded(row.Response), row.ErrorCode, row.ErrorDescription, ApiJson.Embedded(row.ErrorDetails), row.AnsweredLate);
}

/// <summary>Which commands are asked for.</summary>
internal sealed record CommandFilter
{
    public string? ChargePointId { get; init; }

    public string? Action { get; init; }

    public CommandStatus? Status { get; init; }
}

/// <summary>A command as the REST interface shows it.</summary>
internal sealed record CommandView(
    Guid CommandId, string ChargePointId, string Action, CommandStatus Status, JsonElement? Request, DateTimeOffset CreatedAt, DateTimeOffset? SentAt,
    DateTimeOffset? FinishedAt, JsonElement? Response, string? ErrorCode, string? ErrorDescription, JsonElement? ErrorDetails, bool AnsweredLate);
