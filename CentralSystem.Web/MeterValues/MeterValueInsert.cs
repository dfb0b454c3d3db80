using System.Globalization;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Ocpp.Types;

namespace CentralSystem.Web.MeterValues;

/// <summary>Appends meter values of one connector, each once, however often it arrives.</summary>
/// <remarks>
/// Only a value not newer than the newest known one of its connector can be a repetition, so only that one is looked up:
/// the common case costs no read. Before a connector's first value of this process, "newest" is the newest of all that was stored.
/// Part of the write that uses it; follows its rules.
/// </remarks>
internal sealed class MeterValueInsert(ChargePointState chargePoint, int connectorId, SampleKinds kinds, NewestMeterValueAtStart newestAtStart)
{
    private const string InsertMeterValue =
        "INSERT INTO meter_values (charge_point_key, connector_id, transaction_id, timestamp) VALUES (?, ?, ?, ?)";

    private const string InsertSample =
        "INSERT INTO sampled_values (meter_value_id, ordinal, kind_id, value, text) VALUES (?, ?, ?, ?, ?)";

    private const string FindStored =
        """
        SELECT s.kind_id, s.value, s.text FROM meter_values v JOIN sampled_values s ON s.meter_value_id = v.id
        WHERE v.timestamp = ? AND v.charge_point_key = ? AND v.connector_id = ?
        """;

    private readonly List<(SampleKindKey Kind, int Id)> _newKinds = [];
    public void Apply(StoreSession session, IReadOnlyList<MeterValue> meterValues, int? transactionId)
    {
        _newKinds.Clear();
        var connector = chargePoint.Connector(connectorId);
        foreach (var meterValue in meterValues)
        {
            var newest = connector.NewestMeterValue ?? newestAtStart.Of(chargePoint, connectorId);
            // By the milliseconds that are stored: after a restart, a repetition would else be newer than itself.
            var stored = meterValue.Timestamp.ToUnixTimeMilliseconds() > newest.ToUnixTimeMilliseconds() ? null : Stored(session, meterValue.Timestamp);
            Insert(session, meterValue, transactionId, stored);

            // At once, not after the commit: the next change of this group may bring the same value over another connection.
            // Should the group fail, a mark that is too high only costs a look-up.
            connector.NewestMeterValue = meterValue.Timestamp > newest ? meterValue.Timestamp : newest;
        }
    }

    public void OnCommitted()
    {
        foreach (var (kind, id) in _newKinds)
        {
            kinds.Remember(kind, id);
        }
    }

    private void Insert(StoreSession session, MeterValue meterValue, int? transactionId, HashSet<(int, double?, string?)>? stored)
    {
        long? id = null;
        var ordinal = 0;
        foreach (var sample in meterValue.SampledValue)
        {
            var (kind, value, text) = Placed(session, sample);
            if (stored is null || !stored.Contains((kind, value, text)))
            {
                id ??= InsertRow(session, meterValue.Timestamp, transactionId);
                session.Deferred(InsertSample).Bind(1, id.Value).Bind(2, ordinal++).Bind(3, kind).Bind(4, value).Bind(5, text).Execute();
            }
        }
    }

    private long InsertRow(StoreSession session, DateTimeOffset timestamp, int? transactionId) => session.Deferred(InsertMeterValue)
        .Bind(1, chargePoint.Key).Bind(2, connectorId).Bind(3, (long?)transactionId).Bind(4, timestamp)
        .ExecuteForId();

    private (int Kind, double? Value, string? Text) Placed(StoreSession session, SampledValue sample)
    {
        var kind = SampleKindKey.Of(sample);
        if (kinds.Find(session, kind, out var isNew) is not { } id)
        {
            return (SampleKinds.OverflowId(session), null, kind.Described(sample.Value));
        }

        if (isNew)
        {
            _newKinds.Add((kind, id));
        }

        var (value, text) = ValueOf(sample);
        return (id, value, text);
    }

    private HashSet<(int, double?, string?)>? Stored(StoreSession session, DateTimeOffset timestamp)
    {
        HashSet<(int, double?, string?)>? stored = null;
        var find = session.Prepared(FindStored).Bind(1, timestamp).Bind(2, chargePoint.Key).Bind(3, connectorId);
        while (find.Read())
        {
            stored ??= [];
            stored.Add((find.Int32(0), find.IsNull(1) ? null : find.Double(1), find.IsNull(2) ? null : find.Text(2)));
        }

        return stored;
    }

    /// <summary>A signed block may look like a number; it is text all the same.</summary>
    private static (double? Value, string? Text) ValueOf(SampledValue sample) =>
        sample.Format?.Known != ValueFormat.SignedData
        && double.TryParse(sample.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (number, null)
            : (null, sample.Value);
}
