using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.Configuration;

/// <summary>Keeps the keys a Charge Point reports, and which of those it was asked for it does not have.</summary>
/// <remarks>Source: OCPP 1.6 §5.8.</remarks>
internal sealed class GetConfigurationEffect : CommandEffect<GetConfigurationRequest, GetConfigurationResponse>
{
    protected override void Answered(CommandChange change, GetConfigurationRequest request, GetConfigurationResponse response)
    {
        var keys = new KnownKeys(change);
        foreach (var key in response.ConfigurationKey ?? [])
        {
            keys.Read(key.Key, key.Value, key.Readonly);
        }

        // Only what was asked for: an answer must not fill the table with inventions.
        foreach (var key in (response.UnknownKey ?? []).Intersect(request.Key ?? [], StringComparer.OrdinalIgnoreCase))
        {
            keys.ReadUnknown(key);
        }
    }
}
