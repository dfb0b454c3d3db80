using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections.Proxies;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Settings;
using Microsoft.Extensions.Configuration;

namespace CentralSystem.Tests.Connections.Tls;

/// <summary>Settings of the doors that cannot be used name their key.</summary>
public sealed class TlsSettingsTests : IDisposable
{
    private readonly TempDirectory _files = new();
    private readonly TestAuthority _authority = new();

    [Fact]
    public void Doors_without_a_certificate_are_refused() =>
        Message(new TlsOptions { Port = 8443 }).ShouldBe(
            "Setting Tls:Certificates has the value ''; allowed is at least one file with a server certificate where Tls:Port or Tls:ClientCertificatePort is set.");

    [Fact]
    public void Client_certificates_without_an_organization_are_refused() =>
        Message(new TlsOptions { ClientCertificatePort = 8444, Certificates = ["any"] }).ShouldStartWith("Setting Tls:CpoName has the value ''; allowed is the organization (O)");

    [Fact]
    public void Missing_file_is_named()
    {
        var missing = Path.Combine(_files.FullName, "missing.pem");
        Message(new TlsOptions { Port = 0, Certificates = [missing] }).ShouldStartWith($"Setting Tls:Certificates has the value '{missing}'; allowed is ");
    }

    [Fact]
    public void Certificate_without_its_key_is_named()
    {
        using var certificate = _authority.Issue("CN=localhost");
        using var other = _authority.Issue("CN=localhost");
        var file = FileOf("server.pem", certificate.ExportCertificatePem());
        Message(new TlsOptions { Port = 0, Certificates = [file], Keys = [FileOf("other.key", TestAuthority.KeyPem(other))] })
            .ShouldBe($"Setting Tls:Certificates has the value '{file}'; allowed is a certificate whose private key stands in the same file or in one of Tls:Keys.");
        ServerCertificates.Load(new TlsOptions { Certificates = [file], Keys = [FileOf("own.key", TestAuthority.KeyPem(certificate))] }).Any.SerialNumber.ShouldBe(certificate.SerialNumber);
    }

    [Fact]
    public void Second_certificate_of_a_kind_and_a_short_key_are_refused()
    {
        using var certificate = _authority.Issue("CN=localhost");
        using var shortKey = _authority.IssueRsa("CN=localhost", 1024);
        var file = FileOf("server.pem", TestAuthority.Pem(certificate));
        Message(new TlsOptions { Port = 0, Certificates = [file, file] }).ShouldEndWith("allowed is one certificate with an ECDSA key and one with an RSA key.");
        Message(new TlsOptions { Port = 0, Certificates = [FileOf("short.pem", TestAuthority.Pem(shortKey))] }).ShouldContain("at least 2048 bits");
    }

    [Fact]
    public void Pfx_is_opened_with_the_password_and_the_password_is_not_shown()
    {
        using var certificate = _authority.IssueRsa("CN=localhost");
        var file = Path.Combine(_files.FullName, "server.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, "open sesame"));
        ServerCertificates.Load(new TlsOptions { Certificates = [file], KeyPassword = "open sesame" }).Any.SerialNumber.ShouldBe(certificate.SerialNumber);
        Message(new TlsOptions { Port = 0, Certificates = [file], KeyPassword = "wrong word" }).ShouldNotContain("wrong word");
    }

    [Fact]
    public void Revocation_list_of_somebody_else_is_refused()
    {
        using var other = new TestAuthority("Somebody else");
        var roots = FileOf("roots.pem", _authority.Root.ExportCertificatePem());
        var list = FileOf("list.pem", other.Revoke());
        Should.Throw<SettingsException>(() => new SettingsTrust(new TlsOptions { ChargePointRoots = roots, ChargePointCrls = [list] }))
            .Message.ShouldBe($"Setting Tls:ChargePointCrls has the value '{list}'; allowed is a revocation list in PEM or DER (none of the authorities in Tls:ChargePointRoots signed it).");
        Should.Throw<SettingsException>(() => new SettingsTrust(new TlsOptions { ChargePointRoots = roots, ChargePointCrls = [roots] })).Message.ShouldContain("it is no revocation list");
    }

    [Fact, Trait("Spec", "RFC 5280 §5.2.3")]
    public void Fetched_revocation_list_that_is_older_than_the_one_before_changes_nothing()
    {
        using var certificate = _authority.Issue("CN=CP001");
        var trust = new SettingsTrust(new TlsOptions { ChargePointRoots = FileOf("roots.pem", _authority.Root.ExportCertificatePem()) });
        var day = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        Take(7, day, certificate);
        Should.Throw<CryptographicException>(() => Take(6, day.AddDays(1))).Message.ShouldBe("it is older than the one before");
        Should.Throw<CryptographicException>(() => Take(7, day.AddDays(-1)));
        trust.IsRevoked(CertificateName.Of(certificate)).ShouldBeTrue();

        Take(7, day, certificate);
        Take(8, day.AddDays(-1));
        trust.IsRevoked(CertificateName.Of(certificate)).ShouldBeFalse("a newer one that names it no more counts");

        void Take(int number, DateTimeOffset thisUpdate, params X509Certificate2[] revoked) =>
            trust.Take("http://lists.example", Encoding.ASCII.GetBytes(_authority.RevokeAs(number, thisUpdate, revoked)));
    }

    [Fact]
    public void Proxy_that_is_no_address_is_refused() =>
        Should.Throw<SettingsException>(() => new ProxyOptions { TrustedAddresses = ["10.0.0.0/8", "proxy.example"] }.Check())
            .Message.ShouldBe("Setting Proxy:TrustedAddresses has the value 'proxy.example'; allowed is an IP address, or a network such as 10.0.0.0/24.");

    [Fact]
    public void Switch_that_believes_every_client_stops_the_start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("ForwardedHeaders_Enabled", (string?)"true")]).Build();
        Should.Throw<SettingsException>(() => TrustedProxies.CheckSwitch(configuration)).Message.ShouldStartWith("Setting ASPNETCORE_FORWARDEDHEADERS_ENABLED has the value 'true'");
    }

    public void Dispose()
    {
        _files.Dispose();
        _authority.Dispose();
    }

    private static string Message(TlsOptions options) => Should.Throw<SettingsException>(() =>
    {
        options.Check();
        ServerCertificates.Load(options);
    }).Message;

    private string FileOf(string name, string content)
    {
        var path = Path.Combine(_files.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
