using Ocpp.Rpc;

namespace CentralSystem.Web.Commands;

/// <summary>A command that is registered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Action">Its operation.</param>
/// <param name="ChargePointId">Whom it is for.</param>
/// <param name="IsQueued">It waits for the Charge Point to connect.</param>
/// <param name="Outcome">
/// Ends when the command's row has ended, whether or not somebody waits. One that was cancelled, or waited in vain, ends as
/// <see cref="CallOutcome.Cancelled"/>; one that waits when this central system stops does not end before the next start.
/// </param>
/// <param name="WaitsAgain">Completes when the connection it was to go out on ended first, and it waits for the next one: the outcome may be a year away.</param>
internal sealed record CommandRun(Guid Id, string Action, string ChargePointId, bool IsQueued, Task<CallOutcome> Outcome, Task WaitsAgain);
