using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Files;

/// <summary>Gives Charge Points addresses from which they fetch one file, or to which they bring one (docs/decisions/0011-file-links.md).</summary>
internal sealed class FileLinks(
    GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, ChargePointRegistry registry, IOptions<FileStoreOptions> options, TimeProvider time)
{
    /// <summary>Makes an address under which a Charge Point fetches a file.</summary>
    /// <param name="chargePoint">Whom it is for.</param>
    /// <param name="file">The file.</param>
    /// <param name="notBefore">When the download is to begin; the lifetime counts from then.</param>
    /// <remarks>Errors: <see cref="ProblemException"/> (409) when nobody knows how the Charge Point reaches this program.</remarks>
    public async Task<string> ToDownloadAsync(ChargePointState chargePoint, StoredFile file, DateTimeOffset notBefore) =>
        await CreateAsync(chargePoint, FileKind.Firmware, file.Id, notBefore) + Uri.EscapeDataString(file.Name);

    /// <summary>Makes an address to which a Charge Point brings one file. It ends with a slash: Charge Points append their name for it, or do not.</summary>
    /// <remarks>Errors: as <see cref="ToDownloadAsync"/>.</remarks>
    public Task<string> ToUploadAsync(ChargePointState chargePoint, FileKind kind) => CreateAsync(chargePoint, kind, fileId: null, notBefore: default);

    /// <summary>Ties the link in a location to the command that carries it, in the commit that registers the command.</summary>
    public static void Tie(CentralSystemDbContext db, string location, Guid commandId)
    {
        if (FileTokens.FindIn(location) is { } token)
        {
            var digest = FileTokens.DigestOf(token);
            db.FileLinks.Where(l => l.TokenSha256 == digest).ExecuteUpdate(set => set.SetProperty(l => l.CommandId, commandId));
        }
    }

    /// <summary>Lets a request in: counts it and gives the link; null when the link does not allow it, for whatever reason.</summary>
    public async Task<FileLink?> EnterAsync(string token, bool isUpload, CancellationToken cancellationToken)
    {
        var (digest, now, most) = (FileTokens.DigestOf(token), time.GetUtcNow(), options.Value.MaxRequestsPerLink);
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            // Strangers must not make the writer work.
            if (await db.FileLinks.SingleOrDefaultAsync(l => l.TokenSha256 == digest, cancellationToken) is not { } known || !Allows(known))
            {
                return null;
            }
        }

        return await writer.ChangeAsync(db =>
        {
            var link = db.FileLinks.SingleOrDefault(l => l.TokenSha256 == digest);
            if (link is null || !Allows(link))
            {
                return null;
            }

            link.Requests++;
            return link;
        });

        bool Allows(FileLink link) => link.IsUpload == isUpload && link.ExpiresAt > now && link.Requests < most && !(isUpload && link.FileId is not null);
    }

    private async Task<string> CreateAsync(ChargePointState chargePoint, FileKind kind, Guid? fileId, DateTimeOffset notBefore)
    {
        var (token, now) = (FileTokens.Create(), time.GetUtcNow());
        var address = $"{BaseOf(chargePoint)}/files/{token}/";
        var link = new FileLink
        {
            Id = Guid.CreateVersion7(now),
            TokenSha256 = FileTokens.DigestOf(token),
            ChargePointKey = chargePoint.Key,
            Kind = kind,
            FileId = fileId,
            CreatedAt = now,
            ExpiresAt = (notBefore > now ? notBefore : now).AddHours(options.Value.LinkLifetimeHours),
        };
        await writer.ChangeAsync(db => db.FileLinks.Add(link).Entity);
        return address;
    }

    private string BaseOf(ChargePointState chargePoint)
    {
        if (options.Value.PublicUrl is { } url)
        {
            return url.TrimEnd('/');
        }

        return registry.Find(chargePoint.Identity)?.HttpOrigin ?? throw new ProblemException(new Problem(
            StatusCodes.Status409Conflict, "not-connected", "The charge point is not connected",
            $"{chargePoint.Identity} is not connected, so nobody knows the address at which it finds a file. Set Files:PublicUrl, or give a location."));
    }
}
