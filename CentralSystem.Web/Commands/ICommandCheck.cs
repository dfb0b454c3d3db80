using CentralSystem.Web.ChargePoints;
using Ocpp.Payloads;

namespace CentralSystem.Web.Commands;

/// <summary>A rule of a feature that a command has to pass before anything is registered or sent.</summary>
internal interface ICommandCheck
{
    /// <remarks>Errors: <see cref="Api.ProblemException"/> for a command that breaks it.</remarks>
    ValueTask CheckAsync(IOcppRequest request, ChargePointState chargePoint, CancellationToken cancellationToken);
}
