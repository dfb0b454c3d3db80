using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections.Tls;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Connections.Tls;

/// <summary>Server certificates are renewed while charging goes on.</summary>
public sealed class CertificateReloadTests(TlsCentralSystem system) : IClassFixture<TlsCentralSystem>
{
    [Fact]
    public async Task Replaced_file_is_seen_by_new_connections_and_a_broken_one_by_nobody()
    {
        await using var old = await system.ConnectAsync("RELOAD", 2);
        await old.CallAsync(A.BootNotification);
        var first = await SerialNumberAsync();

        using var renewed = system.Authority.Issue("CN=localhost, O=Renewed");
        await File.WriteAllTextAsync(system.ServerFile, TestAuthority.Pem(renewed));
        system.System.Get<FileWatch>().Look();
        (await SerialNumberAsync()).ShouldBe(first, "The file may be half written.");
        system.System.Get<FileWatch>().Look();
        (await SerialNumberAsync()).ShouldBe(renewed.SerialNumber);
        await old.CallAsync(A.Heartbeat);

        system.System.ExpectErrors();
        await File.WriteAllTextAsync(system.ServerFile, "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
        for (var look = 0; look < 4; look++)
        {
            system.System.Get<FileWatch>().Look();
        }

        (await SerialNumberAsync()).ShouldBe(renewed.SerialNumber);
        system.System.Log.Where(entry => entry.Level == LogLevel.Error).ShouldHaveSingleItem().Message.ShouldContain(system.ServerFile);
        await old.CallAsync(A.Heartbeat);
    }

    private async Task<string> SerialNumberAsync()
    {
        await using var stream = await system.OpenTlsAsync(2, options => options.EnabledSslProtocols = SslProtocols.Tls13);
        return ((X509Certificate2)stream.RemoteCertificate!).SerialNumber;
    }
}
