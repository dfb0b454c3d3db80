using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Web.Api;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>InstallCertificate without a certificate: the root of the authority that signs here. One that the Charge Point has no room for is not sent.</summary>
internal sealed class InstallCertificateDefault(ICertificateAuthority authority, IDbContextFactory<CentralSystemDbContext> contexts) : ICommandDefault
{
    public string Action => "InstallCertificate";

    public IReadOnlyDictionary<string, string> Optional { get; } = new Dictionary<string, string> { ["certificate"] = "Absent, it is the root of the authority that signs here." };

    public async ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        payload["certificate"] ??= (await authority.RootAsync()).ExportCertificatePem();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if ((await CertificateLimits.OfAsync(db, chargePoint, cancellationToken)).MaxRoots is not { } most)
        {
            return;
        }

        var held = await db.InstalledCertificates.Where(c => c.ChargePointKey == chargePoint.Key).Select(c => c.KnownCertificateId).ToListAsync(cancellationToken);
        if (held.Count >= most && !await IsHeldAsync(db, held, payload["certificate"], cancellationToken))
        {
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "certificate-store-full", "The charge point has no room for another certificate",
                $"{chargePoint.Identity} holds {held.Count} root certificates and has room for {most} (CertificateStoreMaxLength). Delete one with DeleteCertificate first; "
                + "if that was done elsewhere, read its list with GetInstalledCertificateIds."));
        }
    }

    private static async Task<bool> IsHeldAsync(CentralSystemDbContext db, List<int?> held, JsonNode? certificate, CancellationToken cancellationToken)
    {
        if (certificate?.GetValueKind() != JsonValueKind.String || CertificateHashes.TryReadRoot(certificate.GetValue<string>()) is not { } root)
        {
            return false;
        }

        using (root)
        {
            var thumbprint = CertificateName.ThumbprintOf(root);
            return await db.KnownCertificates.AnyAsync(c => c.Thumbprint == thumbprint && held.Contains(c.Id), cancellationToken);
        }
    }
}

/// <summary>CertificateSigned: a chain that is longer than the Charge Point takes is not sent.</summary>
internal sealed class CertificateSignedDefault(IDbContextFactory<CentralSystemDbContext> contexts) : ICommandDefault
{
    public string Action => "CertificateSigned";

    public async ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (payload["certificateChain"] is not JsonValue value || !value.TryGetValue(out string? chain))
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var limits = await CertificateLimits.OfAsync(db, chargePoint, cancellationToken);
        if (chain.Length > limits.MaxChainCharacters)
        {
            throw Problems.Invalid("certificateChain",
                $"has {chain.Length} characters; {chargePoint.Identity} takes {limits.MaxChainCharacters} (CertificateSignedMaxChainSize). Leave certificates out that it has already");
        }
    }
}
