using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags.External;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.IdTags;

/// <summary>Registers idTags: who may charge, where, when and how much.</summary>
internal static class IdTagsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddIdTags()
        {
            builder.AddSettings<AuthorizationOptions>(AuthorizationOptions.Section);
            builder.AddSettings<ExternalAuthorizationOptions>(ExternalAuthorizationOptions.Section);
            builder.Services.AddSingleton<IdTagDirectory>();
            builder.Services.AddSingleton<AuthorizationPolicies>();
            builder.Services.AddSingleton<EnergyBudgets>();

            // In this order: the budgets concern tags that are known by then.
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<IdTagDirectory>());
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<AuthorizationPolicies>());
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<EnergyBudgets>());
            builder.Services.AddHostedService<EnergyBudgetRefresh>();
            builder.Services.AddSingleton<UnknownIdTags>();
            builder.Services.AddSingleton<IPeriodicFlush>(services => services.GetRequiredService<UnknownIdTags>());
            builder.Services.AddSingleton<Refusals>();
            builder.Services.AddSingleton<IPeriodicFlush>(services => services.GetRequiredService<Refusals>());
            builder.Services.AddSingleton<IStorageSeed, SampleIdTags>();
            builder.Services.AddSingleton<IdTagJudge>();
            builder.Services.AddSingleton<ExternalAuthorization>();
            builder.Services.AddSingleton<IdTagAuthorizer>();
            builder.Services.AddSingleton<IdTagRegister>();
            builder.Services.AddSingleton<IdTagImport>();
            builder.Services.AddSingleton<IdTagReader>();
            builder.Services.AddSingleton<IdTagGroupRegister>();
            builder.Services.AddSingleton<IdTagGroupReader>();
            builder.Services.Handle<AuthorizeRequest, AuthorizeResponse, AuthorizeHandler>();
        }
    }
}
