using System.Buffers;
using System.Security.Cryptography;

namespace CentralSystem.Web.Files;

/// <summary>A file on its way in: written beside its place, hashed as it comes, bounded, and gone again unless it is kept.</summary>
/// <param name="id">Its id.</param>
/// <param name="chargePointKey">Whose room it takes; 0 for an operator's.</param>
/// <param name="maxBytes">Largest size.</param>
/// <param name="folder">Where it goes.</param>
/// <param name="space">What bounds it together with all others.</param>
internal sealed class IncomingFile(Guid id, int chargePointKey, long maxBytes, FileFolder folder, FileSpace space) : IAsyncDisposable
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Room is taken in steps, since each one asks the disk.</summary>
    private const long StepBytes = 4 * 1024 * 1024;

    private long _takenBytes;
    private bool _isKept;

    public Guid Id { get; } = id;

    public long SizeBytes { get; private set; }

    /// <summary>Lower-case hex; set by <see cref="ReceiveAsync"/>.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Writes the whole content to its place; complete, and on the disk, when it returns.</summary>
    /// <remarks>Errors: <see cref="FileRefusedException"/> when it is too large or no room is left; whatever the stream throws.</remarks>
    public async Task ReceiveAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using (var file = new FileStream(folder.PartPathOf(Id), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    Grow(read);
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }

                // The row must not tell of bytes that a power cut takes away.
                file.Flush(flushToDisk: true);
            }

            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            File.Move(folder.PartPathOf(Id), folder.PathOf(Id));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A row tells of it now.</summary>
    public void Keep() => _isKept = true;

    public ValueTask DisposeAsync()
    {
        space.Return(chargePointKey, _isKept ? _takenBytes - SizeBytes : _takenBytes);
        if (!_isKept)
        {
            File.Delete(folder.PartPathOf(Id));
            File.Delete(folder.PathOf(Id));
        }

        return ValueTask.CompletedTask;
    }

    private void Grow(int bytes)
    {
        SizeBytes += bytes;
        if (SizeBytes > maxBytes)
        {
            throw new FileRefusedException(StatusCodes.Status413PayloadTooLarge, $"At most {maxBytes} bytes are taken.");
        }

        if (SizeBytes > _takenBytes)
        {
            // Small files must not fail for the size of a step.
            var step = space.Take(chargePointKey, StepBytes) is null ? StepBytes : SizeBytes - _takenBytes;
            if (step != StepBytes && space.Take(chargePointKey, step) is { } reason)
            {
                throw new FileRefusedException(StatusCodes.Status507InsufficientStorage, reason);
            }

            _takenBytes += step;
        }
    }
}

/// <summary>A file is not taken.</summary>
internal sealed class FileRefusedException(int statusCode, string reason) : Exception(reason)
{
    /// <summary>HTTP status that says so.</summary>
    public int StatusCode { get; } = statusCode;
}
