using CentralSystem.Web.Api;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>Reads the message journal, newest first.</summary>
internal sealed class MessageReader(IDbContextFactory<JournalDbContext> contexts)
{
    public async Task<Page<MessageView>> ListAsync(MessageFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = Filtered(db.Messages, filter);
        if (page.IsAfter(out long after))
        {
            messages = messages.Where(m => m.Id < after);
        }

        return await messages.OrderByDescending(m => m.Id).ToPageAsync(page, ViewOf, m => PageQuery.CursorOf(m.Id), cancellationToken);
    }

    private static IQueryable<JournalMessage> Filtered(IQueryable<JournalMessage> messages, MessageFilter filter)
    {
        if (filter.ChargePointId is { } chargePointId)
        {
            messages = messages.Where(m => m.ChargePointId == chargePointId);
        }

        if (filter.Action is { } action)
        {
            messages = messages.Where(m => m.Action == action);
        }

        if (filter.Direction is { } direction)
        {
            messages = messages.Where(m => m.Direction == direction);
        }

        if (filter.MessageId is { } messageId)
        {
            messages = messages.Where(m => m.MessageId == messageId);
        }

        if (filter.From is { Value: var from })
        {
            messages = messages.Where(m => m.At >= from);
        }

        return filter.To is { Value: var to } ? messages.Where(m => m.At < to) : messages;
    }

    private static MessageView ViewOf(JournalMessage row) => new(
        row.Id, row.At, row.ChargePointId, row.Direction, TypeOf(row.MessageTypeId), row.MessageId, row.Action, row.Frame, row.LatencyMs);

    private static string TypeOf(int messageTypeId) => messageTypeId switch
    {
        2 => "CALL",
        3 => "CALLRESULT",
        4 => "CALLERROR",
        _ => "UNKNOWN",
    };
}

/// <summary>Which messages are asked for.</summary>
internal sealed record MessageFilter
{
    public string? ChargePointId { get; init; }

    public string? Action { get; init; }

    public MessageDirection? Direction { get; init; }

    /// <summary>Ties a CALL and its answer together.</summary>
    public string? MessageId { get; init; }

    public Instant? From { get; init; }

    public Instant? To { get; init; }
}

/// <summary>A frame as the REST interface shows it: whole, secrets masked.</summary>
internal sealed record MessageView(
    long Id, DateTimeOffset At, string ChargePointId, MessageDirection Direction, string MessageType, string MessageId, string Action, string Frame, double? LatencyMs);
