using CentralSystem.Web.Api;

namespace CentralSystem.Web.Certificates;

/// <summary>Known root certificates over REST; they are changed by the commands InstallCertificate and DeleteCertificate.</summary>
internal static class CertificateApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapCertificates() => api.MapGet("/installed-certificates", (
            [AsParameters] InstalledCertificateFilter filter, [AsParameters] PageQuery page, InstalledCertificateReader certificates, CancellationToken cancellationToken) =>
            certificates.ListAsync(filter, page, cancellationToken)).WithSummary("Lists the root certificates Charge Points hold");
    }
}
