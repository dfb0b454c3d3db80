using System.Linq.Expressions;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Journal;

/// <summary>Reads the message journal.</summary>
internal sealed class MessageReader(IDbContextFactory<JournalDbContext> contexts, TimeProvider time)
{
    /// <summary>Messages whose text is searched first; each part after it is twice as long.</summary>
    private const int FirstPart = 5_000;

    /// <summary>A search that took as long ends its page: the next part takes twice as long as all before it.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMilliseconds(50);

    private static readonly Expression<Func<JournalMessage, long>> Key = m => m.Id;

    /// <summary>Cursor of what follows a message.</summary>
    public static string CursorAfter(long id, ListOrder order) => PageQuery.CursorIn(NameOf(order), PageQuery.CursorOf(id));

    /// <remarks>Text is found by looking at each message. So where little fits, a page ends early, with fewer entries and the cursor of what is left.</remarks>
    public async Task<Page<MessageView>> ListAsync(MessageFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = Filtered(db.Messages, filter);
        if (filter is { HasPeriod: true, ChargePointId: null })
        {
            var span = await IdSpan.OfAsync(db, filter.InPeriod(db.Messages).Select(m => m.Id + 0), cancellationToken);
            messages = messages.Where(m => m.Id >= span.First && m.Id <= span.Last);
        }

        var order = filter.Order ?? ListOrder.Newest;
        if (filter.Text is { Length: > 0 } text)
        {
            return await SearchAsync(db, messages, text, order, page, cancellationToken);
        }

        if (filter is { Errors: true, ChargePointId: null, MessageType: null })
        {
            // The index gives either kind in order, not both: of each is taken what the page may need.
            messages = messages.Where(m => m.MessageTypeId == (int)MessageType.CALLERROR).InOrder(Key, order, page).Take(page.Take() + 1)
                .Concat(messages.Where(m => m.MessageTypeId == (int)MessageType.UNKNOWN).InOrder(Key, order, page).Take(page.Take() + 1));
        }

        return await messages.InOrder(Key, order, page).ToPageAsync(page, ViewOf, m => PageQuery.CursorOf(m.Id), cancellationToken);
    }

    private async Task<Page<MessageView>> SearchAsync(
        JournalDbContext db, IQueryable<JournalMessage> messages, string text, ListOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        var isOldestFirst = order == ListOrder.Oldest;
        var (limit, rows, began, length) = (page.Take(), new List<JournalMessage>(), time.GetTimestamp(), (long)FirstPart);
        var first = await db.Messages.MinAsync(m => (long?)m.Id, cancellationToken) ?? 1;
        var last = await db.Messages.MaxAsync(m => (long?)m.Id, cancellationToken) ?? 0;
        if (page.IsAfter(NameOf(order), out long after))
        {
            (first, last) = isOldestFirst ? (Math.Max(first, after + 1), last) : (first, Math.Min(last, after - 1));
        }

        // SQLite's LIKE knows no case; PostgreSQL has another one for that.
        const string Escape = "\\";
        var plain = text.Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal);
        var pattern = $"%{plain}%";
        var found = db.Database.IsNpgsql() ? messages.Where(m => EF.Functions.ILike(m.Frame, pattern, Escape)) : messages.Where(m => EF.Functions.Like(m.Frame, pattern, Escape));
        while (first <= last)
        {
            var (from, to) = isOldestFirst ? (first, Math.Min(last, first + length - 1)) : (Math.Max(first, last - length + 1), last);
            var part = found.Where(m => m.Id >= from && m.Id <= to);
            rows.AddRange(await (isOldestFirst ? part.OrderBy(m => m.Id) : part.OrderByDescending(m => m.Id)).Take(limit + 1 - rows.Count).ToListAsync(cancellationToken));
            if (rows.Count > limit)
            {
                rows.RemoveAt(limit);
                return new([.. rows.Select(ViewOf)], page.NextCursor(PageQuery.CursorOf(rows[^1].Id)));
            }

            (first, last, length) = isOldestFirst ? (to + 1, last, length * 2) : (first, from - 1, length * 2);
            if (first <= last && time.GetElapsedTime(began) > LongestSearch)
            {
                return new([.. rows.Select(ViewOf)], page.NextCursor(PageQuery.CursorOf(isOldestFirst ? to : from)));
            }
        }

        return new([.. rows.Select(ViewOf)], null);
    }

    private static string NameOf(ListOrder order) => ListOrders.NameOf(order == ListOrder.Newest, Key.Body);

    private static IQueryable<JournalMessage> Filtered(IQueryable<JournalMessage> messages, MessageFilter filter)
    {
        // One index finds least: of the Charge Point, else of a rare kind, else of the operation. SQLite would take any of them, so the others are asked as expressions.
        var byChargePoint = filter.ChargePointId is not null;
        var byType = !byChargePoint && (filter.MessageType is MessageType.CALLERROR or MessageType.UNKNOWN || filter.Errors is true);
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

        if (filter.Errors is { } errors)
        {
            messages = messages.Where(m => errors == (m.MessageTypeId + 0 == (int)MessageType.CALLERROR || m.MessageTypeId + 0 == (int)MessageType.UNKNOWN));
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

    /// <summary>Whether the frame tells of an error: a CALLERROR, or one that could not be read.</summary>
    public bool? Errors { get; init; }

    /// <summary>Ties a CALL and its answer together.</summary>
    public string? MessageId { get; init; }

    /// <summary>Text that the frame holds, in any case; a page may end before it is full, with a nextCursor.</summary>
    public string? Text { get; init; }

    public Instant? From { get; init; }

    public Instant? To { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }

    internal bool HasPeriod => From is not null || To is not null;

    internal IQueryable<JournalMessage> InPeriod(IQueryable<JournalMessage> messages) => messages.Within(m => m.At, From, To);
}

/// <summary>A frame as the REST interface shows it: whole, secrets masked.</summary>
/// <param name="Id">Its id; rises with time.</param>
/// <param name="At">When it was received or sent.</param>
/// <param name="ChargePointId">The Charge Point at the other end.</param>
/// <param name="Direction">Who sent it: Received from the Charge Point, Sent by the central system.</param>
/// <param name="MessageType">Kind of frame (OCPP-J §4.1.3); UNKNOWN for what is none of them.</param>
/// <param name="MessageId">Ties a CALL and its answer together (OCPP-J §4.1.4); empty when unreadable.</param>
/// <param name="Action">Operation, of an answer that of its CALL; empty when unknown.</param>
/// <param name="Frame">The frame as text.</param>
/// <param name="LatencyMs">Of an answer, the milliseconds since its CALL.</param>
internal sealed record MessageView(
    long Id, DateTimeOffset At, string ChargePointId, MessageDirection Direction, MessageType MessageType, string MessageId, string Action, string Frame, double? LatencyMs);
