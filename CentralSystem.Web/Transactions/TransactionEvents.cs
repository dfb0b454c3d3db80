using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Reservations;
using CentralSystem.Web.Storage;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>Raises what happens to transactions.</summary>
internal static class TransactionEvents
{
    private const string Read =
        """
        SELECT connector_id, id_tag, coalesce(normalized_id_tag, id_tag), authorization_status, reservation_id, meter_start, start_timestamp, meter_stop, stop_timestamp, stop_reason, stop_id_tag,
            energy_wh, energy_source, flags
        FROM transactions WHERE transaction_id = ?
        """;

    extension(StoreSession session)
    {
        /// <summary>Tells of a transaction as its row stands now; call it when the row is written.</summary>
        /// <param name="type">Started, stopped or corrected.</param>
        /// <param name="at">When that happened.</param>
        /// <param name="chargePoint">Whose transaction it is.</param>
        /// <param name="transactionId">Which.</param>
        public void RaiseTransaction(string type, DateTimeOffset at, ChargePointState chargePoint, int transactionId)
        {
            var row = session.Prepared(Read).Bind(1, transactionId);
            row.Read();
            var data = DataOf(row, transactionId);
            row.Reset();
            session.Raise(type, at, chargePoint.Identity, data);
            if (type == EventTypes.TransactionStarted && data.ReservationId is { } reservationId)
            {
                session.RaiseReservationUse(at, chargePoint, reservationId, transactionId);
            }
        }

        /// <summary>Tells how far a running transaction has come, by one message of its Charge Point.</summary>
        public void RaiseTransactionUpdate(DateTimeOffset at, ChargePointState chargePoint, int connectorId, int transactionId, IReadOnlyList<MeterValue> meterValues)
        {
            var latest = LatestValues.Of(meterValues);
            session.Raise(EventTypes.TransactionUpdated, at, chargePoint.Identity,
                new TransactionUpdateData(transactionId, connectorId, latest.Timestamp, latest.RegisterWh, latest.PowerW, latest.SoCPercent));
        }
    }

    private static TransactionData DataOf(StoreStatement row, int transactionId)
    {
        return new(
            transactionId, row.Int32(0), row.Text(1), row.Text(2), row.Text(3), row.IsNull(4) ? null : row.Int32(4), row.Int64(5), row.Instant(6),
            row.IsNull(7) ? null : row.Int64(7), row.IsNull(8) ? null : row.Instant(8), TextOf(row, 9), TextOf(row, 10),
            row.IsNull(11) ? null : row.Int64(11), TextOf(row, 12), ((TransactionFlags)row.Int64(13)).Each());
    }

    private static string? TextOf(StoreStatement row, int column) => row.IsNull(column) ? null : row.Text(column);
}

/// <summary>A transaction in an event, in the names of the REST interface; registers and energy in Wh.</summary>
internal sealed record TransactionData(
    int TransactionId, int ConnectorId, string IdTag, string AuthorizedIdTag, string AuthorizationStatus, int? ReservationId, long MeterStart, DateTimeOffset StartTimestamp,
    long? MeterStop, DateTimeOffset? StopTimestamp, string? StopReason, string? StopIdTag, long? EnergyWh, string? EnergySource, IReadOnlyList<TransactionFlags> Flags);

/// <summary>How far a running transaction has come; absent is what the message did not say.</summary>
/// <param name="TransactionId">Which.</param>
/// <param name="ConnectorId">Where.</param>
/// <param name="Timestamp">Time of the newest value, by the Charge Point's clock.</param>
/// <param name="RegisterWh">Energy.Active.Import.Register.</param>
/// <param name="PowerW">Power.Active.Import.</param>
/// <param name="SoCPercent">State of charge of the vehicle.</param>
internal sealed record TransactionUpdateData(int TransactionId, int ConnectorId, DateTimeOffset? Timestamp, double? RegisterWh, double? PowerW, double? SoCPercent);
