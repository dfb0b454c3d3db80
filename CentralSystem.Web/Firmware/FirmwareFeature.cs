using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.Firmware;

/// <summary>Registers progress reports of firmware updates and uploads.</summary>
internal static class FirmwareFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddFirmware()
        {
            builder.Services.AddSingleton<StatusReports>();
            builder.Services.AddSingleton<StatusReportReader>();
            builder.Services
                .Handle<DiagnosticsStatusNotificationRequest, DiagnosticsStatusNotificationResponse, DiagnosticsStatusNotificationHandler>()
                .Handle<FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse, FirmwareStatusNotificationHandler>()
                .Handle<LogStatusNotificationRequest, LogStatusNotificationResponse, LogStatusNotificationHandler>()
                .Handle<SignedFirmwareStatusNotificationRequest, SignedFirmwareStatusNotificationResponse, SignedFirmwareStatusNotificationHandler>();
        }
    }
}
