using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.Configuration;

/// <summary>Keeps the keys a Charge Point reports. Those it does not know say nothing of the ones it does.</summary>
/// <remarks>Source: OCPP 1.6 §5.8.</remarks>
internal sealed class GetConfigurationEffect : CommandEffect<GetConfigurationRequest, GetConfigurationResponse>
{
    protected override void Answered(CommandChange change, GetConfigurationRequest request, GetConfigurationResponse response)
    {
        if (response.ConfigurationKey is not { Count: > 0 } reported)
        {
            return;
        }

        var keys = new KnownKeys(change);
        foreach (var key in reported)
        {
            keys.Set(key.Key, key.Value).Readonly = key.Readonly;
        }
    }
}
