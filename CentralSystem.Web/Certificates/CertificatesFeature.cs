using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Installed;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Certificates.Signing;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.Certificates;

/// <summary>Registers the authority, what it signed and is asked to sign, and what is known of the certificates Charge Points hold.</summary>
internal static class CertificatesFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddCertificates()
        {
            var options = builder.AddSettings<CertificateOptions>(CertificateOptions.Section);
            options.Check();
            builder.AddAuthority(options, SuppliedAuthority.Read(options, TimeProvider.System.GetUtcNow()));

            var services = builder.Services;
            services.AddSingleton<IssuedCertificates>();
            services.AddSingleton<IMirror>(provider => provider.GetRequiredService<IssuedCertificates>());
            services.AddSingleton<IPeriodicFlush>(provider => provider.GetRequiredService<IssuedCertificates>());
            services.AddSingleton<Revocations>();
            services.AddHostedService(provider => provider.GetRequiredService<Revocations>());
            services.AddSingleton<IssuedCertificateReader>();
            services.AddSingleton<RevocationList>();

            services.AddSingleton<SigningWork>();
            services.AddSingleton<SigningRunner>();
            services.AddHostedService(provider => provider.GetRequiredService<SigningRunner>());
            services.AddSingleton<SigningDecisions>();
            services.AddSingleton<CertificateRenewals>();
            services.AddHostedService(provider => provider.GetRequiredService<CertificateRenewals>());
            services.AddSingleton<CertificateSigningRequestReader>();
            services.AddSingleton<ICommandDefault, CertificateSignedDefault>();
            services.AddSingleton<ICommandEffect, CertificateSignedEffect>();
            services.Handle<SignCertificateRequest, SignCertificateResponse, SignCertificateHandler>();

            services.AddSingleton<InstalledCertificateReader>();
            services.AddSingleton<ICommandDefault, InstallCertificateDefault>();
            services.AddSingleton<ICommandEffect, InstallCertificateEffect>();
            services.AddSingleton<ICommandEffect, GetInstalledCertificateIdsEffect>();
            services.AddSingleton<ICommandEffect, DeleteCertificateEffect>();
        }

        private void AddAuthority(CertificateOptions options, SuppliedAuthority? supplied)
        {
            builder.Services.AddSingleton<KeyProtection>();
            builder.Services.AddSingleton<SigningKeys>();
            builder.Services.AddSingleton<IStorageSeed>(services => services.GetRequiredService<SigningKeys>());
            builder.Services.AddSingleton<AuthorityReader>();
            builder.Services.AddSingleton<IChargePointTrust, AuthorityTrust>();
            if (options.ExternalUrl is not null)
            {
                builder.Services.AddSingleton(supplied!);
                builder.Services.AddSingleton<ICertificateAuthority, ExternalAuthority>();
            }
            else
            {
                builder.Services.AddSingleton<ICertificateAuthority>(services => new OwnAuthority(services.GetRequiredService<SigningKeys>(), supplied, services.GetRequiredService<IOptions<CertificateOptions>>(), services.GetRequiredService<TimeProvider>()));
            }
        }
    }
}
