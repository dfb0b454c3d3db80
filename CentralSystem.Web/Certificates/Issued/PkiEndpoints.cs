using CentralSystem.Web.Certificates.Authority;

namespace CentralSystem.Web.Certificates.Issued;

/// <summary>What everybody may know of the authority, below <c>/pki</c>: its certificate and what it revoked. Nothing here makes one.</summary>
internal static class PkiEndpoints
{
    private const string Certificate = "application/pkix-cert";

    extension(WebApplication app)
    {
        public void MapPki()
        {
            var pki = app.MapGroup("/pki").AllowAnonymous().ExcludeFromDescription();
            pki.MapGet("/crl", (HttpContext context, RevocationList list) => Cached(context, list.Current(), "application/pkix-crl", RevocationList.MaxAge));
            pki.MapGet("/ca.pem", (HttpContext context, ICertificateAuthority authority) =>
                Cached(context, authority.Roots is [var root, ..] ? System.Text.Encoding.ASCII.GetBytes(root.ExportCertificatePem() + "\n") : null, "application/x-pem-file", TimeSpan.FromDays(1)));
            pki.MapGet("/ca.crt", (HttpContext context, ICertificateAuthority authority) =>
                Cached(context, (authority is OwnAuthority own ? own.Issuer : authority.Roots[0])?.RawData, Certificate, TimeSpan.FromDays(1)));
        }
    }

    private static IResult Cached(HttpContext context, byte[]? content, string type, TimeSpan maxAge)
    {
        if (content is null)
        {
            return Results.NotFound();
        }

        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = maxAge };
        return Results.Bytes(content, type);
    }
}
