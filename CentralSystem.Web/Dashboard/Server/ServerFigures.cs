using System.Runtime.InteropServices;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Files;
using CentralSystem.Web.Health;
using CentralSystem.Web.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CentralSystem.Web.Dashboard.Server;

/// <summary>Reads how this central system is and what it stands on.</summary>
internal sealed class ServerFigures(HealthReader health, Store store, FileSpace files, IServer server, IServiceProvider services)
{
    public async Task<ServerSheet> ReadAsync(CancellationToken cancellationToken) => new(
        await health.ReadAsync(cancellationToken), health.StartedAt, RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, store.Description,
        await store.MeasureAsync(cancellationToken), files.TotalBytes, [.. server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []],

        // There only where a TLS door is open.
        [.. services.GetService<WatchedFiles<ServerCertificates>>()?.Value.All.Select(CertificateView.Of) ?? []]);
}

/// <summary>How this central system is.</summary>
internal sealed record ServerSheet(
    HealthView Health, DateTimeOffset StartedAt, string Runtime, string Machine, string Store, StoreSize Size, long FileBytes, IReadOnlyList<string> Addresses,
    IReadOnlyList<CertificateView> Certificates);

/// <summary>A certificate that clients see.</summary>
internal sealed record CertificateView(string Subject, string Issuer, string Key, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public static CertificateView Of(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) => new(
        certificate.Subject, certificate.Issuer, certificate.PublicKey.Oid.FriendlyName ?? "", certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
}
