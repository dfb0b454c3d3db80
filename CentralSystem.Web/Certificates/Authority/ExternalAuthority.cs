using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>An authority of the operator behind HTTP: a signing request is posted, a chain in PEM is the answer.</summary>
/// <remarks>What comes back is used only when it is for the key that was asked for, is valid, and was issued by the chain that the settings name.</remarks>
internal sealed class ExternalAuthority : ICertificateAuthority, IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly SuppliedAuthority _trusted;
    private readonly CertificateOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public ExternalAuthority(SuppliedAuthority trusted, IOptions<CertificateOptions> options, TimeProvider time)
    {
        (_trusted, _options, _time) = (trusted, options.Value, time);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    public AuthorityKind Kind => AuthorityKind.External;

    public IReadOnlyList<X509Certificate2> Roots => [_trusted.Root];

    public Task<X509Certificate2> RootAsync() => Task.FromResult(_trusted.Root);

    public async Task<SignedCertificate> SignAsync(SigningOrder order, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.ExternalTimeoutMs), _time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Checked(await PostAsync(order, ends.Token), order);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SigningException($"The external authority gave no answer within {_options.ExternalTimeoutMs} ms.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or CryptographicException)
        {
            throw new SigningException($"The external authority failed: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> PostAsync(SigningOrder order, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ExternalOrder(order.ChargePointId, order.Purpose, order.Csr), Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.ExternalUrl)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        if (_options.ExternalSecret.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(_options.ExternalSecretHeader, _options.ExternalSecret);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsStringAsync(cancellationToken)
            : throw new SigningException($"The external authority answered HTTP status {(int)response.StatusCode}.");
    }

    private SignedCertificate Checked(string pem, SigningOrder order)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        if (chain.Count == 0)
        {
            throw new SigningException("The external authority answered without a certificate in PEM.");
        }

        var leaf = chain[0];
        if (!leaf.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(order.Key.ExportSubjectPublicKeyInfo()))
        {
            throw new SigningException("The first certificate of the external authority's answer is for another key than the signing request.");
        }

        using var validation = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _trusted.Root },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTime = _time.GetUtcNow().UtcDateTime,
            },
        };
        validation.ChainPolicy.ExtraStore.AddRange(chain);
        validation.ChainPolicy.ExtraStore.AddRange(_trusted.Chain);
        if (!validation.Build(leaf))
        {
            var reasons = string.Join(", ", validation.ChainStatus.Select(status => status.StatusInformation.Trim()));
            throw new SigningException($"The certificate of the external authority does not lead to '{_trusted.Root.Subject}': {reasons}");
        }

        // Some answer with the root, which a Charge Point has or must not trust for having been sent.
        var sent = chain.Where(certificate => !certificate.RawDataMemory.Span.SequenceEqual(_trusted.Root.RawDataMemory.Span)).Select(certificate => certificate.ExportCertificatePem());
        return new SignedCertificate(leaf, string.Join('\n', sent) + "\n");
    }

    private sealed record ExternalOrder(string? ChargePointId, CertificatePurpose Purpose, string Csr);
}
