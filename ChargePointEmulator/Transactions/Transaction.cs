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
    private List<MeterValue>? _kept;

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
    public IReadOnlyList<MeterValue>? Kept => _kept;

    /// <summary>Keeps a value for the stop; above the limit every second one between the first and the newest goes (errata §3.89).</summary>
    public void Keep(MeterValue value, int most = 500)
    {
        _kept ??= [];
        if (_kept.Count >= most)
        {
            var thinned = _kept.Where((_, index) => index == 0 || index % 2 == 1).ToList();
            _kept = thinned;
        }

        _kept.Add(value);
    }
}
