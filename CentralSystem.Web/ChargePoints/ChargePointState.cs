using System.Collections.Frozen;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Storage;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>What is known of a Charge Point without asking the database; lives as long as the process.</summary>
/// <remarks>
/// Mirrors the row: written on the storage writer's thread after a commit, read anywhere. Ten thousands of these are in memory,
/// so it holds what handling a message needs and nothing else.
/// </remarks>
internal sealed class ChargePointState(string identity)
{
    private const int MostConnectors = 256;

    private ConnectorState[] _connectors = [];
    private long _lastSeenTicks;
    private TokenBucket? _reports;

    /// <summary>Identity in the spelling under which it was first seen.</summary>
    public string Identity { get; } = identity;

    /// <summary>Key of the row; 0 until the Charge Point is stored.</summary>
    public int Key { get; set; }

    /// <summary>The operator's decision.</summary>
    public RegistrationStatus Registration { get; set; }

    /// <summary>A BootNotification was accepted once; from then on a reconnect needs none (OCPP-J §5.4).</summary>
    public bool WasAccepted { get; set; }

    /// <summary>How strictly its messages are read; left out, as the setting for all says.</summary>
    public ValidationMode? ValidationMode { get; set; }

    /// <summary>What its connections have to show.</summary>
    public ChargePointSecurity Security { get; set; } = ChargePointSecurity.Open;

    /// <summary>The tags of the groups it belongs to; equal regardless of case. Replaced as a whole.</summary>
    public IReadOnlySet<string> Tags { get; set; } = FrozenSet<string>.Empty;

    /// <summary>When its last frame came; null when none came since it is known.</summary>
    public DateTimeOffset? LastSeenAt
    {
        get => Interlocked.Read(ref _lastSeenTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _lastSeenTicks, value?.UtcTicks ?? 0);
    }

    /// <summary>Different deviations that wait to be written behind.</summary>
    public int PendingDeviations;

    /// <summary>Every connector heard of so far.</summary>
    public IReadOnlyList<ConnectorState> Connectors => Volatile.Read(ref _connectors);

    /// <summary>Takes from what this Charge Point may report.</summary>
    /// <param name="cost">How much.</param>
    /// <param name="capacity">Most it may take at once.</param>
    /// <param name="perSecond">What it gets back.</param>
    /// <param name="time">The clock.</param>
    /// <returns>False when too little is left; nothing is taken then.</returns>
    public bool TakeReport(int cost, int capacity, double perSecond, TimeProvider time)
    {
        lock (this)
        {
            var now = time.GetTimestamp();
            var bucket = _reports ?? TokenBucket.Full(capacity, now);
            bucket.Refill(now, capacity, perSecond, time.TimestampFrequency);

            // One that costs more than there ever is takes all there is.
            var isEnough = bucket.Tokens >= Math.Min(cost, capacity);
            bucket.Tokens -= isEnough ? cost : 0;
            _reports = bucket;
            return isEnough;
        }
    }

    /// <summary>A sample named this transaction, on whichever connector it claims to be.</summary>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="at">When, by the Charge Point's clock, but no later than it was heard.</param>
    public void Sampled(int transactionId, DateTimeOffset at)
    {
        foreach (var connector in Volatile.Read(ref _connectors))
        {
            connector.Sampled(transactionId, at);
        }
    }

    /// <summary>The connector with this id, made when it is new.</summary>
    public ConnectorState Connector(int connectorId)
    {
        foreach (var connector in Volatile.Read(ref _connectors))
        {
            if (connector.ConnectorId == connectorId)
            {
                return connector;
            }
        }

        var added = new ConnectorState(connectorId);
        if (Volatile.Read(ref _connectors).Length >= MostConnectors)
        {
            // Nobody has so many: what a hostile peer invents is not remembered, and its status not stored.
            return added;
        }

        while (true)
        {
            var known = Volatile.Read(ref _connectors);
            if (known.FirstOrDefault(c => c.ConnectorId == connectorId) is { } existing)
            {
                return existing;
            }

            if (Interlocked.CompareExchange(ref _connectors, [.. known, added], known) == known)
            {
                return added;
            }
        }
    }
}

/// <summary>What is known of one connector without asking the database.</summary>
internal sealed class ConnectorState(int connectorId)
{
    private ReportedStatus? _status;
    private long _lastSignTicks;

    /// <summary>0 for the Charge Point itself.</summary>
    public int ConnectorId { get; } = connectorId;

    /// <summary>The last status that was stored; null before the first report.</summary>
    public ReportedStatus? Status
    {
        get => Volatile.Read(ref _status);
        set => Volatile.Write(ref _status, value);
    }

    /// <summary>The transaction that runs here; 0 for none.</summary>
    public int OpenTransactionId { get; private set; }

    /// <summary>When it ran for certain: its start, or the last sample that named it. By the Charge Point's clock, but never later than it was heard.</summary>
    /// <remarks>
    /// Samples without its id tell nothing: clock-aligned ones come for as long as there is a meter. After a restart, when nobody knows which ones named it, the newest of all stands in.
    /// </remarks>
    public DateTimeOffset LastSign
    {
        get => new(Interlocked.Read(ref _lastSignTicks), TimeSpan.Zero);
        private set => Interlocked.Exchange(ref _lastSignTicks, value.UtcTicks);
    }

    /// <summary>The transaction of which an update was last told; 0 before the first one.</summary>
    public int ToldTransactionId { get; set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset ToldAt { get; set; }

    /// <summary>The transaction that last ended here; finds the place of values that come late and name none.</summary>
    public ClosedTransaction? LastClosed { get; private set; }

    /// <summary>Newest instant of a stored meter value; null until one was seen by this process.</summary>
    public DateTimeOffset? NewestMeterValue { get; set; }

    /// <summary>Power.Active.Import in W, as the transaction here told last; NaN until it does.</summary>
    public double PowerW { get; set; } = double.NaN;

    /// <summary>A transaction runs here; of several, the newest one is taken for the one that does.</summary>
    public void Open(int transactionId, DateTimeOffset lastSign)
    {
        if (transactionId > OpenTransactionId)
        {
            (LastSign, OpenTransactionId, PowerW) = (lastSign, transactionId, double.NaN);
        }
    }

    /// <summary>A sample named this transaction.</summary>
    public void Sampled(int transactionId, DateTimeOffset at)
    {
        if (OpenTransactionId == transactionId && at > LastSign)
        {
            LastSign = at;
        }
    }

    /// <summary>Of this transaction there are samples from before a restart; which of them named it nobody knows.</summary>
    /// <param name="transactionId">The transaction.</param>
    /// <param name="newest">The newest one, by the Charge Point's clock.</param>
    /// <param name="now">The time.</param>
    public void SampledBefore(int transactionId, DateTimeOffset newest, DateTimeOffset now)
    {
        Sampled(transactionId, newest.NoLaterThan(now));
        if (OpenTransactionId == transactionId && Status is { } status && newest > status.ConfirmedAt)
        {
            // By the same clock, however far it is ahead: the status has to be said again to tell anything of the transaction.
            Status = status with { ConfirmedAt = default, ReceivedAt = default };
        }
    }

    /// <summary>A transaction ended here; an older one than the last that did says nothing new.</summary>
    public void Ended(ClosedTransaction closed)
    {
        if (LastClosed is not { } last || closed.TransactionId >= last.TransactionId)
        {
            LastClosed = closed;
        }
    }

    /// <summary>The transaction here, if it is this one, runs no more.</summary>
    /// <returns>False when another one runs here, or none.</returns>
    public bool Close(int transactionId)
    {
        if (OpenTransactionId != transactionId)
        {
            return false;
        }

        (OpenTransactionId, PowerW) = (0, double.NaN);
        return true;
    }

    /// <summary>The status after it was reported once more.</summary>
    /// <returns>
    /// Null where the repetition tells nothing new: it is older, or the status was already confirmed since the last sign of the transaction here. That confirmation stays:
    /// patience counts from it, and a status that is repeated again and again must not begin it anew.
    /// </returns>
    public ReportedStatus? Confirmed(ReportedStatus last, ReportedStatus again) =>
        again.SaidAt <= last.SaidAt || (OpenTransactionId > 0 && last.SaidAt >= LastSign)
            ? null
            : last with { ConfirmedAt = again.ConfirmedAt, ReceivedAt = again.ReceivedAt };

    /// <summary>Takes a confirmed status in, unless another one came meanwhile.</summary>
    public void TryConfirm(ReportedStatus last, ReportedStatus confirmed) => Interlocked.CompareExchange(ref _status, confirmed, last);
}

/// <summary>A transaction that is over, and from when to when it lasted by the Charge Point's clock.</summary>
internal sealed record ClosedTransaction(int TransactionId, DateTimeOffset Start, DateTimeOffset Stop)
{
    public bool Covers(DateTimeOffset timestamp) => timestamp >= Start && timestamp <= Stop;
}

/// <summary>A status as it was reported; equal ones need not be stored again.</summary>
internal sealed record ReportedStatus(string Status, string ErrorCode, string? Info, string? VendorId, string? VendorErrorCode)
{
    /// <summary>Since when: the Charge Point's time where it gave one.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>When it was said again, by the same clock; <see cref="Timestamp"/> while it was said once.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>When that was heard; absent where nobody knows, after a restart.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was said for the last time: by the Charge Point's clock, but never later than it was heard.</summary>
    public DateTimeOffset SaidAt => ReceivedAt == default ? ConfirmedAt : ConfirmedAt.NoLaterThan(ReceivedAt);

    /// <summary>Whether both reports say the same, whenever they do.</summary>
    public bool SaysTheSameAs(ReportedStatus other) =>
        this with { Timestamp = other.Timestamp, ConfirmedAt = other.ConfirmedAt, ReceivedAt = other.ReceivedAt } == other;
}
