using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Transactions;

/// <summary>A transaction-related message that waits for its delivery.</summary>
internal sealed class TransactionMessage(IOcppRequest request, Transaction? transaction)
{
    /// <summary>The payload as it was made.</summary>
    public IOcppRequest Request => request;

    public Transaction? Transaction { get; } = transaction;

    /// <summary>Transmissions that ended in a failure.</summary>
    public int Failures { get; set; }

    /// <summary>Timestamp at which it was due: when it was made, or when its retry was planned for.</summary>
    public long DueAt { get; set; }

    /// <summary>The payload with the transaction's id as it is known now: a start that was confirmed meanwhile gave it.</summary>
    public IOcppRequest Payload => (request, Transaction) switch
    {
        (StopTransactionRequest stop, not null) => stop with { TransactionId = Transaction.IdOnWire },
        (MeterValuesRequest values, not null) => values with { TransactionId = Transaction.IdOnWire },
        _ => request,
    };
}

/// <summary>Transaction-related messages in order, one at a time; other messages may overtake them (§3.7).</summary>
/// <remarks>
/// A failure is a CALLERROR, a time-out or an unreadable answer. A failed message is sent again after
/// TransactionMessageRetryInterval times the number of transmissions so far, TransactionMessageAttempts times in all, then discarded (§3.7.1).
/// A lost connection is no failure: the message is first again on the next one.
/// </remarks>
internal sealed class TransactionQueue(EmulatedChargePoint chargePoint)
{
    private readonly LinkedList<TransactionMessage> _messages = [];
    private ScheduledWork? _retry;
    private bool _isUnderWay;
    private Action? _whenEmpty;
    private ScheduledWork? _emptyLimit;

    public int Count => _messages.Count;

    public void Add(TransactionMessage message)
    {
        _messages.AddLast(message);
        message.DueAt = chargePoint.Fleet.Time.GetTimestamp();

        // What the Central System acts on must not be forgotten by this side: it leaves once it is safe.
        chargePoint.Keep(Pump);
    }

    /// <summary>What waits, first to last.</summary>
    public IReadOnlyCollection<TransactionMessage> Messages => _messages;

    /// <summary>Takes a message from the store.</summary>
    public void Recall(TransactionMessage message) => _messages.AddLast(message);

    /// <summary>Sends the first message, unless one is under way or waits for its retry.</summary>
    public void Pump()
    {
        if (_isUnderWay || _retry is { IsOver: false } || !chargePoint.Outbox.IsOnline || _messages.First is not { Value: var message })
        {
            return;
        }

        _isUnderWay = true;

        // The time without a connection is not the Central System's.
        chargePoint.Outbox.Send(message.Payload, outcome => Ended(message, outcome), Math.Max(message.DueAt, chargePoint.Boot.OnlineSince));
    }

    /// <summary>Tells once when nothing waits any more, or when the limit is over.</summary>
    public void WhenEmpty(TimeSpan limit, Action action)
    {
        if (_messages.Count == 0)
        {
            action();
            return;
        }

        _whenEmpty = action;
        _emptyLimit = chargePoint.After(limit, TellEmpty);
    }

    private void Ended(TransactionMessage message, CallOutcome outcome)
    {
        _isUnderWay = false;
        switch (outcome)
        {
            case CallOutcome.Answered answered:
                _messages.RemoveFirst();
                chargePoint.Transactions.Delivered(message, answered.Response);
                chargePoint.Keep();
                break;
            case CallOutcome.ConnectionLost:
                // It goes first on the next connection; by then the queue is pumped again.
                if (chargePoint.Outbox.IsOnline)
                {
                    break;
                }

                return;
            default:
                Failed(message);
                break;
        }

        if (_messages.Count == 0)
        {
            TellEmpty();
        }

        Pump();
    }

    private void Failed(TransactionMessage message)
    {
        message.Failures++;
        if (message.Failures >= chargePoint.Configuration.Number("TransactionMessageAttempts"))
        {
            _messages.RemoveFirst();
            chargePoint.Keep();
            chargePoint.Fleet.Log.Discarded(chargePoint.Identity, message.Payload.ActionName, message.Failures);
            return;
        }

        var wait = TimeSpan.FromSeconds(chargePoint.Configuration.Number("TransactionMessageRetryInterval")) * message.Failures;
        message.DueAt = chargePoint.Fleet.Time.GetTimestamp() + (long)(wait.TotalSeconds * chargePoint.Fleet.Time.TimestampFrequency);
        if (wait > TimeSpan.Zero)
        {
            _retry = chargePoint.After(wait, Pump);
        }
    }

    private void TellEmpty()
    {
        _emptyLimit?.Cancel();
        var action = _whenEmpty;
        _whenEmpty = null;
        action?.Invoke();
    }
}
