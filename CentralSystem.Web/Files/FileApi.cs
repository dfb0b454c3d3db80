using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.AspNetCore.Mvc;

namespace CentralSystem.Web.Files;

/// <summary>Files over REST.</summary>
internal static class FileApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapFiles()
        {
            api.MapGet("/files", ([AsParameters] FileFilter filter, [AsParameters] PageQuery page, FileReader files, CancellationToken cancellationToken) =>
                files.ListAsync(filter, page, cancellationToken)).WithSummary("Firmware, diagnostics and logs");
            var store = ((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<FileStore>();
            api.MapPost("/files", UploadAsync).Accepts<Stream>(FileLinkEndpoint.Binary).Produces<FileView>(StatusCodes.Status201Created)
                .ProducesProblem(StatusCodes.Status507InsufficientStorage)
                .WithMetadata(new RequestSizeLimitAttribute(store.LimitOf(FileKind.Firmware)))
                .WithSummary("Stores a firmware image; the body is its content");
            api.MapGet("/files/{fileId:guid}", async (Guid fileId, FileReader files, CancellationToken cancellationToken) =>
                TaggedView(await files.GetAsync(fileId, cancellationToken), files)).WithSummary("What is known of a file");
            api.MapDelete("/files/{fileId:guid}", async (Guid fileId, ExpectedRevision expected, FileStore files) =>
            {
                await files.DeleteAsync(fileId, expected);
                return TypedResults.NoContent();
            }).WithSummary("Deletes a file; links to it lead nowhere from then on");
            api.MapGet("/files/{fileId:guid}/content", DownloadAsync).Produces<string>(StatusCodes.Status200OK, FileLinkEndpoint.Binary)
                .WithSummary("The content of a file, whole or in ranges");
            api.MapPut("/files/{fileId:guid}/signature", async (
                Guid fileId, JsonInput<FirmwareSignature> body, ExpectedRevision expected, FileStore files, FileReader reader) =>
                TaggedView(await files.SignAsync(fileId, body.Value, expected), reader)).WithSummary("Notes certificate and signature of a firmware for SignedUpdateFirmware, once they are verified");
            api.MapPost("/files/{fileId:guid}/signature", async (Guid fileId, ExpectedRevision expected, FirmwareSigner signer, FileReader reader, CancellationToken cancellationToken) =>
                TaggedView(await signer.SignAsync(await reader.GetAsync(fileId, cancellationToken), expected, cancellationToken), reader))
                .Produces<FileView>()
                .WithSummary("Signs a firmware with the key of this central system; a signature it has is replaced");
            api.MapGet("/charge-points/{chargePointId}/diagnostics", (
                string chargePointId, [AsParameters] NewestFirst order, [AsParameters] PageQuery page, ChargePointDirectory directory, FileRequestReader requests,
                CancellationToken cancellationToken) =>
                requests.UploadsAsync(directory.GetEvenRemoved(chargePointId), order.Value, page, cancellationToken))
                .WithSummary("Requests for diagnostics and logs, each with what was reported of it and the file that came");
            api.MapGet("/charge-points/{chargePointId}/firmware-updates", (
                string chargePointId, [AsParameters] NewestFirst order, [AsParameters] PageQuery page, ChargePointDirectory directory, FileRequestReader requests,
                CancellationToken cancellationToken) =>
                requests.FirmwareUpdatesAsync(directory.GetEvenRemoved(chargePointId), order.Value, page, cancellationToken))
                .WithSummary("Requests to update the firmware, each with what was reported of it");
        }
    }

    private static async Task<IResult> UploadAsync(string name, HttpContext context, FileStore files, FileReader reader)
    {
        var file = await files.AddFirmwareAsync(name, context.Request.Body, context.RequestAborted);
        return new Tagged<FileView>(reader.ViewOf(file), file.Revision, StatusCodes.Status201Created, $"/api/v1/files/{file.Id}");
    }

    private static async Task<IResult> DownloadAsync(Guid fileId, FileReader files, FileFolder folder, CancellationToken cancellationToken)
    {
        var file = await files.GetAsync(fileId, cancellationToken);
        return File.Exists(folder.PathOf(fileId)) ? FileLinkEndpoint.ContentOf(file, folder) : throw FileStore.NotFound(fileId);
    }

    private static Tagged<FileView> TaggedView(StoredFile file, FileReader reader) => new(reader.ViewOf(file), file.Revision);
}
