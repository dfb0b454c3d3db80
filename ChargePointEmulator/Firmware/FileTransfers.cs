using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Firmware;

/// <summary>How a transfer ended.</summary>
internal enum TransferResult
{
    Done,

    /// <summary>The location is no address.</summary>
    BadLocation,

    /// <summary>An address of a protocol that is not HTTP or HTTPS.</summary>
    NotSupported,

    /// <summary>The other side asks for other credentials (401, 403).</summary>
    Refused,
    Failed,
}

/// <summary>A firmware image as far as the emulator needs it: it is read once and not kept.</summary>
/// <param name="Sha256">Hash of the whole file.</param>
/// <param name="Length">In bytes; an empty file is no image.</param>
internal sealed record FirmwareImage(byte[] Sha256, long Length);

/// <summary>Downloads and uploads of all charge points over HTTP and HTTPS; user and password of the location become Basic authentication.</summary>
internal sealed class FileTransfers(EmulatorSettings settings) : IDisposable
{
    private const long LongestImage = 1024L * 1024 * 1024;

    private static readonly TimeSpan TransferTimeout = TimeSpan.FromMinutes(10);

    private readonly Lazy<HttpClient> _http = new(() => NewClient(settings));

    public async Task<(TransferResult Result, FirmwareImage? Image)> DownloadAsync(string location)
    {
        if (Problem(location, out var address) is { } problem)
        {
            return (problem, null);
        }

        try
        {
            using var request = NewRequest(HttpMethod.Get, address);
            using var response = await _http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if (!response.IsSuccessStatusCode)
            {
                return (ResultOf(response.StatusCode), null);
            }

            await using var content = await response.Content.ReadAsStreamAsync();
            return (TransferResult.Done, await ReadAsync(content));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            return (TransferResult.Failed, null);
        }
    }

    /// <summary>Puts a file into the directory that the location names (§5.9).</summary>
    public async Task<TransferResult> UploadAsync(string location, string fileName, string content)
    {
        if (Problem(location, out var address) is { } problem)
        {
            return problem;
        }

        try
        {
            var target = new UriBuilder(address) { Path = $"{address.AbsolutePath.TrimEnd('/')}/{fileName}" }.Uri;
            using var request = NewRequest(HttpMethod.Put, target);
            request.Content = new StringContent(content, Encoding.UTF8, "text/plain");
            using var response = await _http.Value.SendAsync(request);
            return response.IsSuccessStatusCode ? TransferResult.Done : ResultOf(response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return TransferResult.Failed;
        }
    }

    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private static async Task<FirmwareImage> ReadAsync(Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[16 * 1024];
        var length = 0L;
        while (await content.ReadAsync(buffer) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            if (length > LongestImage)
            {
                throw new InvalidDataException("The image is longer than a charge point could hold.");
            }
        }

        return new(hash.GetHashAndReset(), length);
    }

    private static TransferResult? Problem(string location, out Uri address)
    {
        if (!Uri.TryCreate(location, UriKind.Absolute, out address!))
        {
            return TransferResult.BadLocation;
        }

        return address.Scheme is "http" or "https" ? null : TransferResult.NotSupported;
    }

    private static TransferResult ResultOf(HttpStatusCode status) =>
        status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? TransferResult.Refused : TransferResult.Failed;

    private static HttpRequestMessage NewRequest(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (address.UserInfo.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        }

        return request;
    }

    private static HttpClient NewClient(EmulatorSettings settings)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 64, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10) };
        if (settings.Insecure)
        {
#pragma warning disable CA5359 // Asked for by name: CS_INSECURE is for test systems with certificates of their own making.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (settings.Roots.Count > 0)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(settings.Roots);
        }

        return new HttpClient(handler) { Timeout = TransferTimeout };
    }
}
