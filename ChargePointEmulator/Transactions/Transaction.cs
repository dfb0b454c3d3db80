using Ocpp.Types;

namespace ChargePointEmulator.Transactions;

/// <summary>An idTag that was accepted at a connector.</summary>
/// <param name="IdTag">As presented.</param>
/// <param name="ParentIdTag">Its group, when known.</param>
internal sealed record PresentedIdTag(string IdTag, string? ParentIdTag = null)
{
    /// <summary>Came with a RemoteStartTransaction, for the transaction to come.</summary>
    public ChargingProfile? ChargingProfile { get; init; }
}

/// <summary>A transaction, from its start to the delivery of its last message.</summary>
internal sealed class Transaction(int connectorId, PresentedIdTag idTag, DateTimeOffset startedAt)
{
    private List<(MeterValue Value, bool IsFirm)>? _kept;
    private int _stride = 1;
    private int _skipped;

    /// <summary>Tells it from the charge point's other transactions in the store, before it has an id.</summary>
    public long LocalNumber { get; } = startedAt.UtcTicks + connectorId;

    /// <summary>Register at the last periodic sample, or at the start.</summary>
    public double? SampledWh { get; set; }

    /// <summary>Register at which an invalid idTag's grace ends (MaxEnergyOnInvalidId); null while it is valid.</summary>
    public double? InvalidUntilWh { get; set; }

    public int ConnectorId { get; } = connectorId;

    public string IdTag { get; } = idTag.IdTag;

    public string? ParentIdTag { get; set; } = idTag.ParentIdTag;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>Given by the Central System; null until it was.</summary>
    public int? Id { get; set; }

    /// <summary>A message without a known transaction says -1 (errata §3.18).</summary>
    public int IdOnWire => Id ?? -1;

    public bool HasEnded { get; set; }

    /// <summary>Values for the transactionData of the stop (§3.16).</summary>
    public IReadOnlyList<MeterValue>? Kept => _kept is null ? null : [.. _kept.Select(kept => kept.Value)];

    /// <summary>Keeps a value for the stop; where there are too many, every second one of those between goes, and as few come from then on (errata §3.89).</summary>
    /// <param name="value">The value.</param>
    /// <param name="most">StopTransactionMaxMeterValues.</param>
    /// <param name="isFirm">It begins or ends the transaction and is never dropped.</param>
    public void Keep(MeterValue value, int most, bool isFirm = false)
    {
        _kept ??= [];
        if (!isFirm && ++_skipped < _stride)
        {
            return;
        }

        _skipped = 0;

        // One place stays free for the value that ends the transaction.
        while (_kept.Count >= (isFirm ? most : most - 1) && _kept.Exists(kept => !kept.IsFirm))
        {
            var place = 0;
            _kept.RemoveAll(kept => !kept.IsFirm && place++ % 2 == 0);
            _stride *= 2;
        }

        _kept.Add((value, isFirm));
    }

    /// <summary>Takes the kept values from the store; all but the last begin-value count as samples.</summary>
    public void Recall(IReadOnlyList<MeterValue> kept) =>
        _kept = [.. kept.Select(value => (value, value.SampledValue.Any(sample => sample.Context == ReadingContext.TransactionBegin)))];
}
