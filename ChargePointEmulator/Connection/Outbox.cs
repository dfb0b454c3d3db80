using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>Sends the charge point's CALLs over whatever connection there is, and lets only those leave that the registration allows (§4.2).</summary>
/// <remarks>The connection puts them in line, one outstanding at a time; transaction-related messages come here one by one from their own queue.</remarks>
internal sealed class Outbox(EmulatedChargePoint chargePoint)
{
    private static readonly CallOutcome NotSent = new CallOutcome.ConnectionLost(WasSent: false);

    private OcppConnection<EmulatedChargePoint>? _connection;
    private List<(string AnswerId, Action Action)>? _afterAnswers;
    private string _answering = "";
    private Action? _whenQuiet;
    private TimeSpan? _pauseAfterClose;

    public bool IsConnected => _connection is not null;

    /// <summary>This side means the connection to end, or it has ended so.</summary>
    public bool IsEndedByUs { get; private set; }

    /// <summary>CALLs that were given to the connection and have not ended.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Connected and accepted: the charge point may send on its own.</summary>
    public bool IsOnline => _connection is not null && chargePoint.Boot.State == Registration.Accepted;

    /// <summary>Sends a CALL if the charge point may send on its own now.</summary>
    /// <param name="request">The payload.</param>
    /// <param name="ended">Told once, under the lock, how it ended; at once when nothing was sent.</param>
    /// <param name="dueAt">Timestamp at which it was due, where that is not now.</param>
    public void Send(IOcppRequest request, Action<CallOutcome>? ended = null, long? dueAt = null)
    {
        if (IsOnline)
        {
            SendNow(request, ended, dueAt);
        }
        else
        {
            ended?.Invoke(NotSent);
        }
    }

    /// <summary>Sends a CALL that may also leave before acceptance: the boot itself, or what was triggered while Pending.</summary>
    public void SendUnregistered(IOcppRequest request, Action<CallOutcome>? ended = null)
    {
        if (_connection is not null)
        {
            SendNow(request, ended, null);
        }
        else
        {
            ended?.Invoke(NotSent);
        }
    }

    /// <summary>Runs something once, when every CALL that was given to the connection has ended.</summary>
    public void WhenQuiet(Action action)
    {
        _whenQuiet = action;
        TellQuiet();
    }

    /// <summary>Runs something as soon as the answer that is being made has its turn to leave; CALLs sent from there follow it.</summary>
    public void AfterAnswer(Action action) => (_afterAnswers ??= []).Add((_answering, action));

    /// <summary>Closes the connection in order; a pause takes the place of the back-off.</summary>
    public void Close(string reason, TimeSpan? pause = null)
    {
        if (_connection is { } connection)
        {
            _pauseAfterClose = pause;
            IsEndedByUs = true;
            _ = connection.CloseAsync(CloseCode.Normal, reason, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>The connection is gone at once, without a word; the next one comes without a back-off.</summary>
    /// <param name="pause">Until the next one.</param>
    public void Abort(TimeSpan pause = default)
    {
        if (_connection is { } connection)
        {
            _pauseAfterClose = pause;
            IsEndedByUs = true;
            connection.Abort();
        }
    }

    public void BeginAnswer(string id) => _answering = id;

    public void AnswerLeaves(string id)
    {
        if (_afterAnswers is null)
        {
            return;
        }

        var due = _afterAnswers.FindAll(waiting => waiting.AnswerId == id);
        _afterAnswers.RemoveAll(waiting => waiting.AnswerId == id);
        if (_afterAnswers.Count == 0)
        {
            _afterAnswers = null;
        }

        foreach (var (_, action) in due)
        {
            action();
        }
    }

    public void Connected(OcppConnection<EmulatedChargePoint> connection)
    {
        _connection = connection;
        IsEndedByUs = false;
        chargePoint.Boot.Connected();
    }

    /// <summary>The connection is over; gives the pause that was planned, if any.</summary>
    public TimeSpan? Disconnected()
    {
        _connection = null;
        _afterAnswers = null;
        var pause = _pauseAfterClose;
        _pauseAfterClose = null;
        chargePoint.Boot.Disconnected();
        return pause;
    }

    private void TellQuiet()
    {
        if (Outstanding == 0 && _whenQuiet is { } action)
        {
            _whenQuiet = null;
            action();
        }
    }

    private void SendNow(IOcppRequest request, Action<CallOutcome>? ended, long? dueAt)
    {
        var timeout = TimeSpan.FromSeconds(chargePoint.Configuration.Number("MessageTimeout"));
        var (connection, due) = (_connection!, dueAt ?? chargePoint.Fleet.Time.GetTimestamp());
        Outstanding++;
        _ = connection.CallAsync(new OutgoingCall(request, timeout) { Ended = (call, outcome) => CallEnded(connection, call, outcome, ended, due) });
    }

    private void CallEnded(OcppConnection<EmulatedChargePoint> connection, OutgoingCall call, CallOutcome outcome, Action<CallOutcome>? ended, long dueAt)
    {
        if (outcome is not (CallOutcome.Answered or CallOutcome.ConnectionLost))
        {
            chargePoint.Fleet.Log.CallFailed(chargePoint.Identity, call.Action.Name, outcome);
        }

        try
        {
            lock (chargePoint.Gate)
            {
                if (outcome is CallOutcome.ConnectionLost && ReferenceEquals(_connection, connection))
                {
                    // It takes no further CALL; whoever hears of the loss must not try it again before the loop has noticed.
                    _connection = null;
                }

                Outstanding--;
                chargePoint.Fleet.Observer?.CallEnded(chargePoint, call, outcome, chargePoint.Fleet.Time.GetElapsedTime(dueAt), IsEndedByUs);
                ended?.Invoke(outcome);
                TellQuiet();
            }
        }
        catch (Exception e)
        {
            // Nobody awaits a CALL of the charge point's own accord; a fault in what follows it belongs in the log.
            chargePoint.Fleet.Log.HandlerFailed(chargePoint.Identity, call.Action.Name, call.Id.Text, e);
        }
    }
}
