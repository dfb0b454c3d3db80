using CentralSystem.Web.ChargePoints;
using Ocpp.Messages;

namespace CentralSystem.Web.Transactions;

/// <summary>Tells which open transactions are over, and since when at the latest. Order is judged by the Charge Point's clock, patience by ours.</summary>
internal sealed class ResolutionRules(TransactionOptions options)
{
    private static readonly string[] SessionStatuses =
        [nameof(ChargePointStatus.Charging), nameof(ChargePointStatus.SuspendedEV), nameof(ChargePointStatus.SuspendedEVSE), nameof(ChargePointStatus.Finishing)];

    /// <param name="open">The transaction, with what came of it.</param>
    /// <param name="status">Last reported status of its connector.</param>
    /// <param name="connectedSince">Since when its Charge Point is connected; null when it is not.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null while it may still run, or its stop may still come.</returns>
    public Verdict? Judge(OpenTransaction open, ReportedStatus? status, DateTimeOffset? connectedSince, DateTimeOffset now)
    {
        var grace = TimeSpan.FromMinutes(options.GraceMinutes);
        if (options.ResolveOnNextStart && open.NextStart is { } next && now - next.ReceivedAt >= grace)
        {
            return new Verdict(Resolution.NextStart, next.Timestamp);
        }

        // Without a connection the stop waits in the Charge Point's queue.
        if (connectedSince is not { } connected || now - connected < grace || now - open.StartReceivedAt < grace)
        {
            return null;
        }

        if (options.ResolveOnAvailable && status is { Status: nameof(ChargePointStatus.Available) } && status.SaidAt >= open.LastSign && now - status.ReceivedAt >= grace)
        {
            return new Verdict(Resolution.ConnectorAvailable, status.ConfirmedAt);
        }

        return options.ResolveAfterBoot && IsLostInBoot(open, status, connected, now) ? new Verdict(Resolution.NoStopAfterBoot, open.BootedAt!.Value) : null;
    }

    /// <summary>A boot alone ends nothing: many boot at every reconnect, and some resume after a power loss. A status of a session or a later sample keeps it open.</summary>
    private bool IsLostInBoot(OpenTransaction open, ReportedStatus? status, DateTimeOffset connected, DateTimeOffset now)
    {
        var patience = TimeSpan.FromMinutes(options.AfterBootMinutes);
        return open.BootedAt is { } booted && booted > open.StartReceivedAt && booted > open.LastSign
            && now - booted >= patience && now - connected >= patience
            && !SessionStatuses.Contains(status?.Status);
    }
}

/// <summary>A transaction that runs, as the rules see it.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="ChargePointKey">Row of its Charge Point.</param>
/// <param name="ConnectorId">Its connector.</param>
/// <param name="StartReceivedAt">When we heard of it.</param>
/// <param name="LastSign">When it ran for certain: <see cref="ConnectorState.LastSign"/>.</param>
/// <param name="BootedAt">Last boot of the Charge Point.</param>
/// <param name="NextStart">The first transaction that came after it on the connector and did not begin earlier; of two at the same instant the later id is the next.</param>
internal sealed record OpenTransaction(
    int TransactionId, int ChargePointKey, int ConnectorId, DateTimeOffset StartReceivedAt, DateTimeOffset LastSign, DateTimeOffset? BootedAt, NextStart? NextStart);

/// <summary>A start that came after another one on the same connector.</summary>
internal sealed record NextStart(DateTimeOffset Timestamp, DateTimeOffset ReceivedAt);

/// <summary>Why a transaction is over, and at the latest since when by the Charge Point's clock.</summary>
internal readonly record struct Verdict(Resolution Reason, DateTimeOffset OverAt);
