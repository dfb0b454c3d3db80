using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CentralSystem.Tests.Api;

namespace CentralSystem.Tests.Certificates;

/// <summary>A central system with an authority of its own, shared by the tests of a class; each test has a Charge Point of its own.</summary>
public sealed class CertificatesFixture : IAsyncLifetime
{
    public const string CpoName = "Example CPO";

    private const string Password = "a password of tests";

    private int _lastIdentity;

    public ApiFixture System { get; } = ApiFixture.Start(
        ("Certificates:CpoName", CpoName), ("Certificates:PublicUrl", "http://csms.example.org"), ("Certificates:FirmwareSignature", "Ecdsa"), ("Files:MinFreeMiB", "0"));

    /// <summary>A Charge Point that proved who it is, and takes every certificate.</summary>
    public async Task<TestChargePoint> ChargePointAsync(bool hasPassword = true)
    {
        var identity = $"CP-C{Interlocked.Increment(ref _lastIdentity)}";
        var password = hasPassword ? $$""","password":"{{Password}}" """ : "";
        await System.PostAsync("/api/v1/charge-points", $$"""{"chargePointId":"{{identity}}"{{password}}}""", 201);
        var chargePoint = await System.BootedAsync(identity, hasPassword ? Password : null);
        foreach (var action in new[] { "CertificateSigned", "InstallCertificate", "DeleteCertificate", "SignedUpdateFirmware" })
        {
            chargePoint.Answers[action] = """{"status":"Accepted"}""";
        }

        return chargePoint;
    }

    public static string Csr(ECDsa key, string commonName, string organization = CpoName) =>
        new CertificateRequest($"O={organization}, CN={commonName}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <summary>Sends a signing request; gives our answer.</summary>
    public static async Task<string?> SignAsync(TestChargePoint chargePoint, string csr) =>
        (await chargePoint.CallAsync("SignCertificate", JsonSerializer.Serialize(new { csr }))).Text("status");

    /// <summary>What is known of the last signing request of a Charge Point, once it is in a state.</summary>
    public async Task<JsonElement> RequestAsync(TestChargePoint chargePoint, string state)
    {
        var path = $"/api/v1/certificate-signing-requests?chargePointId={chargePoint.Identity}&limit=1";
        return (await System.UntilAsync(path, list => list.Items() is [var last] && last.Text("state") == state)).Items()[0];
    }

    /// <summary>Has a Charge Point certified; gives the certificate it got, and the id of it.</summary>
    public async Task<(X509Certificate2 Certificate, string Id)> CertifyAsync(TestChargePoint chargePoint)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await SignAsync(chargePoint, Csr(key, chargePoint.Identity))).ShouldBe("Accepted");
        var id = (await RequestAsync(chargePoint, "Installed")).Text("certificateId")!;
        return (X509Certificate2.CreateFromPem((await chargePoint.ReceivedAsync()).Payload.Text("certificateChain")!), id);
    }

    public Task<JsonElement> AuthorityAsync() => System.GetAsync("/api/v1/certificate-authority");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await System.DisposeAsync();
}
