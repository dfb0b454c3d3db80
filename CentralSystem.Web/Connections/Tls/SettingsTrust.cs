using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>The trust that stands in files: <c>Tls:ChargePointRoots</c> and <c>Tls:ChargePointCrls</c>.</summary>
internal sealed class SettingsTrust(TlsOptions options) : IChargePointTrust, IWatchedFiles
{
    private readonly WatchedFiles<Content> _files = new(
        [.. options.ChargePointRoots is { } roots ? [roots] : Array.Empty<string>(), .. options.ChargePointCrls], () => Load(options));

    public IReadOnlyCollection<X509Certificate2> Authorities => _files.Value.Authorities;

    public bool IsRevoked(CertificateName certificate) => _files.Value.Lists.Any(list => list.Holds(certificate));

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
        var lists = options.ChargePointCrls.Select(list =>
            Read(nameof(TlsOptions.ChargePointCrls), list, "a revocation list in PEM or DER", bytes => CertificateRevocationList.Read(bytes, authorities)));
        return new Content(authorities, [.. lists]);
    }

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
