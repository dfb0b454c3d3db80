using CentralSystem.Web.Commands;

namespace CentralSystem.Web.Certificates;

/// <summary>Registers what is known of the certificates Charge Points hold.</summary>
internal static class CertificatesFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddCertificates()
        {
            builder.Services.AddSingleton<ICommandEffect, InstallCertificateEffect>();
            builder.Services.AddSingleton<ICommandEffect, GetInstalledCertificateIdsEffect>();
            builder.Services.AddSingleton<ICommandEffect, DeleteCertificateEffect>();
            builder.Services.AddSingleton<InstalledCertificateReader>();
        }
    }
}
