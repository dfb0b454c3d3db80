using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>The trust that the settings name: <c>Tls:ChargePointRoots</c> and <c>Tls:ChargePointCrls</c>, of which some may be at URLs.</summary>
internal sealed class SettingsTrust(TlsOptions options) : IChargePointTrust, IWatchedFiles
{
    private readonly WatchedFiles<Content> _files = new(
        [.. options.ChargePointRoots is { } roots ? [roots] : Array.Empty<string>(), .. FilesOf(options)], () => Load(options));

    private readonly ConcurrentDictionary<string, CertificateRevocationList> _fetched = new(StringComparer.Ordinal);

    /// <summary>Where lists are fetched from.</summary>
    public IReadOnlyList<string> ListUrls { get; } = [.. options.ChargePointCrls.Where(IsUrl)];

    public IReadOnlyCollection<X509Certificate2> Authorities => _files.Value.Authorities;

    public bool IsRevoked(CertificateName certificate) =>
        _files.Value.Lists.Any(list => list.Holds(certificate)) || (!_fetched.IsEmpty && _fetched.Values.Any(list => list.Holds(certificate)));

    /// <summary>Takes over a list that was fetched.</summary>
    /// <remarks>Errors: <see cref="CryptographicException"/> for one that no authority here signed, or that is older than the one before it, which then stays.</remarks>
    public void Take(string url, byte[] list)
    {
        var taken = CertificateRevocationList.Read(list, Authorities);
        if (_fetched.TryGetValue(url, out var present) && taken.IsOlderThan(present))
        {
            throw new CryptographicException("it is older than the one before");
        }

        _fetched[url] = taken;
    }

    public string? HolderOf(CertificateName certificate) => null;

    /// <summary>Files know nothing of who comes with what.</summary>
    public void NotePresented(CertificateName certificate)
    {
    }

    public void Look(TlsLog log) => _files.Look(log);

    private static Content Load(TlsOptions options)
    {
        var authorities = options.ChargePointRoots is { } file
            ? Read(nameof(TlsOptions.ChargePointRoots), file, "a PEM file of CA certificates", AuthoritiesOf)
            : [];
        var lists = FilesOf(options).Select(list =>
            Read(nameof(TlsOptions.ChargePointCrls), list, "a revocation list in PEM or DER", bytes => CertificateRevocationList.Read(bytes, authorities)));
        return new Content(authorities, [.. lists]);
    }

    private static IEnumerable<string> FilesOf(TlsOptions options) => options.ChargePointCrls.Where(list => !IsUrl(list));

    private static bool IsUrl(string list) => Uri.TryCreate(list, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    private static X509Certificate2[] AuthoritiesOf(byte[] bytes)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
        return certificates.Count > 0 ? [.. certificates] : throw new CryptographicException("it holds no certificate");
    }

    private static TValue Read<TValue>(string setting, string file, string allowed, Func<byte[], TValue> read)
    {
        try
        {
            return read(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException($"{TlsOptions.Section}:{setting}", file, $"{allowed} ({e.Message.TrimEnd('.')})");
        }
    }

    private sealed record Content(X509Certificate2[] Authorities, CertificateRevocationList[] Lists);
}
