using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Registers who may do what: users, sessions, API keys, the audit trail.</summary>
internal static class AccessFeature
{
    /// <summary>Part of every cookie's encryption; another name would end all sessions.</summary>
    private const string ApplicationName = "CentralSystem";

    extension(IHostApplicationBuilder builder)
    {
        public void AddAccess()
        {
            var options = builder.AddSettings<AccessOptions>(AccessOptions.Section);
            options.CheckSecrets();

            var services = builder.Services;
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = Passwords.Iterations);
            services.AddSingleton<IPasswordHasher<UserState>, PasswordHasher<UserState>>();
            services.AddSingleton<Passwords>();
            services.AddSingleton<LoginThrottle>();
            services.AddSingleton<UserAccounts>();
            services.AddSingleton<TotpSecrets>();
            services.AddSingleton<SecondFactors>();
            services.AddSingleton<LoginTickets>();
            services.AddSingleton<RefusedLogins>();
            services.AddSingleton<IPeriodicFlush>(provider => provider.GetRequiredService<RefusedLogins>());
            services.AddSingleton<Logins>();
            services.AddSingleton<SessionLogin>();
            services.AddSingleton<IStorageSeed, FirstAdministrator>();
            services.AddSingleton<UserDirectory>();
            services.AddSingleton<IMirror>(provider => provider.GetRequiredService<UserDirectory>());
            services.AddSingleton<ApiKeyDirectory>();
            services.AddSingleton<IMirror>(provider => provider.GetRequiredService<ApiKeyDirectory>());
            services.AddSingleton<IPeriodicFlush>(provider => provider.GetRequiredService<ApiKeyDirectory>());
            services.AddSingleton<Scopes>();
            services.AddSingleton<ApiKeys>();
            services.AddSingleton<AuditReader>();
            services.AddSingleton<AccessControl>();
            services.AddSingleton<SessionSweep>();
            services.AddHostedService(provider => provider.GetRequiredService<SessionSweep>());
            services.AddSingleton<AccessSweep>();
            services.AddHostedService(provider => provider.GetRequiredService<AccessSweep>());

            services.AddDataProtection().SetApplicationName(ApplicationName);
            services.AddSingleton<DataProtectionKeys>();
            services.AddSingleton<IXmlRepository>(provider => provider.GetRequiredService<DataProtectionKeys>());
            services.AddSingleton<IStorageSeed>(provider => provider.GetRequiredService<DataProtectionKeys>());
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider =>
                new ConfigureOptions<KeyManagementOptions>(keys => keys.XmlRepository = provider.GetRequiredService<IXmlRepository>()));
            services.AddAuthentication(SessionCookie.Scheme).AddCookie(SessionCookie.Scheme, cookie => SessionCookie.Configure(cookie, options));
        }
    }

    extension(WebApplication app)
    {
        /// <summary>From here on nobody passes whom the endpoint does not let in.</summary>
        public void UseAccess()
        {
            app.UseAuthentication();
            app.Use(app.Services.GetRequiredService<AccessControl>().HandleAsync);
        }
    }
}
