using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>Reads the message journal.</summary>
internal sealed class MessageReader(IDbContextFactory<JournalDbContext> contexts)
{
    public async Task<Page<MessageView>> ListAsync(MessageFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = Filtered(db.Messages, filter);
        if (filter is { HasPeriod: true, ChargePointId: null })
        {
            var span = await IdSpan.OfAsync(db, filter.InPeriod(db.Messages).Select(m => m.Id + 0), cancellationToken);
            messages = messages.Where(m => m.Id >= span.First && m.Id <= span.Last);
        }

        return await messages.InOrder(m => m.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(page, ViewOf, m => PageQuery.CursorOf(m.Id), cancellationToken);
    }

    private static IQueryable<JournalMessage> Filtered(IQueryable<JournalMessage> messages, MessageFilter filter)
    {
        // One index finds least: of the Charge Point, else of a rare kind, else of the operation. SQLite would take any of them, so the others are asked as expressions.
        var byChargePoint = filter.ChargePointId is not null;
        var byType = !byChargePoint && filter.MessageType is MessageType.CALLERROR or MessageType.UNKNOWN;
        if (filter.ChargePointId is { } chargePointId)
        {
            messages = messages.Where(m => m.ChargePointId == chargePointId);
        }

        if (filter.Action is { } action)
        {
            messages = byChargePoint || byType ? messages.Where(m => m.Action + "" == action) : messages.Where(m => m.Action == action);
        }

        if (filter.Direction is { } direction)
        {
            messages = messages.Where(m => m.Direction == direction);
        }

        if (filter.MessageType is { } type)
        {
            var typeId = (int)type;
            messages = byType ? messages.Where(m => m.MessageTypeId == typeId) : messages.Where(m => m.MessageTypeId + 0 == typeId);
        }

        if (filter.MessageId is { } messageId)
        {
            messages = messages.Where(m => m.MessageId == messageId);
        }

        return filter.InPeriod(messages);
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

    internal bool HasPeriod => From is not null || To is not null;

    internal IQueryable<JournalMessage> InPeriod(IQueryable<JournalMessage> messages)
    {
        if (From is { Value: var from })
        {
            messages = messages.Where(m => m.At >= from);
        }

        return To is { Value: var to } ? messages.Where(m => m.At < to) : messages;
    }
}

/// <summary>A frame as the REST interface shows it: whole, secrets masked.</summary>
internal sealed record MessageView(
    long Id, DateTimeOffset At, string ChargePointId, MessageDirection Direction, MessageType MessageType, string MessageId, string Action, string Frame, double? LatencyMs);
