using CentralSystem.Web.Api;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>Reads the message journal.</summary>
internal sealed class MessageReader(IDbContextFactory<JournalDbContext> contexts)
{
    public async Task<Page<MessageView>> ListAsync(MessageFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(db.Messages, filter).InOrder(m => m.Id, filter.Order ?? ListOrder.Newest, page)
            .ToPageAsync(page, ViewOf, m => PageQuery.CursorOf(m.Id), cancellationToken);
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

        if (filter.MessageType is { } type)
        {
            var typeId = (int)type;
            messages = messages.Where(m => m.MessageTypeId == typeId);
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

    private static MessageType TypeOf(int messageTypeId) => Enum.IsDefined((MessageType)messageTypeId) ? (MessageType)messageTypeId : MessageType.UNKNOWN;
}

/// <summary>Kind of a frame, by its number in OCPP-J §4.1.3.</summary>
internal enum MessageType
{
    UNKNOWN = 0,
    CALL = 2,
    CALLRESULT = 3,
    CALLERROR = 4,
}

/// <summary>Which messages are asked for.</summary>
internal sealed record MessageFilter
{
    public string? ChargePointId { get; init; }

    public string? Action { get; init; }

    /// <summary>Who sent the frame.</summary>
    public MessageDirection? Direction { get; init; }

    /// <summary>Kind of frame; CALLERROR finds what went wrong.</summary>
    public MessageType? MessageType { get; init; }

    /// <summary>Ties a CALL and its answer together.</summary>
    public string? MessageId { get; init; }

    public Instant? From { get; init; }

    public Instant? To { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A frame as the REST interface shows it: whole, secrets masked.</summary>
internal sealed record MessageView(
    long Id, DateTimeOffset At, string ChargePointId, MessageDirection Direction, MessageType MessageType, string MessageId, string Action, string Frame, double? LatencyMs);
