using System.Globalization;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Installed;

/// <summary>What a Charge Point told of its limits for certificates (whitepaper §7.3-7.5), as its configuration was last read.</summary>
/// <param name="MaxRoots">CertificateStoreMaxLength; null where it did not tell.</param>
/// <param name="MaxChainCharacters">CertificateSignedMaxChainSize, at most the 10000 of the message itself.</param>
/// <param name="CpoName">CpoName; null where it did not tell.</param>
internal sealed record CertificateLimits(int? MaxRoots, int MaxChainCharacters, string? CpoName)
{
    private const int MostChainCharacters = 10_000;

    private static readonly string[] Keys = ["CertificateStoreMaxLength", "CertificateSignedMaxChainSize", "CpoName"];

    public static async Task<CertificateLimits> OfAsync(CentralSystemDbContext db, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var values = await db.ConfigurationKeys.Where(k => k.ChargePointKey == chargePoint.Key && Keys.Contains(k.Key))
            .Select(k => new { k.Key, k.Value }).ToListAsync(cancellationToken);
        return new CertificateLimits(NumberOf(Keys[0]), Math.Min(NumberOf(Keys[1]) ?? MostChainCharacters, MostChainCharacters), TextOf(Keys[2]));

        string? TextOf(string key) => values.FirstOrDefault(v => v.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value;
        int? NumberOf(string key) => int.TryParse(TextOf(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }
}
