using CentralSystem.Web.Connections;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Ocpp.Messages;

namespace CentralSystem.Web.IdTags;

/// <summary>Registers idTags: who may charge.</summary>
internal static class IdTagsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddIdTags()
        {
            builder.AddSettings<AuthorizationOptions>(AuthorizationOptions.Section);
            builder.Services.AddSingleton<IdTagDirectory>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<IdTagDirectory>());
            builder.Services.AddSingleton<UnknownIdTags>();
            builder.Services.AddSingleton<IPeriodicFlush>(services => services.GetRequiredService<UnknownIdTags>());
            builder.Services.AddSingleton<IStorageSeed, SampleIdTags>();
            builder.Services.AddSingleton<IdTagAuthorizer>();
            builder.Services.AddSingleton<IdTagRegister>();
            builder.Services.AddSingleton<IdTagReader>();
            builder.Services.Handle<AuthorizeRequest, AuthorizeResponse, AuthorizeHandler>();
        }
    }
}
