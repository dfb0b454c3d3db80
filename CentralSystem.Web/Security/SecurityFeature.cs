using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.Security;

/// <summary>Registers security events and certificate signing requests.</summary>
internal static class SecurityFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddSecurity()
        {
            builder.Services.AddSingleton<SecurityEventReader>();
            builder.Services.AddSingleton<CertificateSigningRequestReader>();
            builder.Services
                .Handle<SecurityEventNotificationRequest, SecurityEventNotificationResponse, SecurityEventNotificationHandler>()
                .Handle<SignCertificateRequest, SignCertificateResponse, SignCertificateHandler>();
        }
    }
}
