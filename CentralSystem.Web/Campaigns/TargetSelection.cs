using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Campaigns;

/// <summary>Whom a campaign is for; decided when it is made.</summary>
internal sealed record TargetSelection(string[]? ChargePointIds, string? Tag, string? Vendor, string? Model)
{
    /// <summary>The Charge Points in their order, each once; with those that nobody knows.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none to command.</remarks>
    public async Task<List<(string Identity, ChargePointState? ChargePoint)>> FindAsync(
        ChargePointDirectory directory, IDbContextFactory<CentralSystemDbContext> contexts, CancellationToken cancellationToken)
    {
        var found = ChargePointIds is null
            ? await MatchingAsync(directory, contexts, cancellationToken)
            : [.. ChargePointIds.Distinct(StringComparer.OrdinalIgnoreCase).Select(id => (id, directory.TryFind(id, out var known) ? known : null))];
        return found.Any(target => target.ChargePoint is not null)
            ? found
            : throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "no-charge-point", "No charge point is selected", "The selection matches no known charge point."));
    }

    private async Task<List<(string Identity, ChargePointState? ChargePoint)>> MatchingAsync(
        ChargePointDirectory directory, IDbContextFactory<CentralSystemDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.ChargePoints.AsNoTracking();
        if (Vendor is not null)
        {
            rows = rows.Where(c => c.ChargePointVendor == Vendor);
        }

        if (Model is not null)
        {
            rows = rows.Where(c => c.ChargePointModel == Model);
        }

        var keys = await rows.OrderBy(c => c.Key).Select(c => c.Key).ToListAsync(cancellationToken);
        return [.. keys.Select(directory.Find).OfType<ChargePointState>().Where(c => Tag is null || c.Tags.Contains(Tag)).Select(c => (c.Identity, (ChargePointState?)c))];
    }
}
