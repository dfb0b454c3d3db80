using System.Runtime.CompilerServices;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Reports;

/// <summary>All transactions of a filter as a table, newest first.</summary>
/// <remarks>Read in chunks that each follow the last one: memory stays constant, and no reading transaction outlives a chunk, however slow the caller is.</remarks>
internal sealed class TransactionExport(IDbContextFactory<CentralSystemDbContext> contexts, TransactionReader reader, ChargePointDirectory directory)
{
    private const int ChunkSize = 1_000;

    private static readonly string[] Columns =
    [
        "transactionId", "chargePointId", "connectorId", "idTag", "authorizedIdTag", "authorizationStatus", "startTimestamp", "stopTimestamp", "durationSeconds", "meterStartWh", "meterStopWh",
        "energyWh", "energySource", "stopReason", "stopIdTag", "resolution", "flags",
    ];

    public IResult Of(TransactionFilter filter, TableFormat format) => new TableResult(new Table("transactions", Columns, RowsAsync(filter)), format);

    internal async IAsyncEnumerable<object?[]> RowsAsync(TransactionFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var before = int.MaxValue;
        while (true)
        {
            List<Transaction> chunk;
            await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            {
                var transactions = await filter.ByIdAsync(db, directory, cancellationToken);
                chunk = await transactions.Where(t => t.TransactionId < before).OrderByDescending(t => t.TransactionId).Take(ChunkSize).ToListAsync(cancellationToken);
            }

            foreach (var row in chunk)
            {
                yield return Cells(reader.ViewOf(row));
            }

            if (chunk.Count < ChunkSize)
            {
                yield break;
            }

            before = chunk[^1].TransactionId;
        }
    }

    private static object?[] Cells(TransactionView row) =>
    [
        row.TransactionId, row.ChargePointId, row.ConnectorId, row.IdTag, row.AuthorizedIdTag, row.AuthorizationStatus.ToString(), row.StartTimestamp, row.StopTimestamp,
        row.DurationSeconds, row.MeterStart, row.MeterStop, row.EnergyWh, row.EnergySource?.ToString(), row.StopReason, row.StopIdTag, row.Resolution?.ToString(), string.Join(' ', row.Flags),
    ];
}
