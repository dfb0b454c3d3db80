using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.MeterValues;

/// <summary>Deletes meter values and hours that are too old, a few at a time.</summary>
/// <remarks>Kept are values of open transactions, those that alone explain a transaction's energy, and any that no hour counts yet.</remarks>
internal sealed class MeterValueRetention(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, IOptions<MeterValueOptions> options, TimeProvider time)
{
    /// <summary>Rows of one write: few enough that no message waits for them.</summary>
    private const int BatchSize = 200;

    /// <summary>Values before it may be gone.</summary>
    public DateTimeOffset KeptSince(DateTimeOffset now) =>
        options.Value.RetentionDays == 0 ? DateTimeOffset.MinValue : now.AddDays(-options.Value.RetentionDays);

    /// <summary>One round over everything that is too old.</summary>
    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.Value.RetentionDays > 0)
        {
            await DeleteValuesAsync(KeptSince(now), cancellationToken);
        }

        if (options.Value.HourRetentionDays > 0)
        {
            await DeleteHoursAsync(now.AddDays(-options.Value.HourRetentionDays), cancellationToken);
        }
    }

    private async Task DeleteValuesAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rolledUpTo = await db.MeterValueRollUpStates.Select(s => s.RolledUpTo).SingleOrDefaultAsync(cancellationToken);
        var (afterTime, afterId) = (DateTimeOffset.UnixEpoch.AddYears(-100), 0L);
        while (true)
        {
            // What is kept is passed by once, not met again with every batch.
            var old = await db.MeterValues
                .Where(v => v.Timestamp >= afterTime && v.Timestamp < before && (v.Timestamp > afterTime || v.Id > afterId))
                .OrderBy(v => v.Timestamp).ThenBy(v => v.Id).Take(BatchSize)
                .Select(v => new
                {
                    v.Id,
                    v.Timestamp,
                    IsNeeded = v.Id > rolledUpTo || db.Transactions.Any(t => t.TransactionId == v.TransactionId
                        && (t.StopReceivedAt == null || t.EnergySource == Transactions.EnergySource.Samples || t.Resolution != null)),
                })
                .ToListAsync(cancellationToken);
            if (old.Count == 0)
            {
                return;
            }

            (afterTime, afterId) = (old[^1].Timestamp, old[^1].Id);
            var ids = old.Where(v => !v.IsNeeded).Select(v => v.Id).ToArray();
            if (ids.Length > 0)
            {
                await writer.WriteAsync(new DeleteWrite(ids));
            }
        }
    }

    private async Task DeleteHoursAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var key in await db.ChargePoints.Select(c => c.Key).ToListAsync(cancellationToken))
        {
            if (await db.MeterValueHours.AnyAsync(h => h.ChargePointKey == key && h.Hour < before, cancellationToken))
            {
                await writer.ChangeAsync(change => change.MeterValueHours.Where(h => h.ChargePointKey == key && h.Hour < before).ExecuteDelete());
            }
        }
    }

    private sealed class DeleteWrite(long[] ids) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session)
        {
            foreach (var id in ids)
            {
                session.Deferred("DELETE FROM sampled_values WHERE meter_value_id = ?").Bind(1, id).Execute();
                session.Deferred("DELETE FROM meter_values WHERE id = ?").Bind(1, id).Execute();
            }
        }
    }
}
