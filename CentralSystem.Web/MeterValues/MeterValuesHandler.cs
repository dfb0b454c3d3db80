using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.MeterValues;

/// <summary>Keeps every sample, with the transaction it belongs to where one can be told.</summary>
/// <remarks>Source: OCPP 1.6 §4.7; errata §3.16, §3.18. Always answered: a missing answer would only bring the same values again.</remarks>
internal sealed class MeterValuesHandler(
    GroupCommitWriter writer, SampleKinds kinds, NewestMeterValueAtStart newestAtStart, ReportQuota quota, LateMeterValues lateMeterValues, MeterValueNews news, IOptions<EventOptions> events)
    : IOcppHandler<MeterValuesRequest, MeterValuesResponse, ChargePointSession>
{
    private static readonly MeterValuesResponse Answer = new();

    /// <summary>Zero tells nobody how far transactions have come.</summary>
    private readonly TimeSpan _updateInterval = TimeSpan.FromSeconds(events.Value.TransactionUpdateSeconds);

    public async ValueTask<MeterValuesResponse> HandleAsync(MeterValuesRequest request, CallContext<ChargePointSession> call, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(new MeterValuesWrite(call.Peer.ChargePoint, request, kinds, newestAtStart, call.ReceivedAt, _updateInterval)
        {
            Quota = quota,
            IsUndated = call.Notes.Any(note => note.Kind == NoteKind.UnreadableDate),
            LateMeterValues = lateMeterValues,
            News = news,
        });
        return Answer;
    }

    private sealed class MeterValuesWrite(
        ChargePointState chargePoint, MeterValuesRequest request, SampleKinds kinds, NewestMeterValueAtStart newestAtStart, DateTimeOffset receivedAt,
        TimeSpan updateInterval) : StoreWrite<bool>
    {
        private const string FindTransaction = "SELECT CASE WHEN stop_received_at IS NULL THEN 1 ELSE 0 END FROM transactions WHERE transaction_id = ? AND charge_point_key = ?";

        /// <summary>What one takes as text, roughly.</summary>
        private const int BytesOfMeterValue = 128;

        private const string StartOfTransaction = "SELECT start_timestamp FROM transactions WHERE transaction_id = ?";

        private readonly MeterValueInsert _insert = new(chargePoint, request.ConnectorId, kinds, newestAtStart);

        /// <summary>Values without a transaction are kept in any case; how many of their messages an operator is asked about is limited.</summary>
        public required ReportQuota Quota { get; init; }

        /// <summary>Some of the values have no timestamp that can be read: the time of receipt stands in for it.</summary>
        public required bool IsUndated { get; init; }

        /// <summary>Learns of values that came after the end of their transaction.</summary>
        public required LateMeterValues LateMeterValues { get; init; }

        public required MeterValueNews News { get; init; }

        private int _told;
        private int _transactionId;
        private bool? _isAskedAbout;

        public override void Apply(StoreSession session)
        {
            var transactionId = TransactionId(session);
            _transactionId = transactionId ?? 0;
            _insert.Apply(session, request.MeterValue, transactionId);
            _told = transactionId is { } id && IsNews(id) ? id : 0;
            if (_told > 0)
            {
                session.RaiseTransactionUpdate(receivedAt, chargePoint, request.ConnectorId, _told, request.MeterValue);
            }
        }

        public override void OnCommitted()
        {
            _insert.OnCommitted();
            if (_transactionId > 0 && chargePoint.Connector(request.ConnectorId).OpenTransactionId != _transactionId)
            {
                // It was over before these, maybe only since this very commit.
                LateMeterValues.Add(_transactionId);
            }
            else if (_transactionId > 0)
            {
                Remember(LatestValues.Of(request.MeterValue));
            }

            if (_transactionId > 0 && request.TransactionId == _transactionId && request.MeterValue.Count > 0)
            {
                chargePoint.Sampled(_transactionId, request.MeterValue.Max(v => v.Timestamp).NoLaterThan(receivedAt));
            }

            if (_told > 0)
            {
                var connector = chargePoint.Connector(request.ConnectorId);
                (connector.ToldTransactionId, connector.ToldAt) = (_told, receivedAt);
            }

            if (_transactionId > 0)
            {
                News.Tell(new KeptMeterValues(chargePoint.Identity, _transactionId));
            }
        }

        /// <summary>What was offline comes late, and is not how it is now.</summary>
        private void Remember(LatestValues latest)
        {
            var connector = chargePoint.Connector(request.ConnectorId);
            if (latest is { PowerW: { } powerW } && latest.Timestamp >= connector.NewestMeterValue)
            {
                connector.PowerW = powerW;
            }
        }

        /// <summary>Only what runs here now, and no more often than the setting has it.</summary>
        private bool IsNews(int transactionId)
        {
            var connector = chargePoint.Connector(request.ConnectorId);
            return updateInterval > TimeSpan.Zero && connector.OpenTransactionId == transactionId
                && (connector.ToldTransactionId != transactionId || receivedAt - connector.ToldAt >= updateInterval);
        }

        /// <summary>The transaction the values belong to: the one they name, or else the one that runs on their connector.</summary>
        private int? TransactionId(StoreSession session)
        {
            var open = chargePoint.Connector(request.ConnectorId).OpenTransactionId;
            if (request.TransactionId is { } named and > 0)
            {
                if (named == open)
                {
                    return named;
                }

                var find = session.Prepared(FindTransaction).Bind(1, named).Bind(2, chargePoint.Key);
                if (find.Read())
                {
                    var isOpen = find.Int64(0) != 0;
                    find.Reset();
                    return isOpen ? named : Flagged(session, named, TransactionFlags.LateMeterValues);
                }
            }

            if (open > 0 && BeginsBefore(session, open))
            {
                return Flagged(session, open, TransactionFlags.AttachedMeterValues);
            }

            if (LastClosedCovers() is { } closed)
            {
                return Flagged(session, closed, TransactionFlags.AttachedMeterValues | TransactionFlags.LateMeterValues);
            }

            if (request.TransactionId is { } unknown and > 0 && (_isAskedAbout ??= Quota.Take(chargePoint, MeterValuesRequest.Action, request.MeterValue.Count * BytesOfMeterValue)))
            {
                TransactionRows.KeepUnmatched(
                    session, chargePoint, Undated, unknown, "The transaction is not known; the values are kept without one.", isOrphan: true, receivedAt);
            }

            return null;
        }

        /// <summary>The message with this instant in the place of timestamps that nobody can read.</summary>
        private MeterValuesRequest Undated(DateTimeOffset standIn) => IsUndated ? request with { MeterValue = UnmatchedMessage.Dated(request.MeterValue, t => t == receivedAt ? standIn : t) } : request;

        private int? LastClosedCovers() =>
            chargePoint.Connector(request.ConnectorId).LastClosed is { } closed && request.MeterValue.Count > 0 && closed.Covers(request.MeterValue[0].Timestamp)
                ? closed.TransactionId
                : null;

        /// <summary>Values from before a transaction are not of it, whatever runs now.</summary>
        private bool BeginsBefore(StoreSession session, int transactionId)
        {
            var find = session.Prepared(StartOfTransaction).Bind(1, transactionId);
            var begins = find.Read() && request.MeterValue.Count > 0 && find.Instant(0) <= request.MeterValue[0].Timestamp;
            find.Reset();
            return begins;
        }

        private int Flagged(StoreSession session, int transactionId, TransactionFlags flag)
        {
            TransactionRows.AddFlags(session, chargePoint, transactionId, flag, receivedAt);
            return transactionId;
        }
    }
}
