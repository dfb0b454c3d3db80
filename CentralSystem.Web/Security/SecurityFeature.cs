using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.Security;

/// <summary>Registers security events.</summary>
internal static class SecurityFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSecurity()
        {
            builder.Services.AddSingleton<SecurityEventReader>();
            builder.Services.Handle<SecurityEventNotificationRequest, SecurityEventNotificationResponse, SecurityEventNotificationHandler>();
        }
    }
}
