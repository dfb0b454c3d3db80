using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Files;

/// <summary>Registers the file store and the links of Charge Points to it.</summary>
internal static class FilesFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddFiles()
        {
            var options = builder.AddSettings<FileStoreOptions>(FileStoreOptions.Section);
            builder.Services.AddSingleton(ManufacturerRoots.Load(options));
            builder.Services.AddSingleton<FileFolder>();
            builder.Services.AddSingleton<IStorageSeed>(services => services.GetRequiredService<FileFolder>());
            builder.Services.AddSingleton<FileSpace>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<FileSpace>());
            builder.Services.AddSingleton<FileStore>();
            builder.Services.AddSingleton<FileReader>();
            builder.Services.AddSingleton<FileRequestReader>();
            builder.Services.AddSingleton<FileLinks>();
            builder.Services.AddSingleton<IChargePointRemoval, FileLinkRemoval>();
            builder.Services.AddSingleton<FileMetrics>();
            builder.Services.AddSingleton<FileLinkEndpoint>();
            builder.Services.AddSingleton<FirmwareFiles>();
            builder.Services.AddSingleton<FirmwareSigner>();
            builder.Services.AddSingleton<RequestIds>();
            builder.Services.AddSingleton<ICommandDefault, GetDiagnosticsDefault>();
            builder.Services.AddSingleton<ICommandDefault, GetLogDefault>();
            builder.Services.AddSingleton<ICommandDefault, UpdateFirmwareDefault>();
            builder.Services.AddSingleton<ICommandDefault, SignedUpdateFirmwareDefault>();
            builder.Services.AddSingleton<ICommandEffect, GetDiagnosticsLinkEffect>();
            builder.Services.AddSingleton<ICommandEffect, GetLogLinkEffect>();
            builder.Services.AddSingleton<ICommandEffect, UpdateFirmwareLinkEffect>();
            builder.Services.AddSingleton<ICommandEffect, SignedUpdateFirmwareLinkEffect>();
            builder.Services.AddHostedService<FileRetention>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Opens <c>/files/{token}</c> to Charge Points; no API key, the token is the permission.</summary>
        public void MapFileLinks()
        {
            var links = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();

            // Charge Points append their name for the file or do not, some with a second slash.
            foreach (var pattern in (string[])["/files/{token}", "/files/{token}/{**name}"])
            {
                links.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head],
                    (string token, HttpContext context, FileLinkEndpoint endpoint) => endpoint.DownloadAsync(context, token));
                links.MapMethods(pattern, [HttpMethods.Put, HttpMethods.Post],
                    (string token, string? name, HttpContext context, FileLinkEndpoint endpoint) => endpoint.UploadAsync(context, token, name));
            }
        }
    }
}
