using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Commands;

/// <summary>Keeps operators from triggering a BootNotification that must not be triggered.</summary>
/// <remarks>
/// Source: errata §3.40: once a BootNotification was answered Accepted, none shall be triggered until the Charge Point sends one
/// by itself. One whose last boot was answered Pending or Rejected may be asked for another, to learn that it was approved.
/// </remarks>
internal sealed class BootTriggers(IDbContextFactory<CentralSystemDbContext> contexts) : ICommandCheck
{
    /// <remarks>Errors: <see cref="ProblemException"/>.</remarks>
    public async ValueTask CheckAsync(IOcppRequest request, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var isBootTrigger = request switch
        {
            TriggerMessageRequest trigger => trigger.RequestedMessage == MessageTrigger.BootNotification,
            ExtendedTriggerMessageRequest trigger => trigger.RequestedMessage == ExtendedMessageTrigger.BootNotification,
            _ => false,
        };
        if (isBootTrigger && await IsLastBootAcceptedAsync(chargePoint, cancellationToken))
        {
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "already-accepted", "The charge point is accepted already",
                $"{chargePoint.Identity} was answered Accepted: a BootNotification must not be triggered before it sends one by itself (OCPP 1.6 errata §3.40). Reset makes it boot."));
        }
    }

    private async Task<bool> IsLastBootAcceptedAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ChargePoints.AnyAsync(c => c.Key == chargePoint.Key && c.AcceptedAt != null && c.AcceptedAt == c.BootedAt, cancellationToken);
    }
}
