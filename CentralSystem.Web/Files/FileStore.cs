using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Files;

/// <summary>Takes files in, tells of them and removes them: bytes in the folder, what is known of them in the database.</summary>
internal sealed class FileStore(
    GroupCommitWriter writer, ChargePointDirectory directory, FileFolder folder, FileSpace space, ManufacturerRoots roots,
    IOptions<FileStoreOptions> options, TimeProvider time)
{
    private const long MiB = 1024 * 1024;

    /// <summary>Largest file of a kind, in bytes.</summary>
    public long LimitOf(FileKind kind) => (kind == FileKind.Firmware ? options.Value.MaxFirmwareMiB : options.Value.MaxUploadMiB) * MiB;

    /// <summary>Takes in firmware of an operator.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (400, 413, 507).</remarks>
    public async Task<StoredFile> AddFirmwareAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await using var incoming = NewFile(FileKind.Firmware, chargePointKey: 0);
        try
        {
            await incoming.ReceiveAsync(content, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            throw ProblemOf(e);
        }

        if (incoming.SizeBytes == 0)
        {
            throw Problems.Invalid("", "The body must be the content of the file; it is empty.");
        }

        var file = new StoredFile
        {
            Id = incoming.Id,
            Kind = FileKind.Firmware,
            Name = FileNames.Sanitised(name, "firmware.bin"),
            SizeBytes = incoming.SizeBytes,
            Sha256 = incoming.Sha256,
            ContentType = FileLinkEndpoint.Binary,
            CreatedAt = now,
            CreatedBy = caller.Name,
        };
        await writer.ChangeAsync(db =>
        {
            db.Files.Add(file);
            db.Audit(caller, now, "file.created", file.Id.ToString(), new { file.Name, file.SizeBytes, file.Sha256 });
            return true;
        });
        incoming.Keep();
        return file;
    }

    /// <summary>Takes in what a Charge Point brings, and closes its link.</summary>
    /// <returns>The file; null when the link was closed meanwhile, by another upload or with its Charge Point, or nothing came.</returns>
    /// <remarks>Errors: <see cref="FileRefusedException"/>; whatever the stream throws.</remarks>
    public async Task<StoredFile?> AddUploadAsync(FileLink link, string? name, string contentType, Stream content, CancellationToken cancellationToken)
    {
        await using var incoming = NewFile(link.Kind, link.ChargePointKey);
        await incoming.ReceiveAsync(content, cancellationToken);
        if (incoming.SizeBytes == 0)
        {
            return null;
        }

        var (now, identity, retention) = (time.GetUtcNow(), directory.IdentityOf(link.ChargePointKey), options.Value.RetentionDays);
        var file = await writer.ChangeAsync(db =>
        {
            if (db.FileLinks.SingleOrDefault(l => l.Id == link.Id) is not { FileId: null } row)
            {
                return null;
            }

            row.FileId = incoming.Id;
            var file = new StoredFile
            {
                Id = incoming.Id,
                Kind = link.Kind,
                Name = FileNames.Sanitised(name, $"{FileNames.Sanitised(identity, "charge-point")}-{link.Kind}-{now.UtcDateTime:yyyyMMddTHHmmss}.bin".ToLowerInvariant()),
                SizeBytes = incoming.SizeBytes,
                Sha256 = incoming.Sha256,
                ContentType = contentType,
                ChargePointKey = link.ChargePointKey,
                CommandId = row.CommandId,
                CreatedAt = now,
                CreatedBy = identity,
                ExpiresAt = retention == 0 ? null : now.AddDays(retention),
            };
            db.Files.Add(file);
            db.Raise(EventTypes.FileReceived, now, identity, FileView.Of(file, identity));
            return file;
        });
        if (file is not null)
        {
            incoming.Keep();
        }

        return file;
    }

    /// <summary>Notes who signed a firmware, so that SignedUpdateFirmware need not be told (whitepaper L01); the signature has to be that of the file.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (400, 404, 412).</remarks>
    public async Task<StoredFile> SignAsync(Guid fileId, FirmwareSignature signature, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        return await writer.ChangeAsync(db =>
        {
            var row = db.Files.SingleOrDefault(f => f.Id == fileId && f.Kind == FileKind.Firmware) ?? throw NotFound(fileId);
            expected.Check(row);
            if (FirmwareSignatures.FaultOf(signature, row.Sha256, roots, now) is var (member, fault))
            {
                throw Problems.Invalid(member, fault);
            }

            (row.SigningCertificate, row.Signature, row.IsSignedHere) = (signature.SigningCertificate, signature.Signature, false);
            db.Audit(caller, now, "file.signed", fileId.ToString(), new { row.Name });
            return row;
        });
    }

    /// <summary>Removes a file; links to it lead nowhere from now on.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (404, 412).</remarks>
    public async Task DeleteAsync(Guid fileId, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                var row = db.Files.Find(fileId) ?? throw NotFound(fileId);
                expected.Check(row);
                db.Files.Remove(row);
                db.Audit(caller, now, "file.deleted", fileId.ToString(), new { row.Name });
                return row;
            },
            Removed);
    }

    /// <summary>Removes the files whose time is over, and the links that led somewhere so long ago; those over which a file was to come and none did tell so of their command.</summary>
    /// <returns>How many files.</returns>
    public async Task<int> RemoveExpiredAsync()
    {
        var now = time.GetUtcNow();
        var removed = await writer.ChangeAsync(
            db =>
            {
                var expired = db.Files.Where(f => f.ExpiresAt != null && f.ExpiresAt <= now).ToList();
                db.Files.RemoveRange(expired);
                db.FileLinks.Where(l => l.ExpiresAt < now && (l.FileId != null || !db.Commands.Any(c => c.Id == l.CommandId))).ExecuteDelete();
                return expired;
            },
            expired => expired.ForEach(Removed));
        return removed.Count;
    }

    public static ProblemException NotFound(Guid fileId) => Problems.NotFound($"There is no file {fileId}.");

    internal static Problem NoRoom(string why) => new(StatusCodes.Status507InsufficientStorage, "insufficient-storage", "There is no room for the file", why);

    private static ProblemException ProblemOf(FileRefusedException e) => new(e.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Problem(e.StatusCode, "body-too-large", "The body is too large", e.Message)
        : NoRoom(e.Message));

    private IncomingFile NewFile(FileKind kind, int chargePointKey) => new(Guid.CreateVersion7(time.GetUtcNow()), chargePointKey, LimitOf(kind), folder, space);

    private void Removed(StoredFile file)
    {
        space.Return(file.ChargePointKey ?? 0, file.SizeBytes);
        File.Delete(folder.PathOf(file.Id));
    }
}
