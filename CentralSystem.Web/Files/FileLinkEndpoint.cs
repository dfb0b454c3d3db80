using System.Collections.Concurrent;
using CentralSystem.Web.ChargePoints;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CentralSystem.Web.Files;

/// <summary>Serves Charge Points that come with a link: no key, no detail in a refusal, nothing that lasts for ever.</summary>
internal sealed partial class FileLinkEndpoint(
    FileLinks links, FileStore files, FileReader reader, FileFolder folder, FileMetrics metrics, ChargePointDirectory directory, IOptions<FileStoreOptions> options,
    TimeProvider time, ILogger<FileLinkEndpoint> logger)
{
    public const string Binary = "application/octet-stream";

    private const int MaxContentTypeLength = 100;

    /// <summary>What a slow start may take before the speed counts.</summary>
    private static readonly TimeSpan SpeedGrace = TimeSpan.FromSeconds(5);

    /// <summary>The upload under way of each link. A Charge Point that begins anew has given the other one up.</summary>
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _uploads = new();

    /// <summary>GET and HEAD, whole or in ranges.</summary>
    public async Task<IResult> DownloadAsync(HttpContext context, string token)
    {
        if (await EnterAsync(context, token, isUpload: false) is not { FileId: { } fileId })
        {
            return TypedResults.NotFound();
        }

        var file = await reader.FindAsync(fileId, context.RequestAborted);
        if (file is null || !File.Exists(folder.PathOf(fileId)))
        {
            return TypedResults.NotFound();
        }

        context.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = LeastSpeed();
        return ContentOf(file, folder);
    }

    /// <summary>PUT and POST: the content itself, or the first file of a form.</summary>
    public async Task<IResult> UploadAsync(HttpContext context, string token, string? name)
    {
        if (await EnterAsync(context, token, isUpload: true) is not { } link)
        {
            return TypedResults.NotFound();
        }

        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = LeastSpeed();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The frame of a form comes on top; the content itself is counted as it is written.
            limit.MaxRequestBodySize = files.LimitOf(link.Kind) + (64 * 1024);
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(options.Value.TransferTimeoutMinutes), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
        Replace(link.Id, ending);
        try
        {
            return await ReceiveAsync(context, link, name, ending.Token);
        }
        catch (Exception e) when (RefusalOf(e, context) is { } status)
        {
            LogNotReceived(link.Kind, directory.IdentityOf(link.ChargePointKey), e.Message);
            return TypedResults.StatusCode(status);
        }
        finally
        {
            _uploads.TryRemove(KeyValuePair.Create(link.Id, ending));
        }
    }

    /// <summary>The bytes of a file as a download that no browser runs or shows.</summary>
    public static IResult ContentOf(StoredFile file, FileFolder folder) => TypedResults.PhysicalFile(
        folder.PathOf(file.Id), file.ContentType, file.Name, file.CreatedAt, new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);

    private async Task<FileLink?> EnterAsync(HttpContext context, string token, bool isUpload)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        var link = await links.EnterAsync(token, isUpload, context.RequestAborted);
        if (link is null)
        {
            metrics.Refused();
        }

        return link;
    }

    private async Task<IResult> ReceiveAsync(HttpContext context, FileLink link, string? name, CancellationToken cancellationToken)
    {
        var (content, contentType) = (context.Request.Body, context.Request.ContentType);
        if (MediaTypeHeaderValue.TryParse(contentType, out var media) && media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            if (await FirstFileAsync(media, content, cancellationToken) is not { } part)
            {
                return TypedResults.BadRequest();
            }

            (content, contentType) = (part.Body, part.ContentType);
            name = FileNameOf(part) ?? name;
        }

        // The server decodes a path but for its slashes.
        name = name?.Replace("%2f", "/", StringComparison.OrdinalIgnoreCase);
        var file = await files.AddUploadAsync(link, name, KnownType(contentType), content, cancellationToken);
        if (file is null)
        {
            // Empty, or the link was closed by another upload: nothing that would be worth a retry with the same content.
            return TypedResults.BadRequest();
        }

        metrics.Received(file.SizeBytes);
        LogReceived(link.Kind, directory.IdentityOf(link.ChargePointKey), file.SizeBytes, file.Id);
        return TypedResults.Ok();
    }

    private static async Task<MultipartSection?> FirstFileAsync(MediaTypeHeaderValue media, Stream body, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(media.Boundary).ToString();
        if (boundary.Length is 0 or > 70)
        {
            return null;
        }

        var form = new MultipartReader(boundary, body);
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (FileNameOf(section) is not null)
            {
                return section;
            }
        }

        return null;
    }

    private static string? FileNameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && (disposition.FileNameStar.Length > 0 || disposition.FileName.Length > 0)
            ? HeaderUtilities.RemoveQuotes(disposition.FileNameStar.Length > 0 ? disposition.FileNameStar : disposition.FileName).ToString()
            : null;

    private static string KnownType(string? contentType) =>
        contentType is { Length: > 0 and <= MaxContentTypeLength } && MediaTypeHeaderValue.TryParse(contentType, out _) ? contentType : Binary;

    private static int? RefusalOf(Exception e, HttpContext context) => e switch
    {
        FileRefusedException refused => refused.StatusCode,
        BadHttpRequestException bad => bad.StatusCode,
        InvalidDataException => StatusCodes.Status400BadRequest,
        OperationCanceledException => StatusCodes.Status408RequestTimeout,
        IOException when context.RequestAborted.IsCancellationRequested => StatusCodes.Status400BadRequest,
        IOException => StatusCodes.Status507InsufficientStorage,
        _ => null,
    };

    private Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate? LeastSpeed() => options.Value.MinBytesPerSecond == 0 ? null : new(options.Value.MinBytesPerSecond, SpeedGrace);

    private void Replace(Guid linkId, CancellationTokenSource upload) => _uploads.AddOrUpdate(linkId, upload, (_, older) =>
    {
        try
        {
            older.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }

        return upload;
    });

    [LoggerMessage(EventId = 1802, Level = LogLevel.Information, Message = "{Kind} of {ChargePoint} received: {SizeBytes} bytes, file {FileId}")]
    private partial void LogReceived(FileKind kind, string chargePoint, long sizeBytes, Guid fileId);

    [LoggerMessage(EventId = 1803, Level = LogLevel.Warning, Message = "{Kind} of {ChargePoint} not received: {Reason}")]
    private partial void LogNotReceived(FileKind kind, string chargePoint, string reason);
}
