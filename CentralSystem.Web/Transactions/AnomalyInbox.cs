using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Transactions;

/// <summary>The inbox of what did not fit.</summary>
internal sealed class AnomalyInbox(IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ChargePointDirectory directory, TimeProvider time)
{
    public async Task<Page<AnomalyView>> ListAsync(AnomalyFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var anomalies = filter.Acknowledged is true ? db.Anomalies.Where(a => a.AcknowledgedAt != null) : db.Anomalies.Where(a => a.AcknowledgedAt == null);
        if (filter.Kind is { } kind)
        {
            anomalies = anomalies.Where(a => a.Kind == kind);
        }

        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            anomalies = anomalies.Where(a => a.ChargePointKey == key);
        }

        return await anomalies.InOrder(a => a.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(page, ViewOf, a => PageQuery.CursorOf(a.Id), cancellationToken);
    }

    /// <summary>Takes one out of the inbox. A second time changes nothing.</summary>
    public async Task<AnomalyView> AcknowledgeAsync(long id, string? note)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        return ViewOf(await writer.ChangeAsync(db =>
        {
            var anomaly = db.Anomalies.AsTracking().SingleOrDefault(a => a.Id == id) ?? throw Problems.NotFound($"There is no anomaly {id}.");
            if (anomaly.AcknowledgedAt is null)
            {
                (anomaly.AcknowledgedAt, anomaly.AcknowledgedBy, anomaly.Note) = (now, caller.Name, note);
                db.Audit(caller, now, "anomaly.acknowledged", Anomalies.Subject("anomalies", id), new { anomaly.Kind, anomaly.Subject, note });
            }

            return anomaly;
        }));
    }

    private AnomalyView ViewOf(Anomaly row) => new(
        row.Id, row.Kind, row.Subject, directory.IdentityOf(row.ChargePointKey), row.TransactionId, row.DetectedAt, row.AcknowledgedAt, row.AcknowledgedBy, row.Note);
}

/// <summary>Which anomalies are asked for.</summary>
internal sealed record AnomalyFilter
{
    /// <summary>A transaction flag, UnmatchedMessage, OpenOnAvailableConnector or OpenOnOfflineChargePoint.</summary>
    public string? Kind { get; init; }

    public string? ChargePointId { get; init; }

    /// <summary>The acknowledged ones instead of the inbox.</summary>
    public bool? Acknowledged { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>An anomaly as the REST interface shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">A flag of transactions, UnmatchedMessage, OpenOnAvailableConnector or OpenOnOfflineChargePoint.</param>
/// <param name="Subject">What it is about, as a path below the API's root.</param>
/// <param name="ChargePointId">Where it was found.</param>
/// <param name="TransactionId">The transaction it is about; absent for none.</param>
/// <param name="DetectedAt">When it was found.</param>
/// <param name="AcknowledgedAt">When somebody acknowledged it; absent while it is in the inbox.</param>
/// <param name="AcknowledgedBy">Who did.</param>
/// <param name="Note">What was said then.</param>
internal sealed record AnomalyView(
    long Id, string Kind, string Subject, string ChargePointId, int? TransactionId, DateTimeOffset DetectedAt, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Note);
