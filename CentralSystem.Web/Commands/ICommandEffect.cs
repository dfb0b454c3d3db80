using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Web.Commands;

/// <summary>What a command of one action means for the rows of the feature that owns the action.</summary>
internal interface ICommandEffect
{
    /// <summary>The action whose commands have this effect.</summary>
    string Action { get; }

    /// <summary>The frame is about to leave; on the connection's hot path.</summary>
    void Sending(ChargePointSession session, IOcppRequest request);

    /// <summary>In the commit that registers the command, before anything is sent.</summary>
    void Asked(CommandChange change, IOcppRequest request);

    /// <summary>In the commit of the command's end: a CALLRESULT came, maybe late.</summary>
    void Answered(CommandChange change, IOcppRequest request, IOcppResponse response);

    /// <summary>In the commit of the command's end: a CALLERROR came.</summary>
    void Failed(CommandChange change, IOcppRequest request);
}

/// <summary>An effect in the types of its action; each overrides what it needs.</summary>
internal abstract class CommandEffect<TRequest, TResponse> : ICommandEffect
    where TRequest : class, IOcppRequest<TResponse>
    where TResponse : class, IOcppResponse
{
    public string Action { get; } = OcppActions.All.Single(action => action.RequestType == typeof(TRequest)).Name;

    void ICommandEffect.Sending(ChargePointSession session, IOcppRequest request) => Sending(session, (TRequest)request);

    void ICommandEffect.Asked(CommandChange change, IOcppRequest request) => Asked(change, (TRequest)request);

    void ICommandEffect.Answered(CommandChange change, IOcppRequest request, IOcppResponse response) => Answered(change, (TRequest)request, (TResponse)response);

    void ICommandEffect.Failed(CommandChange change, IOcppRequest request) => Failed(change, (TRequest)request);

    protected virtual void Sending(ChargePointSession session, TRequest request)
    {
    }

    protected virtual void Asked(CommandChange change, TRequest request)
    {
    }

    protected virtual void Answered(CommandChange change, TRequest request, TResponse response)
    {
    }

    protected virtual void Failed(CommandChange change, TRequest request)
    {
    }
}

/// <summary>One commit in which a command changes rows, on the writer's thread.</summary>
/// <param name="db">The model inside the open transaction; saved when the effect returns.</param>
/// <param name="chargePoint">The Charge Point the command is for.</param>
/// <param name="at">Now.</param>
internal sealed class CommandChange(CentralSystemDbContext db, ChargePointState chargePoint, DateTimeOffset at)
{
    private readonly List<Action> _onCommitted = [];

    public CentralSystemDbContext Db { get; } = db;

    public ChargePointState ChargePoint { get; } = chargePoint;

    public int ChargePointKey => ChargePoint.Key;

    /// <summary>Id of the command.</summary>
    public Guid CommandId { get; init; }

    public DateTimeOffset At { get; } = at;

    /// <summary>Brings memory after the database once the change is durable.</summary>
    public void OnCommitted(Action action) => _onCommitted.Add(action);

    public void Committed() => _onCommitted.ForEach(action => action());
}
