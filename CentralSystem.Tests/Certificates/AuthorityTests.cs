using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Files;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CentralSystem.Tests.Certificates;

/// <summary>There is one authority, its key is kept, and an authority of the operator's is taken as it is or refused at the start.</summary>
public sealed class AuthorityTests
{
    private const string Passphrase = "a quiet green harbour";

    [Fact]
    public async Task It_is_made_once_and_outlives_restarts_and_a_passphrase_that_comes_later()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.Get<ICertificateAuthority>().Roots.ShouldBeEmpty();
        using (var http = system.CreateHttpClient(apiKey: null))
        {
            // Asking makes none.
            ((int)(await http.GetAsync("/pki/ca.pem")).StatusCode).ShouldBe(404);
            ((int)(await http.GetAsync("/pki/crl")).StatusCode).ShouldBe(404);
        }

        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => system.Get<ICertificateAuthority>().RootAsync())));
        var thumbprint = first.Select(CertificateName.ThumbprintOf).Distinct().ShouldHaveSingleItem();
        var kept = await StoredKeyAsync(system);
        kept.ShouldNotContain("PRIVATE KEY");

        await system.RestartAsync(settings => settings.Set("Certificates:KeyPassphrase", Passphrase));
        CertificateName.ThumbprintOf(system.Get<ICertificateAuthority>().Roots.ShouldHaveSingleItem()).ShouldBe(thumbprint);
        (await StoredKeyAsync(system)).ShouldStartWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        await SignAsync(system.Get<ICertificateAuthority>(), "CP1");

        // A start opens the key, and ends with this.
        var other = new KeyProtection(system.Get<IDataProtectionProvider>(), Options.Create(new CertificateOptions { KeyPassphrase = "another one" }));
        kept = await StoredKeyAsync(system);
        var failure = Should.Throw<SettingsException>(() => other.Unprotect(kept, isRsa: false));
        failure.Message.ShouldContain("Certificates:KeyPassphrase");
        failure.Message.ShouldNotContain("another one");
    }

    [Theory]
    [InlineData("EcdsaP256", "Pkcs1", "1.2.840.10045.4.3.2")]
    [InlineData("Rsa3072", "Pkcs1", "1.2.840.113549.1.1.11")]
    [InlineData("Rsa3072", "Pss", "1.2.840.113549.1.1.10")]
    public void It_signs_by_each_algorithm(string algorithm, string padding, string oid)
    {
        var rsaPadding = padding == "Pss" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        using var key = CertificateMaker.NewKey(Enum.Parse<AuthorityKeyAlgorithm>(algorithm));
        using var root = CertificateMaker.Root(key, rsaPadding, CertificateMaker.NameOf("Root", "CPO"), A.Start, TimeSpan.FromDays(100));
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = CertificateMaker.Sign(root, rsaPadding, OrderOf(own, "CP1"), A.Start, publicUrl: null);

        leaf.SignatureAlgorithm.Value.ShouldBe(oid);
        LeadsTo(root, leaf, A.Start).ShouldBeTrue();
        leaf.NotAfter.ToUniversalTime().ShouldBe(root.NotAfter.ToUniversalTime(), "no certificate outlives its issuer");
        var crl = CertificateMaker.RevocationList(root, rsaPadding, [new RevokedCertificate(leaf.SerialNumber, A.Start, 1)], A.Start, A.Start.AddDays(1));
        crl.AsSpan().IndexOf(leaf.SerialNumberBytes.Span).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task One_that_is_brought_signs_with_its_intermediate_and_stores_no_key()
    {
        using var files = new BroughtAuthority();
        await using var system = await RunningCentralSystem.StartAsync(settings => settings
            .Set("Certificates:AuthorityChainFile", files.ChainFile).Set("Certificates:AuthorityKeyFile", files.KeyFile).Set("Certificates:AuthorityKeyPassphrase", BroughtAuthority.KeyPassphrase));

        var signed = await SignAsync(system.Get<ICertificateAuthority>(), "CP1");

        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(signed.Chain);
        chain.Select(certificate => certificate.Subject).ShouldBe(["CN=CP1", files.Intermediate.Subject], "the root is left out");
        LeadsTo(files.Root, signed.Leaf, DateTimeOffset.UtcNow, files.Intermediate).ShouldBeTrue();
        (await system.ReadAsync(db => db.SigningKeys.CountAsync())).ShouldBe(0);
        using var http = system.CreateHttpClient(apiKey: null);
        (await http.GetStringAsync("/pki/ca.pem")).Trim().ShouldBe(files.Root.ExportCertificatePem());
        (await http.GetByteArrayAsync("/pki/crl")).Length.ShouldBeGreaterThan(50);
    }

    [Fact, Trait("Spec", "whitepaper L01.FR.11-12, §6.7")]
    public async Task Firmware_carries_the_certificates_that_lead_to_the_root_of_one_that_is_brought()
    {
        using var files = new BroughtAuthority();
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Set("Files:MinFreeMiB", "0")
            .Set("Certificates:AuthorityChainFile", files.ChainFile).Set("Certificates:AuthorityKeyFile", files.KeyFile).Set("Certificates:AuthorityKeyPassphrase", BroughtAuthority.KeyPassphrase));
        using var http = system.CreateHttpClient();
        using var body = FilesFixture.Binary([1, 2, 3]);
        using var stored = await http.PostAsync("/api/v1/files?name=fw.bin", body);
        var fileId = JsonSerializer.Deserialize<JsonElement>(await stored.Content.ReadAsStringAsync()).Text("fileId");
        using var signed = await http.PostAsync($"/api/v1/files/{fileId}/signature", null);
        signed.IsSuccessStatusCode.ShouldBeTrue(await signed.Content.ReadAsStringAsync());

        var sent = await system.ReadAsync(db => db.Files.Select(file => file.SigningCertificate).SingleAsync());
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(sent);
        chain.Count.ShouldBe(2);
        chain[1].Subject.ShouldBe(files.Intermediate.Subject, "the root is the Charge Point's own");
        using var certificate = X509Certificate2.CreateFromPem(sent);
        certificate.Subject.ShouldContain("CN=Firmware signing");
        LeadsTo(files.Root, certificate, DateTimeOffset.UtcNow, files.Intermediate).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Certificates:AuthorityKeyFile", "a PEM file that can be read", "AuthorityKeyPassphrase", "wrong")]
    [InlineData("Certificates:AuthorityKeyFile", "a PEM file that can be read", "AuthorityKeyFile", "nowhere.pem")]
    [InlineData("Certificates:AuthorityChainFile", "a PEM file that can be read", "AuthorityChainFile", "nowhere.pem")]
    [InlineData("Certificates:AuthorityKeyFile", "chain and its key", "AuthorityKeyFile", null)]
    [InlineData("Certificates:AuthorityKeyFile", "the external authority has the key", "ExternalUrl", "http://ca.example.org/")]
    [InlineData("Certificates:CpoName", "1 to 64 printable characters", "CpoName", "a\nb")]
    public void What_cannot_be_used_is_named_at_the_start(string key, string reason, string changed, string? value)
    {
        using var files = new BroughtAuthority();
        var options = new CertificateOptions { AuthorityChainFile = files.ChainFile, AuthorityKeyFile = files.KeyFile, AuthorityKeyPassphrase = BroughtAuthority.KeyPassphrase };
        typeof(CertificateOptions).GetProperty(changed)!.SetValue(options, value);

        var message = Should.Throw<SettingsException>(() =>
        {
            options.Check();
            SuppliedAuthority.Read(options, DateTimeOffset.UtcNow);
        }).Message;

        message.ShouldStartWith($"Setting {key} ");
        message.ShouldContain(reason);
    }

    [Fact]
    public void A_chain_that_ended_or_lacks_its_root_is_named_at_the_start()
    {
        using var files = new BroughtAuthority();
        var options = new CertificateOptions { AuthorityChainFile = files.ChainFile, AuthorityKeyFile = files.KeyFile, AuthorityKeyPassphrase = BroughtAuthority.KeyPassphrase };
        Should.Throw<SettingsException>(() => SuppliedAuthority.Read(options, DateTimeOffset.UtcNow.AddYears(9))).Message.ShouldContain("ended at");
        File.WriteAllText(files.ChainFile, files.Intermediate.ExportCertificatePem());
        Should.Throw<SettingsException>(() => SuppliedAuthority.Read(options, DateTimeOffset.UtcNow)).Message.ShouldContain("a chain that ends with its root");
    }

    [Fact]
    public async Task An_external_one_gets_the_request_and_its_answer_is_checked()
    {
        using var files = new BroughtAuthority();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string? question = null;
        var (answer, status) = ("", 200);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var service = builder.Build();
        service.Run(async context =>
        {
            question = $"{context.Request.Headers["X-CA"]} {await new StreamReader(context.Request.Body).ReadToEndAsync()}";
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        });
        await service.StartAsync();
        var options = new CertificateOptions
        {
            AuthorityChainFile = files.ChainFile,
            ExternalUrl = service.Urls.Single() + "/sign",
            ExternalSecretHeader = "X-CA",
            ExternalSecret = "secret-1",
        };
        options.Check();
        using var authority = new ExternalAuthority(SuppliedAuthority.Read(options, DateTimeOffset.UtcNow)!, Options.Create(options), TimeProvider.System);
        var order = OrderOf(key, "CP1");
        using var leaf = CertificateMaker.Sign(files.IntermediateWithKey, RSASignaturePadding.Pkcs1, order, DateTimeOffset.UtcNow, publicUrl: null);
        answer = $"{leaf.ExportCertificatePem()}\n{files.Intermediate.ExportCertificatePem()}\n{files.Root.ExportCertificatePem()}\n";

        var signed = await authority.SignAsync(order, CancellationToken.None);

        signed.Leaf.RawData.ShouldBe(leaf.RawData);
        signed.Chain.Split("BEGIN CERTIFICATE").Length.ShouldBe(3, "leaf and intermediate");
        question!.ShouldStartWith("secret-1 {");
        question.ShouldContain("\"chargePointId\":\"CP1\"");
        question.ShouldContain("\"purpose\":\"ChargePoint\"");

        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await FailsAsync(OrderOf(otherKey, "CP1"), "for another key");
        using var stranger = new BroughtAuthority();
        using var strange = CertificateMaker.Sign(stranger.IntermediateWithKey, RSASignaturePadding.Pkcs1, order, DateTimeOffset.UtcNow, publicUrl: null);
        answer = strange.ExportCertificatePem();
        await FailsAsync(order, "does not lead to");
        answer = "<html>";
        await FailsAsync(order, "without a certificate");
        status = 500;
        await FailsAsync(order, "HTTP status 500");

        async Task FailsAsync(SigningOrder failing, string reason) =>
            (await Should.ThrowAsync<SigningException>(() => authority.SignAsync(failing, CancellationToken.None))).Message.ShouldContain(reason);
    }

    private static SigningOrder OrderOf(ECDsa key, string commonName)
    {
        var subject = CertificateMaker.NameOf(commonName, organization: null);
        var csr = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        return new SigningOrder(CertificatePurpose.ChargePoint, commonName, subject, csr.PublicKey, csr.CreateSigningRequestPem(), TimeSpan.FromDays(365));
    }

    private static async Task<SignedCertificate> SignAsync(ICertificateAuthority authority, string commonName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await authority.SignAsync(OrderOf(key, commonName), CancellationToken.None);
    }

    private static Task<string> StoredKeyAsync(RunningCentralSystem system) => system.ReadAsync(db => db.SigningKeys.Select(k => k.ProtectedKey).SingleAsync());

    private static bool LeadsTo(X509Certificate2 root, X509Certificate2 leaf, DateTimeOffset at, params X509Certificate2[] between)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
                VerificationTime = at.UtcDateTime,
            },
        };
        chain.ChainPolicy.ExtraStore.AddRange(between);
        return chain.Build(leaf);
    }

    /// <summary>An operator's root and intermediate in files.</summary>
    private sealed class BroughtAuthority : IDisposable
    {
        public const string KeyPassphrase = "opens the key";

        private readonly TempDirectory _folder = new();

        public BroughtAuthority()
        {
            using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var now = DateTimeOffset.UtcNow;
            var root = AuthorityRequest("CN=Operator Root", rootKey);
            Root = root.CreateSelfSigned(now.AddDays(-1), now.AddDays(900));
            Intermediate = AuthorityRequest("CN=Operator Issuing", key).Create(Root, now.AddDays(-1), now.AddDays(800), [1, 2, 3]);
            IntermediateWithKey = Intermediate.CopyWithPrivateKey(key);
            ChainFile = Write("chain.pem", $"{Intermediate.ExportCertificatePem()}\n{Root.ExportCertificatePem()}\n");
            KeyFile = Write("key.pem", key.ExportEncryptedPkcs8PrivateKeyPem(KeyPassphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
        }

        public X509Certificate2 Root { get; }

        public X509Certificate2 Intermediate { get; }

        public X509Certificate2 IntermediateWithKey { get; }

        public string ChainFile { get; }

        public string KeyFile { get; }

        public void Dispose()
        {
            Root.Dispose();
            Intermediate.Dispose();
            IntermediateWithKey.Dispose();
            _folder.Dispose();
        }

        private static CertificateRequest AuthorityRequest(string name, ECDsa key) => new(name, key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions =
            {
                new X509BasicConstraintsExtension(true, false, 0, true),
                new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true),
            },
        };

        private string Write(string name, string text)
        {
            var path = Path.Combine(_folder.FullName, name);
            File.WriteAllText(path, text, Encoding.ASCII);
            return path;
        }
    }
}
