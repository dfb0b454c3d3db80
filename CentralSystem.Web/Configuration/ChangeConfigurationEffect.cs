using CentralSystem.Web.Commands;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using ConnectionOptions = CentralSystem.Web.Connections.ConnectionOptions;

namespace CentralSystem.Web.Configuration;

/// <summary>Keeps the value a Charge Point took over, and prepares what a new AuthorizationKey or SecurityProfile changes.</summary>
/// <remarks>
/// Source: OCPP 1.6 §5.3; whitepaper A01, A05. The new password, and the profile, are known before the frame leaves: whatever gets
/// lost on the way, the Charge Point is let in with the old and with the new until it shows which one it has.
/// </remarks>
internal sealed class ChangeConfigurationEffect(IOptions<ConnectionOptions> connections) : CommandEffect<ChangeConfigurationRequest, ChangeConfigurationResponse>
{
    protected override void Asked(CommandChange change, ChangeConfigurationRequest request) => SecurityChange.Of(change, request)?.Asked();

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
            SecurityChange.Of(change, request)?.Refused();
            return;
        }

        new KnownKeys(change).Set(request.Key, request.Value).RebootRequired = needsReboot;
        SecurityChange.Of(change, request)?.Accepted(TimeSpan.FromHours(connections.Value.OldPasswordHours));
    }

    protected override void Failed(CommandChange change, ChangeConfigurationRequest request) => SecurityChange.Of(change, request)?.Refused();
}
