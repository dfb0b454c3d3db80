using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.Configuration;

/// <summary>Keeps the value a Charge Point took over; a new AuthorizationKey becomes its password.</summary>
/// <remarks>Source: OCPP 1.6 §5.3; whitepaper A01.</remarks>
internal sealed class ChangeConfigurationEffect : CommandEffect<ChangeConfigurationRequest, ChangeConfigurationResponse>
{
    protected override void Answered(CommandChange change, ChangeConfigurationRequest request, ChangeConfigurationResponse response)
    {
        var isAccepted = response.Status == ConfigurationStatus.Accepted;
        var needsReboot = response.Status == ConfigurationStatus.RebootRequired;
        if (response.Status == ConfigurationStatus.NotSupported)
        {
            new KnownKeys(change).ReadUnsupported(request.Key);
        }

        if (!isAccepted && !needsReboot)
        {
            return;
        }

        new KnownKeys(change).Set(request.Key, request.Value).RebootRequired = needsReboot;
        if (KnownKeys.IsSecret(request.Key))
        {
            // The new password counts from here on (A01.FR.03). A Charge Point that crashes between its answer and its store comes
            // back with the old one; keeping both until the first log-in with the new one needs a second verifier in the row.
            ChargePointRegistrations.SetPassword(change.Db, change.ChargePoint, ChargePointPassword.Hash(request.Value), change.OnCommitted);
        }
    }
}
