using System.Runtime.CompilerServices;
using CentralSystem.Web.Api;
using CentralSystem.Web.MeterValues;

namespace CentralSystem.Web.Reports;

/// <summary>All meter values of a filter as a table, one sample a row, in the order of their time; read in chunks like <see cref="TransactionExport"/>.</summary>
internal sealed class MeterValueExport(MeterValueReader reader, TimeProvider time)
{
    private const int ChunkSize = 1_000;

    private static readonly string[] Columns =
        ["timestamp", "chargePointId", "connectorId", "transactionId", "measurand", "phase", "location", "unit", "context", "format", "value"];

    public IResult Of(MeterValueFilter filter, TableFormat format) => new TableResult(new Table("meter-values", Columns, RowsAsync(filter)), format);

    private async IAsyncEnumerable<object?[]> RowsAsync(MeterValueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // One period for all chunks, though the clock goes on.
        filter = filter.TransactionId is null ? filter with { To = filter.To ?? new Instant(time.GetUtcNow()) } : filter;
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await reader.ListAsync(filter, new PageQuery { Limit = ChunkSize, Cursor = cursor }, cancellationToken);
            foreach (var value in page.Items)
            {
                foreach (var sample in value.SampledValue)
                {
                    yield return
                    [
                        value.Timestamp, value.ChargePointId, value.ConnectorId, value.TransactionId, sample.Measurand, sample.Phase, sample.Location, sample.Unit, sample.Context,
                        sample.Format, sample.Number ?? (object)sample.Value,
                    ];
                }
            }

            cursor = page.NextCursor;
        }
    }
}
