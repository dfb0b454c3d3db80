using System.Runtime.CompilerServices;
using CentralSystem.Web.Api;
using CentralSystem.Web.Journal;

namespace CentralSystem.Web.Reports;

/// <summary>All messages of a filter as a table, one frame a row; read in chunks like <see cref="TransactionExport"/>.</summary>
internal sealed class MessageExport(MessageReader reader, TimeProvider time)
{
    private const int ChunkSize = 1_000;

    private static readonly string[] Columns = ["id", "at", "chargePointId", "direction", "messageType", "messageId", "action", "latencyMs", "frame"];

    public IResult Of(MessageFilter filter, TableFormat format) => new TableResult(new Table("messages", Columns, RowsAsync(filter)), format);

    private async IAsyncEnumerable<object?[]> RowsAsync(MessageFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Oldest first there is always another one, as long as charge points talk.
        filter = filter.Order == ListOrder.Oldest ? filter with { To = filter.To ?? new Instant(time.GetUtcNow()) } : filter;
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await reader.ListAsync(filter, new PageQuery { Limit = ChunkSize, Cursor = cursor }, cancellationToken);
            foreach (var message in page.Items)
            {
                yield return
                [
                    message.Id, message.At, message.ChargePointId, message.Direction.ToString(), message.MessageType.ToString(), message.MessageId, message.Action, message.LatencyMs, message.Frame,
                ];
            }

            cursor = page.NextCursor;
        }
    }
}
