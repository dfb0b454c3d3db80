using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>A command that is registered and under way.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Action">Its operation.</param>
/// <param name="ChargePointId">Whom it is for.</param>
/// <param name="Outcome">Ends when the command's row has ended; goes on whether or not somebody waits.</param>
internal sealed record CommandRun(Guid Id, string Action, string ChargePointId, Task<CallOutcome> Outcome);
