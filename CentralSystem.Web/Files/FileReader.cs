using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Files;

/// <summary>Reads what is known of files.</summary>
internal sealed class FileReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<FileView>> ListAsync(FileFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var files = db.Files.AsQueryable();
        if (filter.Kind is { } kind)
        {
            files = files.Where(f => f.Kind == kind);
        }

        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            files = files.Where(f => f.ChargePointKey == key);
        }

        if (filter.CommandId is { } commandId)
        {
            files = files.Where(f => f.CommandId == commandId);
        }

        return await files.InOrder(f => f.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(page, ViewOf, f => PageQuery.CursorOf(f.Id), cancellationToken);
    }

    public async Task<StoredFile?> FindAsync(Guid fileId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Files.SingleOrDefaultAsync(f => f.Id == fileId, cancellationToken);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> (404).</remarks>
    public async Task<StoredFile> GetAsync(Guid fileId, CancellationToken cancellationToken) => await FindAsync(fileId, cancellationToken) ?? throw FileStore.NotFound(fileId);

    public FileView ViewOf(StoredFile file) => FileView.Of(file, file.ChargePointKey is { } key ? directory.IdentityOf(key) : null);
}

/// <summary>Which files are asked for.</summary>
internal sealed record FileFilter
{
    public FileKind? Kind { get; init; }

    public string? ChargePointId { get; init; }

    public Guid? CommandId { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A file as the REST interface shows it.</summary>
/// <param name="FileId">Its id.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">As the sender called it, without folders.</param>
/// <param name="SizeBytes">Its size in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hex.</param>
/// <param name="ContentType">Media type, as the sender gave it.</param>
/// <param name="ChargePointId">The Charge Point it came from; absent for what an operator uploaded.</param>
/// <param name="CommandId">The command that asked for it; absent for what an operator uploaded.</param>
/// <param name="CreatedAt">When it was complete.</param>
/// <param name="CreatedBy">Name of the user, the API key or the Charge Point.</param>
/// <param name="ExpiresAt">When it is deleted; absent for never.</param>
/// <param name="IsSigned">Whether it has the signature that SignedUpdateFirmware sends (whitepaper L01).</param>
/// <param name="IsSignedHere">Whether the signature is ours: it is made anew when its certificate ends or is revoked.</param>
internal sealed record FileView(
    Guid FileId, FileKind Kind, string Name, long SizeBytes, string Sha256, string ContentType, string? ChargePointId, Guid? CommandId, DateTimeOffset CreatedAt,
    string CreatedBy, DateTimeOffset? ExpiresAt, bool IsSigned, bool IsSignedHere)
{
    public static FileView Of(StoredFile row, string? chargePointId) => new(
        row.Id, row.Kind, row.Name, row.SizeBytes, row.Sha256, row.ContentType, chargePointId, row.CommandId, row.CreatedAt, row.CreatedBy, row.ExpiresAt, row.Signature is not null, row.IsSignedHere);
}
