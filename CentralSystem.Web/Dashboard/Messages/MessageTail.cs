using CentralSystem.Web.Api;
using CentralSystem.Web.Journal;

namespace CentralSystem.Web.Dashboard.Messages;

/// <summary>The newest frames of a filter. Read again, it reads only what was added, and lets go of as many old ones.</summary>
/// <remarks>Of one page: callers at the same time share one reading, but not from several threads.</remarks>
internal sealed class MessageTail(MessageReader reader, MessageFilter filter)
{
    /// <summary>Most frames that are held.</summary>
    public const int MostMessages = 200;

    /// <summary>Most text of frames that is held: some are long.</summary>
    private const int MostCharacters = 500_000;

    private readonly LinkedList<MessageView> _newest = [];
    private long? _last;
    private string? _older;
    private Task? _reading;

    /// <summary>The frames, newest first.</summary>
    public IEnumerable<MessageView> Newest => _newest;

    /// <summary>Cursor of those before; null when there are none.</summary>
    public string? Older => _older;

    /// <summary>Whether it was read at all.</summary>
    public bool WasRead => _last is not null;

    /// <summary>Reads what was added since the last time.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => _reading is { IsCompleted: false } underWay ? underWay : _reading = ReadAsync(cancellationToken);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // What is added while this reads may be read twice by the next one, never left out: ids rise with time, and there is one writer.
        var last = await LastIdAsync(cancellationToken);
        if (_last is { } known)
        {
            var added = await reader.ListAsync(
                filter with { Order = ListOrder.Oldest }, new PageQuery { Limit = MostMessages, Cursor = MessageReader.CursorAfter(known, ListOrder.Oldest) }, cancellationToken);
            foreach (var message in added.Items)
            {
                _newest.AddFirst(message);
            }

            _last = Math.Max(last, added.Items.Count > 0 ? added.Items[^1].Id : 0);
            if (added.NextCursor is null)
            {
                Trim();
                return;
            }

            // More came at once than are held: the newest of all are wanted.
            _newest.Clear();
        }

        var page = await reader.ListAsync(filter, new PageQuery { Limit = MostMessages }, cancellationToken);
        foreach (var message in page.Items)
        {
            _newest.AddLast(message);
        }

        (_last, _older) = (Math.Max(last, page.Items.Count > 0 ? page.Items[0].Id : 0), page.NextCursor);
        Trim();
    }

    private async Task<long> LastIdAsync(CancellationToken cancellationToken)
    {
        var newest = await reader.ListAsync(new MessageFilter(), new PageQuery { Limit = 1 }, cancellationToken);
        return newest.Items.Count > 0 ? newest.Items[0].Id : 0;
    }

    private void Trim()
    {
        var characters = _newest.Sum(message => (long)message.Frame.Length);
        while (_newest.Count > MostMessages || (characters > MostCharacters && _newest.Count > 1))
        {
            characters -= _newest.Last!.Value.Frame.Length;
            _newest.RemoveLast();
            _older = MessageReader.CursorAfter(_newest.Last!.Value.Id, ListOrder.Newest);
        }
    }
}
