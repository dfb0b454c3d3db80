using CentralSystem.Web.Access;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>A command that has not ended: what its row does not tell, and who may still give it up.</summary>
/// <remarks>Safe for concurrent use: a command is either sent or given up, never both.</remarks>
internal sealed class LiveCommand(Guid id, ChargePointState chargePoint, IOcppRequest request, ICommandEffect? effect)
{
    private readonly TaskCompletionSource<CallOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _waitsAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ChargePointSession? _session;
    private OutgoingCall? _call;

    public Guid Id { get; } = id;

    public ChargePointState ChargePoint { get; } = chargePoint;

    public IOcppRequest Request { get; } = request;

    public ICommandEffect? Effect { get; } = effect;

    /// <summary>Until when it may wait for a connection.</summary>
    public DateTimeOffset? QueueUntil { get; init; }

    public required TimeSpan Timeout { get; init; }

    public Guid? BatchId { get; init; }

    /// <summary>As what it was given up; null when it was not.</summary>
    public CommandStatus? GivenUpAs { get; private set; }

    /// <summary>Who cancelled it; null when its time was over.</summary>
    public Caller? GivenUpBy { get; private set; }

    /// <summary>Somebody stands at a locked cable.</summary>
    public CallPriority Priority => Request is RemoteStopTransactionRequest or UnlockConnectorRequest ? CallPriority.Urgent : CallPriority.Normal;

    public Task<CallOutcome> Outcome => _ended.Task;

    /// <summary>Completes when a connection ended before the command was sent, and it stands in the line for the next one.</summary>
    public Task WaitsAgain => _waitsAgain.Task;

    /// <summary>Hands the command to a connection; false when it was given up.</summary>
    public bool TryBegin(ChargePointSession session, OutgoingCall call)
    {
        lock (_lock)
        {
            (_session, _call) = (session, call);
            return GivenUpAs is null;
        }
    }

    /// <summary>Its connection ended before it was sent: it waits again, unless it was given up.</summary>
    public bool TryWaitAgain()
    {
        lock (_lock)
        {
            if (GivenUpAs is null)
            {
                (_session, _call) = (null, null);
            }

            return GivenUpAs is null;
        }
    }

    /// <summary>Gives the command up, unless it was sent or is over.</summary>
    /// <param name="status">What it ends as.</param>
    /// <param name="by">Who gives it up; null when its time is over.</param>
    /// <param name="isWithConnection">Whoever carries it out ends its row; else the caller has to.</param>
    public bool TryGiveUp(CommandStatus status, Caller? by, out bool isWithConnection)
    {
        lock (_lock)
        {
            isWithConnection = _call is not null;
            if (GivenUpAs is not null || (_call is not null && !_session!.Connection.TryWithdraw(_call) && !WasLostUnsent(_call)))
            {
                return false;
            }

            (GivenUpAs, GivenUpBy) = (status, by);
            return true;
        }
    }

    public void TellThatItWaits() => _waitsAgain.TrySetResult();

    public void End(CallOutcome outcome) => _ended.TrySetResult(outcome);

    /// <summary>Its end could not be stored; whoever waits learns it, if anybody does.</summary>
    public void Fail(Exception exception)
    {
        if (_ended.TrySetException(exception))
        {
            // Looked at here, so that it does not count as unobserved.
            _ = _ended.Task.Exception;
        }
    }

    private bool WasLostUnsent(OutgoingCall call) =>
        QueueUntil is not null && call.Outcome is { IsCompletedSuccessfully: true, Result: CallOutcome.ConnectionLost { WasSent: false } };
}
