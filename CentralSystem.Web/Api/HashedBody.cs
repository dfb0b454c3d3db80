using System.Security.Cryptography;
using System.Text;

namespace CentralSystem.Web.Api;

/// <summary>The body of a request, hashed while it is read: to tell it from another one, nothing of it has to be kept.</summary>
/// <param name="body">Read once, from its beginning.</param>
/// <param name="query">Is part of what is asked for.</param>
/// <param name="key">Without it nobody learns from the hash what the body was.</param>
internal sealed class HashedBody(Stream body, string query, byte[] key) : Stream
{
    private const int BufferBytes = 16 * 1024;

    private readonly IncrementalHash _hash = Begin(query, key);

    /// <summary>It ended before it was whole.</summary>
    public bool IsBroken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is left of it, and gives the hash of all as hex.</summary>
    /// <remarks>Errors: those of the body.</remarks>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        await ReadToEndAsync(cancellationToken);
        return Convert.ToHexString(_hash.GetHashAndReset());
    }

    /// <summary>Reads what is left of it, for its hash alone.</summary>
    /// <remarks>Errors: those of the body.</remarks>
    public async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            _hash.AppendData(buffer.Span[..read]);
            return read;
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IncrementalHash Begin(string query, byte[] key)
    {
        var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes(query + "\n"));
        return hash;
    }
}
