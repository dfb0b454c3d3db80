using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Transactions;

/// <summary>
/// Looks at every open transaction once a minute: ends those the rules say are over, and puts before the operator those that look so. Reckons again what it had ended before
/// some of its meter values came.
/// </summary>
internal sealed partial class TransactionResolver(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry,
    EnergyBudgets budgets, LateMeterValues lateMeterValues, IOptions<TransactionOptions> options, TimeProvider time, ILogger<TransactionResolver> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), time)
{
    /// <summary>Ids in one question to the database.</summary>
    private const int MostAtOnce = 500;

    private readonly ResolutionRules _rules = new(options.Value);

    /// <summary>One round.</summary>
    /// <remarks>What fails for one transaction keeps no other from its turn, and is tried again in the next round.</remarks>
    public async Task ResolveAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        foreach (var open in await OpenAsync(cancellationToken))
        {
            try
            {
                await LookAtAsync(open, now);
            }
            catch (Exception e) when (IsOfOne(e, cancellationToken))
            {
                LogTransactionFailed(e, directory.IdentityOf(open.ChargePointKey), open.TransactionId);
            }
        }

        await ReckonAgainAsync(now, cancellationToken);
        await ForgetEndedAsync(now, cancellationToken);
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => ResolveAsync(cancellationToken);

    /// <summary>Whether the others may fare better: not without a database, nor when the program ends.</summary>
    private static bool IsOfOne(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && exception is not (StoreUnavailableException or StoreSupersededException);

    private async Task LookAtAsync(OpenTransaction open, DateTimeOffset now)
    {
        if (directory.Find(open.ChargePointKey) is not { } chargePoint)
        {
            return;
        }

        var status = chargePoint.Connector(open.ConnectorId).Status;
        var connectedSince = registry.Find(chargePoint.Identity)?.ConnectedAt;
        if (_rules.Judge(open, status, connectedSince, now) is { } verdict)
        {
            if (await writer.WriteAsync(new ResolveWrite(directory, budgets, open.TransactionId, verdict, now)))
            {
                LogResolved(chargePoint.Identity, open.TransactionId, verdict.Reason);
            }
        }
        else if (KindOf(open, chargePoint, status, connectedSince, now) is { } kind)
        {
            await writer.WriteAsync(new DetectWrite(chargePoint, open.TransactionId, kind, now));
        }
    }

    /// <summary>The ends of transactions that got meter values since, where they are a rule's.</summary>
    private async Task ReckonAgainAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var late = lateMeterValues.Take();
        try
        {
            foreach (var ids in late.Chunk(MostAtOnce))
            {
                await ReckonAgainAsync(ids, now, cancellationToken);
            }
        }
        catch
        {
            // The next round looks at all of them once more: reckoned twice, an end stays what it is.
            late.ForEach(lateMeterValues.Add);
            throw;
        }
    }

    private async Task ReckonAgainAsync(int[] ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Transactions.Where(t => ids.Contains(t.TransactionId) && (t.Flags & TransactionFlags.ResolvedAutomatically) != 0).ToListAsync(cancellationToken);
        foreach (var row in rows.Where(LateValuesWrite.Concerns))
        {
            try
            {
                if (await writer.WriteAsync(new LateValuesWrite(directory, budgets, row.TransactionId, now)))
                {
                    LogReckonedAgain(directory.IdentityOf(row.ChargePointKey), row.TransactionId);
                }
            }
            catch (Exception e) when (IsOfOne(e, cancellationToken))
            {
                LogTransactionFailed(e, directory.IdentityOf(row.ChargePointKey), row.TransactionId);
                lateMeterValues.Add(row.TransactionId);
            }
        }
    }

    private async Task<List<OpenTransaction>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Transactions.Where(t => t.StopReceivedAt == null)
            .Select(t => new
            {
                t.TransactionId,
                t.ChargePointKey,
                t.ConnectorId,
                t.StartTimestamp,
                t.StartReceivedAt,
                BootedAt = db.ChargePoints.Where(c => c.Key == t.ChargePointKey).Select(c => c.BootedAt).FirstOrDefault(),
                Next = db.Transactions
                    .Where(n => n.ChargePointKey == t.ChargePointKey && n.TransactionId > t.TransactionId && n.ConnectorId == t.ConnectorId && n.StartTimestamp >= t.StartTimestamp)
                    .OrderBy(n => n.TransactionId).Select(n => (int?)n.TransactionId).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        var nextIds = rows.Where(r => r.Next is not null).Select(r => r.Next!.Value).ToList();
        var starts = nextIds.Count == 0
            ? []
            : await db.Transactions.Where(t => nextIds.Contains(t.TransactionId))
                .ToDictionaryAsync(t => t.TransactionId, t => new NextStart(t.StartTimestamp, t.StartReceivedAt), cancellationToken);
        return [.. rows.Select(r => new OpenTransaction(
            r.TransactionId, r.ChargePointKey, r.ConnectorId, r.StartReceivedAt, LastSign(r.TransactionId, r.ChargePointKey, r.ConnectorId, r.StartTimestamp.NoLaterThan(r.StartReceivedAt)),
            r.BootedAt, r.Next is { } next ? starts.GetValueOrDefault(next) : null))];
    }

    /// <summary>Of one that another one followed on its connector, the start is all that memory knows.</summary>
    private DateTimeOffset LastSign(int transactionId, int chargePointKey, int connectorId, DateTimeOffset start) =>
        directory.Find(chargePointKey)?.Connector(connectorId) is { } connector && connector.OpenTransactionId == transactionId ? connector.LastSign : start;

    private string? KindOf(OpenTransaction open, ChargePointState chargePoint, ReportedStatus? status, DateTimeOffset? connectedSince, DateTimeOffset now)
    {
        if (status is { Status: nameof(ChargePointStatus.Available) } && status.SaidAt >= open.LastSign && now - open.StartReceivedAt >= TimeSpan.FromMinutes(options.Value.GraceMinutes))
        {
            return Anomaly.OpenOnAvailableConnector;
        }

        return options.Value.OfflineAnomalyMinutes > 0 && connectedSince is null
            && now - (chargePoint.LastSeenAt ?? open.StartReceivedAt) >= TimeSpan.FromMinutes(options.Value.OfflineAnomalyMinutes)
            ? Anomaly.OpenOnOfflineChargePoint
            : null;
    }

    /// <summary>Takes out of the inbox what told of a transaction that has ended since.</summary>
    private async Task ForgetEndedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = await db.Anomalies
            .Where(a => a.AcknowledgedAt == null && (a.Kind == Anomaly.OpenOnAvailableConnector || a.Kind == Anomaly.OpenOnOfflineChargePoint))
            .Where(a => db.Transactions.Any(t => t.TransactionId == a.TransactionId && t.StopReceivedAt != null))
            .Select(a => a.Id).ToListAsync(cancellationToken);
        if (ended.Count > 0)
        {
            await writer.ChangeAsync(change => change.Anomalies.Where(a => ended.Contains(a.Id)).ExecuteUpdate(set => set
                .SetProperty(a => a.AcknowledgedAt, (DateTimeOffset?)now)
                .SetProperty(a => a.AcknowledgedBy, "system")
                .SetProperty(a => a.Note, "The transaction has ended.")));
        }
    }

    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning, Message = "{ChargePoint}: transaction {TransactionId} was ended without its StopTransaction: {Reason}")]
    private partial void LogResolved(string chargePoint, int transactionId, Resolution reason);

    [LoggerMessage(EventId = 1704, Level = LogLevel.Information, Message = "{ChargePoint}: the end of transaction {TransactionId} was reckoned again with meter values that came late")]
    private partial void LogReckonedAgain(string chargePoint, int transactionId);

    [LoggerMessage(EventId = 1705, Level = LogLevel.Error, Message = "{ChargePoint}: transaction {TransactionId} could not be looked at; the next round tries again")]
    private partial void LogTransactionFailed(Exception exception, string chargePoint, int transactionId);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Error, Message = "Open transactions could not be looked at; the next round tries again")]
    protected override partial void LogFailed(Exception exception);

    private sealed class DetectWrite(ChargePointState chargePoint, int transactionId, string kind, DateTimeOffset at) : StoreWrite<bool>
    {
        public override void Apply(StoreSession session) => session.DetectOpen(chargePoint, transactionId, kind, at);
    }
}
